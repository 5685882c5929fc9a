"""Messages as rows, under Qt's own model tester."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import EntryRole, MessageModel


@pytest.fixture
def model(qapp):
    model = MessageModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    assert tester.model() is model


def person(text="hi", **more):
    return StoredMessage(Message(Role.USER, text), **more)


def reply(text="so", reason=FinishReason.STOP):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason))


def texts(model):
    return [model.index(row).data() for row in range(model.rowCount())]


def test_a_row_gives_its_text_and_the_entry(model):
    entry = person("hello", note=True)
    model.insert(0, [entry])
    assert model.index(0).data() == "hello"
    assert model.index(0).data(EntryRole.ENTRY) is entry
    assert (model.at(0), model.entries, model.messages) == (entry, (entry,), (entry.message,))


def test_a_run_of_messages_comes_and_goes_at_once(model):
    model.reset([person("a"), person("z")])
    heard = []
    model.rowsInserted.connect(lambda _, first, last: heard.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: heard.append(("out", first, last)))
    model.insert(1, [person("b"), reply("c"), person("d")])
    assert texts(model) == ["a", "b", "c", "d", "z"]
    model.remove(range(2, 5))
    assert texts(model) == ["a", "b"]
    assert heard == [("in", 1, 3), ("out", 2, 4)]


def test_nothing_added_or_taken_away_is_no_news(model):
    model.reset([person()])
    heard = []
    for signal in (model.rowsInserted, model.rowsRemoved):
        signal.connect(lambda *_: heard.append("something"))
    model.insert(1, [])
    model.remove(range(1, 1))
    assert heard == []


def test_a_changed_message_keeps_its_place_in_the_tree(model):
    entry = StoredMessage(Message(Role.ASSISTANT, "a"), parent_id="p", variant=1, variants=2)
    model.reset([person(), entry])
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.set_message(dataclasses.replace(entry.message, text="ab"))
    grown = model.at(1)
    assert (grown.message.text, grown.variant, grown.parent_id) == ("ab", 1, "p")
    assert changed == [(1, 1)]


def test_what_is_not_shown_is_not_changed(model):
    model.reset([person("a")])
    stranger = person("b")
    model.put(stranger)
    model.set_message(stranger.message)
    assert texts(model) == ["a"]
    assert model.row_of(stranger.message.id) is None
    assert model.entry(stranger.message.id) is None


def test_rows_that_are_not_there_are_a_defect(model):
    model.reset([person()])
    for rows in (range(1, 2), range(0, 2), range(-1, 1)):
        with pytest.raises(IndexError):
            model.remove(rows)
    assert model.rowCount() == 1


def test_an_empty_conversation_takes_all_rows_away(model):
    model.insert(0, [person()])
    model.reset(())
    assert (model.rowCount(), model.is_empty) == (0, True)
    assert model.index(0).data() is None
