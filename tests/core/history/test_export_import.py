"""Export and import: the JSON comes back exactly, and nothing wrong comes in."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history import import_ as transfer_import
from desktop_app.core.history.export import Wording, export_json, export_markdown, export_text
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.records import Conversation, Folder, StoredMessage, Tree, Verdict
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.mood import Mood

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def history(tmp_path):
    opened = open_history(tmp_path / "one" / FILE_NAME)
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path):
    opened = open_history(tmp_path / "two" / FILE_NAME)
    yield opened
    opened.close()


anything = st.text(st.characters(), max_size=40)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2999, 12, 31), timezones=st.just(UTC))
shares = st.floats(0, 1)
sizes = st.floats(0, 1e12)
verdicts = st.builds(
    Verdict,
    st.builds(Mood, anything, shares, st.booleans(), st.lists(shares, max_size=6).map(tuple)),
    anything,
    shares,
    st.none() | shares,
    st.none() | anything,
)
stats = st.builds(
    ReplyStats,
    st.integers(0, 2**62),
    st.integers(0, 2**62),
    sizes,
    sizes,
    st.integers(0, 2**62),
)


@st.composite
def trees(draw):
    messages, children = [], {}
    for _ in range(draw(st.integers(0, 8))):
        parent = draw(st.sampled_from([None, *(stored.message.id for stored in messages)]))
        verdict = draw(st.none() | verdicts)
        role = draw(st.sampled_from(Role))
        reason = draw(st.sampled_from(FinishReason))
        message = Message(
            role,
            draw(anything),
            new_id(),
            draw(moments),
            None if verdict is None else verdict.mood,
            reason if role is Role.ASSISTANT else None,
            draw(st.none() | stats),
        )
        messages.append(StoredMessage(message, parent, draw(st.booleans()), verdict))
        children.setdefault(parent, []).append(message.id)
    shown = {parent: draw(st.sampled_from(ids)) for parent, ids in children.items()}
    conversation = Conversation(
        new_id(),
        draw(anything),
        draw(moments),
        draw(moments),
        draw(anything),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.none() | moments),
    )
    return Tree(conversation, tuple(messages), shown.pop(None, None), shown)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(trees(), max_size=3))
def test_a_round_trip_is_exact(history, other, tmp_path, made):
    ids = history.add_trees(made).result(60)
    target = tmp_path / "chats.json"
    export_json(history.reader, ids, target)
    back = read_export(target)
    assert back == made
    new_ids = other.add_trees(back).result(60)
    assert [other.reader.tree(id_) for id_ in new_ids] == made
    for id_ in new_ids:
        other.erase_conversation(id_).result(60)


def example():
    mood = Mood("positive", 0.9, False, (0.9, 0.1))
    verdict = Verdict(mood, "companion", 0.9, 0.0, "negative")
    question = Message(Role.USER, "今天成功了 <b>", created_at=NOW, mood=mood)
    one = Message(Role.ASSISTANT, "First", finish_reason=FinishReason.STOP, created_at=NOW)
    two = Message(
        Role.ASSISTANT,
        "Second",
        new_id(),
        NOW,
        None,
        FinishReason.LENGTH,
        ReplyStats(1, 2, 3, 4, 5),
    )
    note = Message(Role.USER, "for me", created_at=NOW)
    messages = (
        StoredMessage(question, verdict=verdict),
        StoredMessage(one, question.id),
        StoredMessage(two, question.id),
        StoredMessage(note, two.id, note=True),
    )
    conversation = Conversation(new_id(), "companion", NOW, NOW, "Success")
    shown = {question.id: two.id, two.id: note.id}
    return Tree(conversation, messages, question.id, shown)


def exported(history, tmp_path):
    ids = history.add_trees([example()]).result(60)
    target = tmp_path / "chats.json"
    export_json(history.reader, ids, target)
    return target


def test_an_export_imported_twice_does_not_double_the_chats(history, other, tmp_path):
    target = exported(history, tmp_path)
    assert history.add_trees(read_export(target)).result(60) == []
    for expected in (1, 0, 0):
        assert len(other.add_trees(read_export(target)).result(60)) == expected
    for store in (history, other):
        assert len(store.reader.conversations()) == 1
        assert len(store.reader.search("成功")) == 1


def test_a_chat_that_went_on_here_is_not_added_again(history, tmp_path):
    target = exported(history, tmp_path)
    (chat,) = history.reader.conversations()
    last = history.reader.messages(chat.id)[-1]
    history.add_message(chat.id, Message(Role.USER, "and more"), last.message.id).result(60)
    assert history.add_trees(read_export(target)).result(60) == []
    assert len(history.reader.messages(chat.id)) == 4


def test_one_that_differs_is_added_beside_it_once(history, other, tmp_path):
    target = exported(history, tmp_path)
    changed = json.loads(target.read_text(encoding="utf-8"))
    changed["conversations"][0]["messages"][1]["text"] = "Something else"
    target.write_text(json.dumps(changed), encoding="utf-8")
    (new,) = history.add_trees(read_export(target)).result(60)
    assert history.add_trees(read_export(target)).result(60) == []
    old, again = history.reader.conversations()
    assert {old.id, again.id} > {new}
    one, two = (history.reader.messages(row.id) for row in (old, again))
    assert [m.message.text for m in one] == [m.message.text for m in two]
    assert not {m.message.id for m in one} & {m.message.id for m in two}


def test_one_in_the_trash_is_taken_out_of_it(history, tmp_path):
    target = exported(history, tmp_path)
    (chat,) = history.reader.conversations()
    history.delete_conversation(chat.id).result(10)
    assert history.add_trees(read_export(target)).result(10) == [chat.id]
    assert [row.id for row in history.reader.conversations()] == [chat.id]


def test_imported_messages_are_found(other, history, tmp_path):
    other.add_trees(read_export(exported(history, tmp_path))).result(60)
    assert [hit.snippet for hit in other.reader.search("second")] == ["Second"]


def test_markdown_and_text_show_the_branch_that_is_shown(history, tmp_path):
    ids = history.add_trees([example()]).result(60)
    wording = Wording(user="我", assistant="助手", note="日记")
    export_markdown(history.reader, ids, tmp_path / "a.md", wording)
    export_text(history.reader, ids, tmp_path / "a.txt", wording)
    when = NOW.astimezone().strftime("%Y-%m-%d %H:%M")
    assert (tmp_path / "a.md").read_text("utf-8") == (
        f"# Success\n\n## 我 · {when} · negative\n\n今天成功了 <b>\n"
        f"\n## 助手 · {when}\n\nSecond\n\n## 日记 · {when}\n\nfor me\n"
    )
    assert (tmp_path / "a.txt").read_text("utf-8") == (
        f"Success\n{'=' * 40}\n\n[我 · {when} · negative]\n今天成功了 <b>\n"
        f"\n[助手 · {when}]\nSecond\n\n[日记 · {when}]\nfor me\n"
    )


def test_a_failed_export_leaves_the_old_file_and_no_rest(history, tmp_path):
    target = tmp_path / "out" / "chats.json"
    target.parent.mkdir()
    target.write_text("before")
    with pytest.raises(KeyError):
        export_json(history.reader, ["nowhere"], target)
    assert [file.name for file in target.parent.iterdir()] == ["chats.json"]
    assert target.read_text() == "before"
    with pytest.raises(KnownError):
        export_json(history.reader, [], tmp_path / "missing" / "chats.json")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"null", b"[]", b"{}", b'{"format": 1}', b"\xff\xfe", b"\x89PNG\r\n"),
        *(b"[" * 100_000, b"9" * 10_000),
        b'{"format": "other", "version": 1, "conversations": []}',
        b'{"format": "qwen-all-in-one/chats", "version": "1", "conversations": []}',
    ],
)
def test_other_files_are_refused(tmp_path, content):
    source = tmp_path / "x.json"
    source.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_export(source)
    assert caught.value.code == "chats_invalid"


CONVERSATION = ("conversations", 0)
MESSAGE = (*CONVERSATION, "messages", 0)
MOOD = (*MESSAGE, "mood")


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("conversations",), {}),
        ((*CONVERSATION, "id"), 5),
        ((*CONVERSATION, "id"), "../../x"),
        ((*CONVERSATION, "title"), None),
        ((*CONVERSATION, "title"), {"surrogatepass": "?"}),
        ((*CONVERSATION, "pinned"), 1),
        ((*CONVERSATION, "created_at"), "yesterday"),
        ((*CONVERSATION, "created_at"), 12),
        ((*CONVERSATION, "shown"), "nobody"),
        ((*CONVERSATION, "messages"), "none"),
        ((*MESSAGE, "parent"), "nobody"),
        ((*MESSAGE, "shown"), "nobody"),
        ((*MESSAGE, "role"), "admin"),
        ((*MESSAGE, "role"), []),
        ((*MESSAGE, "text"), 5),
        ((*MESSAGE, "finish_reason"), "boredom"),
        ((*MESSAGE, "note"), "yes"),
        ((*MESSAGE, "stats"), []),
        ((*CONVERSATION, "messages", 2, "stats", "new_tokens"), -1),
        ((*CONVERSATION, "messages", 2, "stats", "new_tokens"), 10**30),
        ((*CONVERSATION, "messages", 2, "stats", "new_tokens"), True),
        ((*CONVERSATION, "messages", 2, "stats", "tokens_per_s"), "fast"),
        ((*CONVERSATION, "messages", 2, "stats", "tokens_per_s"), 10**400),
        ((*MOOD, "confidence"), 1.5),
        ((*MOOD, "probabilities"), [0.1] * 7),
        ((*MOOD, "probabilities"), ["0.5", 0.5]),
        ((*MOOD, "score"), -0.1),
        ((*MOOD, "label"), None),
    ],
)
def test_wrong_values_are_refused_and_named(history, tmp_path, way, value):
    target = exported(history, tmp_path)
    content = json.loads(target.read_text("utf-8"))
    wrong = copy.deepcopy(content)
    place = wrong
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    target.write_text(json.dumps(wrong), "utf-8")
    with pytest.raises(KnownError) as caught:
        read_export(target)
    assert caught.value.code == "chats_invalid"
    assert str(way[-1]) in caught.value.values["place"]


def test_the_same_message_twice_is_refused(history, tmp_path):
    target = exported(history, tmp_path)
    content = json.loads(target.read_text("utf-8"))
    rows = content["conversations"][0]["messages"]
    rows.append(rows[0])
    target.write_text(json.dumps(content), "utf-8")
    with pytest.raises(KnownError, match="twice"):
        read_export(target)


def test_numbers_that_are_not_json_are_refused(history, tmp_path):
    target = exported(history, tmp_path)
    target.write_text(target.read_text("utf-8").replace("0.9", "NaN"), "utf-8")
    with pytest.raises(KnownError):
        read_export(target)


def test_later_versions_and_absurd_sizes_are_refused(history, tmp_path, monkeypatch):
    target = exported(history, tmp_path)
    text = target.read_text("utf-8")
    target.write_text(text.replace('"version": 1', '"version": 2'), "utf-8")
    with pytest.raises(KnownError) as caught:
        read_export(target)
    assert caught.value.code == "chats_newer"
    target.write_text(text, "utf-8")
    for name, value, code in (
        ("MAX_MESSAGES", 3, "chats_invalid"),
        ("MAX_TEXT_CHARACTERS", 4, "chats_invalid"),
        ("MAX_FILE_BYTES", 100, "chats_too_large"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(transfer_import, name, value)
            with pytest.raises(KnownError) as caught:
                read_export(target)
        assert caught.value.code == code


def test_an_import_that_fails_half_way_leaves_nothing(history, monkeypatch):
    good, bad = example(), example()
    broken = Tree(bad.conversation, bad.messages, "nobody", {})
    assert history.add_trees([good, broken]).exception(10) is not None
    assert history.reader.conversations() == []
    assert history.reader.conversations(Folder.TRASH) == []
    assert history.reader.search("Second") == []


def test_a_file_that_is_not_there_is_a_known_error(tmp_path):
    with pytest.raises(KnownError):
        read_export(tmp_path / "nothing.json")
