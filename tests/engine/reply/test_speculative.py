from __future__ import annotations

import pytest

from desktop_app.engine.reply.speculative import MAX_DRAFT, Drafter, DraftLength, NgramTable


class FixedPace(DraftLength):
    def draft_length(self) -> int:
        return MAX_DRAFT


def drafter_after(text: list[int], kept: NgramTable | None = None) -> Drafter:
    return Drafter(kept or NgramTable(), text, FixedPace())


def test_what_followed_before_is_proposed_again():
    drafter = drafter_after([1, 2, 3, 4, 5, 6, 9, 1, 2, 3])
    assert drafter.propose(3) == [4, 5, 6]


def test_a_reply_of_a_former_day_is_proposed():
    kept = NgramTable()
    kept.learn([10, 11, 12, 13, 14])
    assert drafter_after([1, 2, 11, 12], kept).propose(7) == [13, 14]


def test_nothing_known_nothing_proposed():
    assert drafter_after([1, 2, 3]).propose(7) == []
    assert drafter_after([]).propose(7) == []


def test_tokens_of_the_running_reply_count():
    drafter = drafter_after([1])
    for token in (5, 6, 7, 8, 5, 6):
        drafter.said(token)
    assert drafter.propose(2) == [7, 8]


def test_the_more_frequent_continuation_wins():
    table = NgramTable()
    for _ in range(3):
        table.learn([1, 2, 7])
    table.learn([1, 2, 8])
    assert table.after((1, 2)) == 7
    for _ in range(3):
        table.learn([1, 2, 8])
    assert table.after((1, 2)) == 8


def test_the_table_is_bounded_and_forgets_the_oldest_first():
    table = NgramTable(limit=100)
    table.learn(list(range(1000)))
    assert len(table) == 100
    assert table.after((0, 1)) is None
    assert table.after((997, 998)) == 999


def test_a_saved_table_reads_back_the_same(tmp_path):
    table = NgramTable()
    table.learn([5, 6, 7, 8, 9, 5, 6, 7, 8, 1])
    path = tmp_path / "数据" / "drafts.npy"
    table.save(path)
    again = NgramTable.load(path)
    assert again._entries == table._entries
    assert [p.name for p in path.parent.iterdir()] == ["drafts.npy"]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x93NUMPY\x01\x00"])
def test_a_damaged_table_is_begun_anew(tmp_path, content):
    path = tmp_path / "drafts.npy"
    path.write_bytes(content)
    assert len(NgramTable.load(path)) == 0


def feed(pace: DraftLength, accepted_share: float, more_ms: float, passes: int = 300) -> None:
    for number in range(passes):
        length = pace.draft_length()
        accepted = length if (number * accepted_share) % 1 + accepted_share >= 1 else 0
        pace.observe(length, accepted, 0.020 + 0.001 * more_ms * length)


def test_cheap_and_right_drafts_grow_long():
    pace = DraftLength()
    pace.observe(0, 0, 0.020)
    feed(pace, accepted_share=1.0, more_ms=0.2)
    assert pace.draft_length() >= MAX_DRAFT - 1


def test_drafts_that_are_wrong_stop_but_are_tried_now_and_then():
    pace = DraftLength()
    pace.observe(0, 0, 0.020)
    feed(pace, accepted_share=0.0, more_ms=1.0)
    lengths = [pace.draft_length() for _ in range(200)]
    assert sum(length > 0 for length in lengths) <= 5
    assert max(lengths) > 0


def test_drafts_that_cost_as_much_as_they_bring_stop():
    pace = DraftLength()
    pace.observe(0, 0, 0.020)
    feed(pace, accepted_share=0.5, more_ms=20)
    lengths = [pace.draft_length() for _ in range(100)]
    assert sum(length > 0 for length in lengths) <= 3
