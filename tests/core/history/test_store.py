"""The chat history as the window uses it: conversations, messages, branches, moods, search."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.history import migrations
from desktop_app.core.history import store as history_module
from desktop_app.core.history import writer as history_writer
from desktop_app.core.history.records import CLEARED, Conversation, Folder
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import HistoryReader, open_history
from desktop_app.core.history.titles import TITLE_COLUMNS, automatic_title
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scene

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POSITIVE = Mood("positive", 0.9, False, (0.9, 0.1))
NEGATIVE = Mood("negative", 0.75, True, (0.25, 0.75))
STATS = ReplyStats(12, 345, 67.25, 23.4, 11)


@pytest.fixture
def scene():
    return read_scene(RESOURCES / "scenes" / "companion.toml")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def history(path):
    opened = open_history(path)
    yield opened
    opened.close()


def start(history, title="", moment=NOW):
    conversation = Conversation(new_id(), "companion", moment, moment, title)
    history.create_conversation(conversation).result(60)
    return conversation.id


def say(history, conversation_id, text, parent=None, role=Role.USER, moment=NOW, note=False):
    reason = FinishReason.STOP if role is Role.ASSISTANT else None
    message = Message(role, text, created_at=moment, finish_reason=reason)
    history.add_message(conversation_id, message, parent, note).result(60)
    return message.id


def texts(history, conversation_id):
    return [stored.message.text for stored in history.reader.messages(conversation_id)]


@pytest.mark.posix
def test_files_are_for_this_person_alone(history, path):
    say(history, start(history), "hello")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    files = list(path.parent.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len(files) >= 2


def test_a_message_comes_back_as_it_was(history, scene):
    chat = start(history)
    moment = datetime(2026, 3, 1, 8, 30, 0, 123457, tzinfo=UTC)
    question = Message(Role.USER, "今天的实验成功了", created_at=moment)
    history.add_message(chat, question, None)
    history.set_mood(question.id, POSITIVE, scene)
    reply = Message(Role.ASSISTANT, "", created_at=moment)
    history.begin_reply(chat, reply, question.id)
    history.update_reply(reply.id, "太")
    history.finish_reply(reply.id, "太好了", FinishReason.LENGTH, STATS).result(60)
    first, second = history.reader.messages(chat)
    assert first.message.text == question.text
    assert first.message.created_at == moment
    assert first.message.mood == POSITIVE
    assert first.verdict.scene_id == scene.id
    assert first.verdict.score == pytest.approx(0.9)
    assert second.parent_id == question.id
    assert second.message == Message(
        Role.ASSISTANT, "太好了", reply.id, moment, None, FinishReason.LENGTH, STATS
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_stored_exactly(history, text):
    chat = start(history)
    say(history, chat, text)
    assert texts(history, chat) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "\ud83d\ude00 as two lone surrogates",
        "\udcff",
        "a\x00b\x00",
        "\x01\x1b[31m\x7f",
        "\r\n \t",
        "",
    ],
)
def test_odd_text_is_stored_and_found_by_its_words(history, text):
    chat = start(history)
    say(history, chat, text + " needle")
    assert texts(history, chat) == [text + " needle"]
    assert len(history.reader.search("needle")) >= 1
    assert all(hit.conversation_id == chat for hit in history.reader.search("needle"))


def test_a_megabyte_is_stored_and_found(history):
    chat = start(history)
    text = "长文本 word " * 100_000 + "needle"
    say(history, chat, text)
    assert texts(history, chat) == [text]
    (hit,) = history.reader.search("needle")
    assert hit.snippet[hit.spans[0][0] :][: hit.spans[0][1]] == "needle"


def test_the_clock_does_not_order_messages(history):
    chat = start(history)
    parent = None
    for index in range(10):
        parent = say(history, chat, str(index), parent, moment=NOW - timedelta(days=index))
    assert texts(history, chat) == [str(index) for index in range(10)]


def test_editing_makes_a_branch_and_the_old_one_is_remembered(history):
    chat = start(history)
    first = say(history, chat, "q1")
    reply = say(history, chat, "a1", first, Role.ASSISTANT)
    second = say(history, chat, "q2", reply)
    say(history, chat, "a2", second, Role.ASSISTANT)
    edited = say(history, chat, "q1 edited")
    assert texts(history, chat) == ["q1 edited"]
    (shown,) = history.reader.messages(chat)
    assert (shown.variant, shown.variants) == (1, 2)
    assert history.reader.siblings(edited) == [first, edited]
    history.show_message(first).result(60)
    assert texts(history, chat) == ["q1", "a1", "q2", "a2"]


def test_regenerating_keeps_variants_and_each_fork_its_choice(history):
    chat = start(history)
    question = say(history, chat, "q")
    replies = [say(history, chat, f"a{i}", question, Role.ASSISTANT) for i in range(3)]
    below = say(history, chat, "under a1", replies[1])
    assert texts(history, chat) == ["q", "a2"]
    history.show_message(below).result(60)
    assert texts(history, chat) == ["q", "a1", "under a1"]
    history.show_message(replies[0]).result(60)
    assert texts(history, chat) == ["q", "a0"]
    history.show_message(replies[1]).result(60)
    assert texts(history, chat) == ["q", "a1", "under a1"]
    assert [m.variant for m in history.reader.messages(chat)] == [0, 1, 0]


def test_windows_of_a_branch_are_parts_of_the_whole(history):
    chat = start(history)
    parent = None
    for index in range(30):
        parent = say(history, chat, str(index), parent)
    whole = history.reader.messages(chat)
    branch = history.reader.branch(chat)
    assert len(branch) == 30
    assert history.reader.window(branch, 0, 10) == whole[:10]
    assert history.reader.window(branch, 10, 30) == whole[10:]
    assert history.reader.window(branch, 30, 40) == []


def test_deleting_a_message_can_be_undone(history):
    chat = start(history)
    parent = None
    ids = [parent := say(history, chat, text, parent) for text in "abcd"]
    deleted = history.delete_message(ids[1]).result(60)
    assert texts(history, chat) == ["a", "c", "d"]
    assert history.reader.search("b") == []
    history.restore_message(deleted).result(60)
    assert texts(history, chat) == ["a", "b", "c", "d"]
    assert len(history.reader.search("b")) == 1
    first = history.delete_message(ids[0]).result(60)
    assert texts(history, chat) == ["b", "c", "d"]
    history.restore_message(first).result(60)
    assert texts(history, chat) == ["a", "b", "c", "d"]


def test_deleting_the_last_variant_shows_the_one_before(history):
    chat = start(history)
    question = say(history, chat, "q")
    say(history, chat, "a0", question, Role.ASSISTANT)
    last = say(history, chat, "a1", question, Role.ASSISTANT)
    history.delete_message(last).result(60)
    assert texts(history, chat) == ["q", "a0"]


def test_a_reply_being_written_is_saved_while_it_grows(history, path):
    chat = start(history)
    question = say(history, chat, "q")
    reply = Message(Role.ASSISTANT, "")
    history.begin_reply(chat, reply, question).result(60)
    history.update_reply(reply.id, "half a sen")
    saved = threading.Event()
    with HistoryReader(path) as other:
        for _ in range(6000):
            if other.messages(chat)[-1].message.text == "half a sen":
                break
            saved.wait(0.01)
        else:
            pytest.fail("the draft was not saved")


def test_an_unfinished_reply_reads_interrupted_at_the_next_open(path):
    history = open_history(path)
    chat = start(history)
    question = say(history, chat, "q")
    reply = Message(Role.ASSISTANT, "")
    history.begin_reply(chat, reply, question)
    history.update_reply(reply.id, "half an answer")
    history.close()
    again = open_history(path)
    last = again.reader.messages(chat)[-1].message
    assert (last.text, last.finish_reason) == ("half an answer", FinishReason.INTERRUPTED)
    assert len(again.reader.search("half an")) == 1
    again.continue_reply(reply.id)
    again.update_reply(reply.id, "half an answer, and")
    again.finish_reply(reply.id, "half an answer, complete", FinishReason.STOP, None).result(60)
    assert len(again.reader.search("complete")) == 1
    assert again.reader.messages(chat)[-1].message.finish_reason is FinishReason.STOP
    again.close()


def test_list_order_shelves_and_trash(history):
    old, middle, new = (
        start(history, name, NOW + timedelta(days=i)) for i, name in enumerate("omn")
    )

    def titles(folder=Folder.ACTIVE):
        return [conversation.title for conversation in history.reader.conversations(folder)]

    assert titles() == ["n", "m", "o"]
    history.set_pinned(old, True).result(60)
    assert titles() == ["o", "n", "m"]
    history.set_archived(middle, True).result(60)
    history.delete_conversation(new).result(60)
    assert titles() == ["o"]
    assert titles(Folder.ARCHIVED) == ["m"]
    assert titles(Folder.TRASH) == ["n"]
    history.restore_conversation(new).result(60)
    assert titles() == ["o", "n"]
    history.delete_conversation(new)
    history.erase_conversation(middle)
    assert history.empty_trash().result(60) == 1
    assert history.reader.conversations(Folder.TRASH) == []
    with pytest.raises(KeyError):
        history.reader.conversation(new)


def test_the_trash_is_emptied_after_thirty_days(path, monkeypatch):
    history = open_history(path)
    kept, gone = start(history, "kept"), start(history, "gone")
    say(history, gone, "secret words")
    history.delete_conversation(gone).result(60)
    history.close()

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=cls.days)

    monkeypatch.setattr(history_module, "datetime", Later)
    for Later.days, left in ((29, 1), (31, 0)):
        again = open_history(path)
        again.set_pinned(kept, True).result(60)
        assert len(again.reader.conversations(Folder.TRASH)) == left
        again.close()
    assert b"secret" not in path.read_bytes()


def test_titles_are_automatic_until_the_person_writes_one(history):
    chat = start(history)
    say(history, chat, "Today went well. More text")
    assert history.reader.conversation(chat).title == "Today went well"
    history.rename(chat, "  My title").result(60)
    assert history.reader.conversation(chat).title == "  My title"
    assert history.reader.conversation(chat).title_is_own
    say(history, chat, "other")
    assert history.reader.conversation(chat).title == "  My title"
    history.rename(chat, " ").result(60)
    assert history.reader.conversation(chat).title == "Today went well"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("今天的实验终于成功了！特别高兴。", "今天的实验终于成功了！"),
        ("\n\n## Hello there\nsecond line", "Hello there"),
        ("I paid 3.50 for it. Really.", "I paid 3.50 for it"),
        ("word " * 30, "word word word word word word word word word…"),
        ("字" * 60, "字" * 23 + "…"),
        ("x" * 100, "x" * 47 + "…"),
        ("\x00\ud800\t", ""),
        ("???", "?"),
        ("", ""),
    ],
)
def test_automatic_title(text, title):
    assert automatic_title(text) == title


@given(st.text(st.characters(), max_size=300))
def test_an_automatic_title_is_short_and_one_line(text):
    title = automatic_title(text)
    assert len(title.encode()) >= 0
    assert len(title.splitlines()) <= 1
    assert title == title.strip()
    assert len(title.rstrip("…")) <= max(TITLE_COLUMNS, len(text.encode("utf-8", "replace")))


def test_moods_corrections_and_the_strip(history, scene):
    chat = start(history)
    ids = []
    parent = None
    for index in range(7):
        parent = say(history, chat, f"m{index}", parent)
        ids.append(parent)
        history.set_mood(parent, POSITIVE if index % 2 else NEGATIVE, scene).result(60)
    assert [verdict.label for verdict in history.reader.recent_moods([chat])[chat]] == [
        "negative", "positive", "negative", "positive", "negative",
    ]  # fmt: skip
    history.correct_mood(ids[6], "positive", scene)
    history.correct_mood(ids[5], CLEARED, scene).result(60)
    assert [verdict.label for verdict in history.reader.recent_moods([chat])[chat]] == [
        "positive", "negative", "positive", "negative", "positive",
    ]  # fmt: skip
    corrected = history.reader.messages(chat)[6]
    assert corrected.message.mood == NEGATIVE
    assert (corrected.verdict.label, corrected.verdict.score) == ("positive", 1.0)
    assert not corrected.verdict.unsure
    history.set_mood(ids[6], NEGATIVE, scene).result(60)
    assert history.reader.messages(chat)[6].verdict.label == "positive"
    history.correct_mood(ids[6], None, scene).result(60)
    assert history.reader.messages(chat)[6].verdict.score == pytest.approx(0.25)
    history.forget_corrections().result(60)
    assert history.reader.messages(chat)[5].verdict.label == "positive"


def test_a_note_is_kept_as_one(history):
    chat = start(history)
    say(history, chat, "just for me", note=True)
    assert history.reader.messages(chat)[0].note


def test_a_change_to_what_is_gone_fails_alone(history):
    chat = start(history)
    wrong = history.add_message("nowhere", Message(Role.USER, "x"), None)
    right = history.add_message(chat, Message(Role.USER, "y"), None)
    assert isinstance(wrong.exception(10), KeyError)
    assert right.exception(10) is None
    assert texts(history, chat) == ["y"]


@pytest.mark.parametrize("has_index", [True, False])
class TestSearch:
    @pytest.fixture
    def history(self, path, has_index, monkeypatch):
        if not has_index:
            monkeypatch.setattr(migrations, "has_fts5", lambda connection: False)
        opened = open_history(path)
        yield opened
        opened.close()

    @pytest.mark.parametrize(
        "query",
        ["实", "实验", "实验终", "成功了", "experiment", "Exper", "exper", "today", "nature"],
    )
    def test_words_and_characters_are_found_where_they_stand(self, history, query):
        chat = start(history)
        wanted = say(
            history, chat, "今天实验终于成功了 The Experiment of today: good-natured nature"
        )
        say(history, chat, "something else, 别的话")
        (hit,) = [hit for hit in history.reader.search(query) if hit.message_id]
        assert hit.message_id == wanted
        start_at, length = hit.spans[0]
        assert hit.snippet[start_at : start_at + length].lower().startswith(query.lower())

    @pytest.mark.parametrize(
        "query",
        ['"', "*", "NOT", "a AND", "(", "NEAR(a b)", "col:x", "-x", "'; DROP", "^a", "%", "_"],
    )
    def test_operators_are_plain_text(self, history, query):
        chat = start(history, "t")
        wanted = say(history, chat, f"so it says {query} here")
        say(history, chat, "zzz")
        assert [hit.message_id for hit in history.reader.search(query)] == [wanted]

    def test_titles_come_first_and_the_trash_is_left_out(self, history):
        chat, other = start(history, "旅行计划"), start(history, "x")
        message = say(history, other, "说说旅行")
        hits = history.reader.search("旅行")
        assert [(hit.conversation_id, hit.message_id) for hit in hits] == [
            (chat, None),
            (other, message),
        ]
        history.delete_conversation(chat)
        history.delete_conversation(other).result(60)
        assert history.reader.search("旅行") == []

    def test_nothing_typed_finds_nothing(self, history):
        say(history, start(history), "x")
        assert history.reader.search("") == []
        assert history.reader.search("  \n") == []

    @settings(
        max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(st.characters(), max_size=60))
    def test_nothing_typed_can_be_an_error(self, history, query):
        for hit in history.reader.search(query):
            assert all(hit.snippet[s : s + n] for s, n in hit.spans)


def test_all_words_must_be_found_and_a_space_ends_the_last(history):
    chat = start(history, "t")
    both = say(history, chat, "red apples and pears")
    say(history, chat, "red only")
    assert [hit.message_id for hit in history.reader.search("pear red")] != [both]
    assert [hit.message_id for hit in history.reader.search("red pear")] == [both]
    assert history.reader.search("red pear ") == []


def test_case_width_and_accents_do_not_matter(history):
    chat = start(history, "t")
    found = say(history, chat, "Ｃａｆé Ümlaut")
    for query in ("cafe", "CAFÉ", "ｃafe", "umlaut"):
        assert [hit.message_id for hit in history.reader.search(query)] == [found]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text("今天实验成功了的", min_size=1, max_size=30), st.data())
def test_every_chinese_substring_is_found(history, text, data):
    chat = start(history, "t")
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    message = say(history, chat, text)
    hits = history.reader.search(text[begin:end], limit=1000)
    assert message in [hit.message_id for hit in hits]
    history.erase_conversation(chat).result(60)


def test_an_index_of_an_old_kind_is_made_anew(path, monkeypatch):
    history = open_history(path)
    say(history, start(history), "old words")
    history.close()
    monkeypatch.setattr(migrations, "TOKENIZER_VERSION", 99)
    again = open_history(path)
    say(again, start(again), "barrier")
    assert len([hit for hit in again.reader.search("words") if hit.message_id]) == 1
    again.close()


def test_another_thread_reads_with_a_reader_of_its_own(history, path):
    chat = start(history)
    say(history, chat, "x")
    found = []

    def read():
        with HistoryReader(path) as reader:
            found.extend(reader.messages(chat))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert [stored.message.text for stored in found] == ["x"]


def test_closing_leaves_one_file(path):
    history = open_history(path)
    say(history, start(history), "x")
    history.close()
    assert list(path.parent.iterdir()) == [path]


def test_a_writer_that_is_held_up_holds_nobody_else(history):
    """As when an fsync takes long: changes return at once, and reading goes on."""
    chat = start(history)
    first = say(history, chat, "before")
    inside, go_on = threading.Event(), threading.Event()

    def slow(editor):
        inside.set()
        assert go_on.wait(60)

    held = history._submit(slow)
    assert inside.wait(60)
    later = history.add_message(chat, Message(Role.USER, "after"), first)
    assert texts(history, chat) == ["before"]
    assert history.reader.search("before")
    assert not later.done()
    assert history.pending == 2
    go_on.set()
    later.result(60)
    assert held.done()
    assert texts(history, chat) == ["before", "after"]


def test_a_listener_that_fails_does_not_end_the_saving(path, caplog):
    def fails(problem):
        raise RuntimeError("gone")

    history = open_history(path, fails)
    chat = start(history)
    history._writer._failed(history_writer.not_saved(path, "test"))
    history.retry()
    say(history, chat, "still saved")
    assert texts(history, chat) == ["still saved"]
    assert "nobody could be told" in caplog.text
    history.close()
