"""The journal over a real database."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import (
    Conversation,
    DayMood,
    StoredMessage,
    Tree,
    Verdict,
    positive_share,
)
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.mood import Mood
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.journal.page import JournalPage
from desktop_app.ui.journal.year_heatmap import DAY_ROLE, YearGrid, YearModel
from desktop_app.ui.journal.year_painting import paint_square
from tests.support.fakes import CALM, POSITIVE, SCENE

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 20, 12).astimezone()


@pytest.fixture
def history(tmp_path):
    opened = open_history(tmp_path / FILE_NAME)
    yield opened
    opened.close()


@pytest.fixture
def page(qtbot, theme, icons, history):
    made = JournalPage(
        theme, icons, {SCENE.id: SCENE}, "en", lambda: history.reader, today=lambda: TODAY
    )
    qtbot.addWidget(made)
    made.resize(1000, 800)
    return made


def add(history, *said, title="A talk", scene="companion"):
    """One conversation of (moment, score, text); returns its id and its messages' ids."""
    messages = []
    for moment, score, text in said:
        label = "positive" if score >= 0.5 else "negative"
        mood = Mood(label, max(score, 1 - score), False, (score, 1 - score))
        message = Message(Role.USER, text, created_at=moment.astimezone(UTC), mood=mood)
        messages.append(StoredMessage(message, verdict=Verdict(mood, scene, score, score)))
    begin = said[0][0].astimezone(UTC)
    conversation = Conversation(new_id(), scene, begin, begin, title)
    history.add_trees([Tree(conversation, tuple(messages), None, {})]).result(60)
    return conversation.id, [stored.message.id for stored in messages]


def shown(qtbot, page):
    page.show()
    qtbot.waitExposed(page)
    return page


def table(page):
    return page.year_card.squares.table


def click_on(qtbot, page, day):
    index = page.year_card.squares.model.index_of(day)
    place = table(page).visualRect(index).center()
    qtbot.mouseClick(table(page).viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_without_a_word_it_is_kind_and_offers_the_note(qtbot, page):
    shown(qtbot, page)
    assert page.kind_words.isVisible()
    assert "gather" in page.kind_words.what.text()
    assert page.note.isVisible()
    for widget in (page.filters, page.numbers, page.weeks_card, page.facts, page.export_csv):
        assert not widget.isVisible()


def test_numbers_squares_and_list_say_what_was_written(qtbot, page, history):
    add(history, (NOON, 0.9, "good"), (NOON + timedelta(days=1), 0.1, "hard"))
    shown(qtbot, page)
    assert page.title.text() == "Mood journal · 2026"
    assert page.numbers.good.accessibleName() == "went well: 1 day(s)"
    assert page.numbers.hard.accessibleName() == "were hard: 1 day(s)"
    model = page.year_card.squares.model
    spoken = model.index_of(NOON.date()).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "November 20" in spoken
    assert "a very good day" in spoken
    nothing = model.index_of(date(2026, 1, 5)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "nothing written" in nothing


def say(history, moment, mood, text):
    """One conversation of one message with this verdict."""
    score = positive_share(mood, SCENE)
    message = Message(Role.USER, text, created_at=moment.astimezone(UTC), mood=mood)
    stored = StoredMessage(message, verdict=Verdict(mood, SCENE.id, score, score))
    begin = moment.astimezone(UTC)
    conversation = Conversation(new_id(), SCENE.id, begin, begin, "A talk")
    history.add_trees([Tree(conversation, (stored,), None, {})]).result(60)


def spoken(page, day):
    index = page.year_card.squares.model.index_of(day)
    return index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_calm_talk_takes_nothing_from_a_day(qtbot, page, history):
    """Nine questions and one joy are a good day; a day of questions alone is neither."""
    for minute in range(9):
        say(history, NOON + timedelta(minutes=minute), CALM, "1+1?")
    say(history, NOON + timedelta(minutes=10), POSITIVE, "It worked!")
    before = NOON - timedelta(days=1)
    say(history, before, CALM, "What time is it?")
    shown(qtbot, page)
    assert "a very good day, 10 message(s)" in spoken(page, NOON.date())
    assert "a day without a clear feeling, 1 message(s)" in spoken(page, before.date())
    assert page.numbers.good.accessibleName() == "went well: 1 day(s)"
    assert page.numbers.unclear.accessibleName() == "in between: 0 day(s)"
    page.open_day(before.date())
    assert page.day.list.item(0).text() == "12:00 · calm · What time is it?"


def test_a_day_is_deeper_with_what_was_felt(theme):
    grounds = [drawn(theme, "negative", depth).pixelColor(7, 3) for depth in (0.05, 0.2, 0.5, 1.0)]
    depths = [ground.hsvSaturationF() for ground in grounds]
    assert depths == sorted(depths)
    assert len(set(depths)) == len(depths)


def test_a_click_on_a_day_lists_its_messages_and_a_click_on_one_opens_it(qtbot, page, history):
    later = NOON + timedelta(hours=1)
    chat, ids = add(history, (NOON, 0.9, "one\nline <b>two</b>"), (later, 0.1, "three"))
    shown(qtbot, page)
    click_on(qtbot, page, NOON.date())
    assert page.day.isVisible()
    lines = [page.day.list.item(row).text() for row in range(page.day.list.count())]
    assert lines == ["12:00 · positive · one line <b>two</b>", "13:00 · negative · three"]
    place = page.day.list.visualItemRect(page.day.list.item(1)).center()
    with qtbot.waitSignal(page.message_chosen) as chosen:
        qtbot.mouseClick(page.day.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [chat, ids[1]]


def test_a_day_without_a_word_says_so(qtbot, page, history):
    add(history, (NOON, 0.9, "good"))
    shown(qtbot, page)
    click_on(qtbot, page, date(2026, 11, 2))
    assert page.day.nothing.isVisible()
    assert not page.day.list.isVisible()


def test_everything_by_keyboard(qtbot, page, history):
    _, ids = add(history, (NOON, 0.9, "good"))
    shown(qtbot, page)
    squares = table(page)
    page.activateWindow()
    squares.setFocus()
    qtbot.waitUntil(squares.hasFocus)
    assert squares.currentIndex().data(DAY_ROLE) == TODAY
    for key, day in (
        (Qt.Key.Key_Up, date(2026, 11, 22)),
        (Qt.Key.Key_Left, date(2026, 11, 15)),
        (Qt.Key.Key_Down, date(2026, 11, 16)),
        (Qt.Key.Key_Right, TODAY),
        (Qt.Key.Key_Right, TODAY),
        (Qt.Key.Key_Home, date(2026, 1, 1)),
        (Qt.Key.Key_Up, date(2026, 1, 1)),
        (Qt.Key.Key_PageDown, date(2026, 1, 29)),
        (Qt.Key.Key_End, TODAY),
    ):
        qtbot.keyClick(squares, key)
        assert squares.currentIndex().data(DAY_ROLE) == day
        assert str(day.day) in page.year_card.pointed.text()
    for _ in range(3):
        qtbot.keyClick(squares, Qt.Key.Key_Up)
    qtbot.keyClick(squares, Qt.Key.Key_Return)
    assert page.day.isVisible()
    page.day.list.setCurrentRow(0)
    with qtbot.waitSignal(page.message_chosen) as chosen:
        qtbot.keyClick(page.day.list, Qt.Key.Key_Return)
    assert chosen.args[1] == ids[0]
    page.day.close_button.click()
    assert not page.day.isVisible()
    assert page.focusWidget() is squares


def test_the_weeks_can_be_walked_through(qtbot, page, history):
    add(history, (NOON - timedelta(days=21), 0.2, "a"), (NOON, 0.9, "b"))
    shown(qtbot, page)
    weeks = page.weeks
    page.activateWindow()
    weeks.setFocus()
    qtbot.waitUntil(weeks.hasFocus)
    assert weeks.pointed_line == "Week of Nov 15: 90% positive, 1 message(s)"
    qtbot.keyClick(weeks, Qt.Key.Key_Left)
    assert weeks.pointed_line == "Week of Oct 25: 20% positive, 1 message(s)"
    assert weeks.pointed_line in weeks.accessibleName()
    qtbot.keyClick(weeks, Qt.Key.Key_Left)
    assert "Oct 25" in weeks.pointed_line
    qtbot.keyClick(weeks, Qt.Key.Key_End)
    assert "Nov 15" in weeks.pointed_line


def test_filters_and_years(qtbot, page, history):
    old = NOON.replace(year=2024)
    first, _ = add(history, (old, 0.9, "old"), title="Old")
    add(history, (NOON, 0.1, "new"), title="New", scene="elsewhere")
    shown(qtbot, page)
    choices = page.filters
    assert [choices.year.itemText(i) for i in range(choices.year.count())] == [
        "2026",
        "2025",
        "2024",
    ]
    assert page.as_csv().splitlines()[1:] == ["2026-11-20,1,0.100,0.000,0.800"]
    choices.year.setCurrentIndex(2)
    assert page.as_csv().splitlines()[1:] == ["2024-11-20,1,0.900,0.000,0.800"]
    assert page.title.text() == "Mood journal · 2024"
    choices.year.setCurrentIndex(1)
    assert page.kind_words.what.text() == "No day here"
    assert page.kind_words.isVisible()
    choices.year.setCurrentIndex(0)
    choices.scene.setCurrentIndex(choices.scene.findData("companion"))
    assert page.kind_words.isVisible()
    choices.scene.setCurrentIndex(0)
    choices.conversation.setCurrentIndex(choices.conversation.findData(first))
    choices.year.setCurrentIndex(2)
    assert page.as_csv().count("\n") == 2


def test_a_choice_stays_when_it_is_read_again_unless_it_is_gone(qtbot, page, history):
    add(history, (NOON, 0.9, "a"), title="A")
    second, _ = add(history, (NOON, 0.1, "b"), title="B")
    shown(qtbot, page)
    chosen = page.filters.conversation
    chosen.setCurrentIndex(chosen.findData(second))
    add(history, (NOON, 0.5, "c"), title="C")
    page.refresh()
    assert chosen.currentData() == second
    history.delete_conversation(second).result(60)
    page.refresh()
    assert chosen.currentData() is None


def test_scrolling_the_page_changes_no_filter(qtbot, page, history):
    add(history, (NOON.replace(year=2025), 0.9, "a"), (NOON, 0.9, "a"))
    shown(qtbot, page)
    year = page.filters.year
    wheel = QWheelEvent(
        QPoint(5, 5).toPointF(),
        year.mapToGlobal(QPoint(5, 5)).toPointF(),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    year.wheelEvent(wheel)
    assert year.currentText() == "2026"
    assert not wheel.isAccepted()


def test_a_note_is_handed_on_once_and_appears_after_refresh(qtbot, page, history):
    shown(qtbot, page)
    assert not page.note.keep.isEnabled()
    qtbot.keyClicks(page.note.edit, "  a quiet day ")
    with qtbot.waitSignal(page.note_written) as written:
        qtbot.keyClick(page.note.edit, Qt.Key.Key_Return)
    assert written.args == ["a quiet day"]
    assert page.note.edit.text() == ""
    with qtbot.assertNotEmitted(page.note_written):
        qtbot.keyClick(page.note.edit, Qt.Key.Key_Return)
    add(history, (NOON, 0.8, "a quiet day"))
    page.refresh()
    assert page.numbers.isVisible()


def export(button, page, path):
    """The dialog adds the suffix itself, so that it sees what it would replace."""
    button.click()
    page.files.selectFile(str(path))
    page.files.accept()


def test_export_writes_a_table_and_a_picture(qtbot, page, history, tmp_path):
    add(history, (NOON, 0.9, "good"))
    shown(qtbot, page)
    export(page.export_csv, page, tmp_path / "out")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == page.as_csv()
    assert str(tmp_path / "out.csv") in page.saved.text()
    export(page.export_picture, page, tmp_path / "mood.png")
    picture = QImage(str(tmp_path / "mood.png"))
    assert picture.width() >= 2 * page.numbers.width()
    assert picture.pixelColor(2, 2) == page._theme.colour("window")


def test_what_can_not_be_written_is_a_problem_not_a_crash(qtbot, page, history, tmp_path):
    add(history, (NOON, 0.9, "good"))
    shown(qtbot, page)
    with qtbot.waitSignal(page.problem) as problem:
        page.save_csv(str(tmp_path / "gone" / "mood.csv"))
    assert isinstance(problem.args[0], KnownError)
    assert page.saved.text() == ""


def test_scenes_of_today_are_known_to_a_journal_of_yesterday(qtbot, page, history):
    add(history, (NOON, 0.9, "good"))
    shown(qtbot, page)
    page.open_day(NOON.date())
    renamed = {x.id: x for x in SCENE.labels}
    label = dataclasses.replace(renamed["positive"], word={"en": "sunny"})
    scene = dataclasses.replace(SCENE, labels=(label, renamed["negative"]), name={"en": "Other"})
    new = dataclasses.replace(SCENE, id="new", name={"en": "New"})
    page.set_scenes({scene.id: scene, new.id: new})
    choices = [page.filters.scene.itemText(i) for i in range(page.filters.scene.count())]
    assert choices == ["All scenes", "Other", "New"]
    assert "sunny" in page.day.list.item(0).text()


def test_the_picture_holds_no_message(qtbot, page, history):
    add(history, (NOON, 0.9, "a secret"))
    # so high that no scroll bar takes room from the column
    page.resize(1000, 1600)
    shown(qtbot, page)
    before = page.picture()
    click_on(qtbot, page, date(2026, 11, 2))
    page.open_day(NOON.date())
    assert page.picture().size() == before.size()


def test_an_unreadable_history_is_a_problem_not_a_crash(qtbot, theme, icons):
    error = KnownError("history_damaged", "The chats are damaged.")

    def reader():
        raise error

    page = JournalPage(theme, icons, {}, "en", reader, today=lambda: TODAY)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.problem) as problem:
        page.show()
    assert problem.args == [error]


def test_moods_differ_without_colour(qtbot, theme, monkeypatch):
    """Where all moods had the same colours, each square would still have a shape of its own."""
    monkeypatch.setattr(theme, "mood_colour", lambda colour: theme.colour("text"))
    monkeypatch.setattr(theme, "mood_ground", lambda colour: theme.colour("surface"))
    for depth in (0.1, 0.9):
        pictures = [drawn(theme, colour, depth) for colour in ("positive", "negative", "unsure")]
        pictures.append(drawn(theme, None, depth))
        for place, picture in enumerate(pictures):
            assert all(picture != other for other in pictures[place + 1 :])


def drawn(theme, colour, depth):
    """One square of the usual size."""
    image = QImage(14, 14, QImage.Format.Format_ARGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    paint_square(painter, theme, QRectF(1, 1, 12, 12), colour, depth)
    painter.end()
    return image


def test_the_model_is_sound(qtbot):
    model = YearModel("en")
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert tester.model() is model
    day = date(2024, 2, 29)
    model.show_year(2024, {day: DayMood(day, 2, 0.9, 0.0, 1.0)}, TODAY)
    assert model.index_of(day).data(DAY_ROLE) == day
    assert model.first_and_last() == (date(2024, 1, 1), date(2024, 12, 31))
    model.show_year(2026, {}, TODAY)
    assert model.index_of(TODAY + timedelta(days=1)).data(DAY_ROLE) is None
    assert model.index_of(day) == QModelIndex()


@pytest.mark.parametrize("year", [1999, 2000, 2012, 2023, 2024, 2026])
@pytest.mark.parametrize("begins", [0, 5, 6])
def test_every_day_has_its_place(year, begins):
    grid = YearGrid(year, begins)
    assert grid.columns in (53, 54)
    assert begins or grid.columns == (54 if year == 2012 else 53)
    places = {}
    for column in range(grid.columns):
        for row in range(7):
            day = grid.day_at(row, column)
            if day is not None:
                places[day] = (row, column)
                assert day.weekday() == (begins + row) % 7
                assert grid.row_of(day) == row
                assert grid.column_of(day) == column
    assert len(places) == (grid.last - grid.first).days + 1


def test_a_new_day_comes_to_a_journal_that_is_open(qtbot, theme, icons, history):
    add(history, (datetime(2026, 11, 23, 9), 0.9, "Then."))
    today = [TODAY]
    page = JournalPage(theme, icons, {}, "en", lambda: history.reader, today=lambda: today[0])
    qtbot.addWidget(page)
    page.show()
    assert page.year_card.squares.model.first_and_last()[1] == TODAY
    today[0] = TODAY + timedelta(days=1)
    page.findChild(DayChangeNotifier).look()
    assert page.year_card.squares.model.first_and_last()[1] == today[0]
