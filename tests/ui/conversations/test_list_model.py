"""The list of conversations as a model."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.history.records import Folder
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.conversations.list_model import ConversationModel, ListRole
from tests.support.thread_guard import no_thread_left_behind
from tests.ui.conversations.stored_chats import NEGATIVE, POSITIVE, say, start

NOW = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)


@pytest.fixture
def chats(qapp, tmp_path):
    with no_thread_left_behind():
        opened = ChatStore(tmp_path / FILE_NAME)
        yield opened
        assert opened.close() is None


@pytest.fixture
def make_model(chats):
    models = []

    def make(now=lambda: NOW):
        model = ConversationModel(chats, "en", now)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
        models.append(model)
        return model

    yield make
    for model in models:
        model.stop()


def texts(model):
    return [model.index(row).data() for row in range(model.rowCount())]


def test_rows_stand_under_their_day(chats, make_model):
    for title, age in (("now", 0), ("night", 16), ("week", 72), ("month", 24 * 9), ("year", 9000)):
        start(chats, title, NOW - timedelta(hours=age))
    pinned = start(chats, "kept", NOW - timedelta(days=3))
    chats.history.set_pinned(pinned, True).result(60)
    model = make_model()
    assert texts(model) == [
        "Pinned", "kept", "Today", "now", "Yesterday", "night", "Last 7 days", "week",
        "March", "month", "March 2025", "year",
    ]  # fmt: skip
    heading = model.index(0)
    assert heading.flags() == Qt.ItemFlag.NoItemFlags
    assert heading.data(ListRole.CONVERSATION) is None
    assert model.index(1).data(ListRole.TIME) == "Mon 15:30"


def test_a_chat_without_a_title_is_a_new_one(chats, make_model):
    start(chats, "", NOW)
    assert texts(make_model()) == ["Today", "New chat"]


def test_midnight_moves_the_rows(chats, make_model):
    start(chats, "late", NOW)
    clock = [NOW]
    model = make_model(lambda: clock[0])
    clock[0] = NOW + timedelta(days=1)
    # a computer that wakes up in the morning finds the day changed, however long its timers slept
    model.findChild(DayChangeNotifier).look()
    assert texts(model) == ["Yesterday", "late"]


def test_it_follows_the_disk(chats, make_model, qtbot):
    id_ = start(chats, "first", NOW)
    model = make_model()
    chats.set_archived(id_, True)
    qtbot.waitUntil(lambda: model.rowCount() == 0)
    model.show_folder(Folder.ARCHIVED)
    assert texts(model) == ["Today", "first"]
    chats.delete(id_)
    qtbot.waitUntil(lambda: model.rowCount() == 0)
    model.show_folder(Folder.TRASH)
    assert texts(model) == ["first"]
    assert "left" in model.index(0).data(ListRole.TIME)


def test_a_new_title_is_shown_before_the_disk_has_it(chats, make_model, qtbot):
    id_ = start(chats, "first", NOW)
    model = make_model()
    index = model.index(1)
    with qtbot.waitSignal(chats.changed):
        assert model.setData(index, "  second\nline ")
        assert index.data() == "second line"
    assert chats.reader.conversation(id_).title == "second line"
    assert not model.setData(index, "second line")
    assert not model.setData(model.index(0), "heading")


def test_an_empty_title_brings_the_automatic_one_back(chats, make_model, qtbot):
    id_ = start(chats, "", NOW)
    say(chats, id_, "How are you?", moment=NOW)
    chats.history.rename(id_, "mine").result(60)
    model = make_model()
    assert model.setData(model.index(1), " ")
    qtbot.waitUntil(lambda: texts(model) == ["Today", "How are you?"])


def test_moods_are_read_for_the_rows_asked_about_alone(chats, make_model, qtbot):
    ids = [start(chats, f"chat {n}", NOW - timedelta(minutes=n)) for n in range(20)]
    for id_ in ids:
        say(chats, id_, "hm", POSITIVE, moment=NOW)
    asked = []
    read = chats.recent_moods
    chats.recent_moods = lambda ids: asked.extend(ids) or read(ids)
    model = make_model()
    rows = [model.row_of(id_) for id_ in ids[3:6]]
    asked.clear()
    with qtbot.waitSignal(model.dataChanged):
        assert model.index(rows[0]).data(ListRole.MOODS) == ()
        for row in rows:
            model.index(row).data(ListRole.MOODS)
    assert sorted(asked) == sorted(ids[3:6])
    assert [verdict.label for verdict in model.index(rows[0]).data(ListRole.MOODS)] == ["positive"]


def test_moods_are_read_again_after_a_change(chats, make_model, qtbot):
    id_ = start(chats, "chat", NOW)
    say(chats, id_, "hm", POSITIVE, moment=NOW)
    model = make_model()

    def labels():
        return [verdict.label for verdict in model.index(1).data(ListRole.MOODS)]

    qtbot.waitUntil(lambda: labels() == ["positive"])
    say(chats, id_, "oh", NEGATIVE, moment=NOW)
    chats.changed.emit()
    qtbot.waitUntil(lambda: labels() == ["positive", "negative"])
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "chat, 15:30, last moods: positive, negative"


def test_what_stays_keeps_its_index_whatever_else_changes(chats, make_model):
    """Persistent indexes carry the editor and the keyboard."""
    rnd = random.Random(5)
    ids = [start(chats, f"chat {n}", NOW - timedelta(hours=9 * n)) for n in range(25)]
    model = make_model()
    history = chats.history
    for step in range(60):
        watched = {
            id_: QPersistentModelIndex(model.index(model.row_of(id_)))
            for id_ in ids
            if model.row_of(id_) >= 0
        }
        for id_ in rnd.sample(ids, rnd.randint(1, 4)):
            change = rnd.choice(("pin", "unpin", "out", "in", "say"))
            if change in ("pin", "unpin"):
                history.set_pinned(id_, change == "pin").result(60)
            elif change in ("out", "in"):
                history.set_archived(id_, change == "out").result(60)
            else:
                say(chats, id_, "x", moment=NOW + timedelta(seconds=step))
        model.refresh()
        shown = [model.conversation(row) for row in range(model.rowCount())]
        listed = [conversation for conversation in shown if conversation is not None]
        assert listed == chats.conversations()
        fresh = ConversationModel(chats, "en", lambda: NOW)
        assert texts(model) == texts(fresh)
        fresh.stop()
        for id_, index in watched.items():
            assert index.row() == model.row_of(id_)


def test_what_leaves_is_gone_before_the_disk_has_it_and_back_where_that_fails(
    chats, make_model, qtbot
):
    id_ = start(chats, "first", NOW)
    model = make_model()
    model.set_leaving(id_, True)
    assert model.rowCount() == 0
    chats.rename("no such chat", "x")
    qtbot.waitUntil(lambda: texts(model) == ["Today", "first"])
    model.set_leaving(id_, True)
    model.set_leaving(id_, False)
    assert texts(model) == ["Today", "first"]
    model.set_leaving(id_, True)
    model.show_folder(Folder.ACTIVE)
    assert texts(model) == ["Today", "first"]


def test_many_at_once_are_taken_in(chats, make_model):
    model = make_model()
    first = start(chats, "first", NOW)
    model.refresh()
    for n in range(80):
        start(chats, f"chat {n}", NOW - timedelta(minutes=n))
    model.refresh()
    assert model.rowCount() == 82
    assert model.conversation(model.row_of(first)).title == "first"
