"""The settings page over real settings: what is typed is applied, or refused with a reason."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.core.mood import Lesson
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.history_judge import HistoryProgress
from desktop_app.shell.settings.ini_file import read_settings
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.ui.settings.page import SettingsPage
from tests.support import fake_library
from tests.support.fakes import MODEL, SCENE

NOT_ON_THE_PAGE = {"model"}
"""Chosen on the models page."""


@pytest.fixture
def settings(paths):
    return SettingsStore(paths, Settings())


@pytest.fixture
def page(qtbot, theme, settings, paths):
    page = SettingsPage(settings, theme, paths)
    page.show_scene(SCENE, "en")
    page.resize(800, 600)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    yield page
    page.close()
    page.deleteLater()
    # else they add up until an event loop runs, and each new style sheet reaches all of them
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)


def row(page, name):
    return next(section.rows[name] for section in page.sections if name in section.rows)


def type_number(qtbot, page, name, text, key=Qt.Key.Key_Return):
    field = row(page, name).field
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    for letter in text:
        # not by keyClicks, which knows ASCII only
        field.lineEdit().insert(letter)
    qtbot.keyClick(field, key)


def test_every_setting_stands_in_exactly_one_section(page):
    names = [name for section in page.sections for name in section.names]
    assert sorted(names) == sorted(
        {field.name for field in dataclasses.fields(Settings)} - NOT_ON_THE_PAGE
    )


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("context_tokens", "4096", 4096),
        ("context_tokens", "4,096", 4096),
        ("max_new_tokens", "２５６", 256),
        ("temperature", "0", 0),
        ("temperature", "0,7", 0.7),
        ("top_p", " .9 ", 0.9),
        ("seed", "2147483647", 2**31 - 1),
        ("threads", "2", 2),
        ("idle_unload_min", "0", 0),
        ("text_size", "150", 150),
    ],
)
def test_a_number_holds_at_once_and_is_stored(page, settings, paths, qtbot, name, typed, value):
    type_number(qtbot, page, name, typed)
    assert getattr(settings.value, name) == value
    assert read_settings(paths) == (settings.value, ())
    assert not row(page, name).reason.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
@pytest.mark.parametrize(
    ("name", "typed", "value", "shown"),
    [
        ("context_tokens", "511", 512, "512 tokens"),
        ("context_tokens", "9000", 8192, "8192 tokens"),
        ("temperature", "2.1", 2, "2"),
        ("top_p", "0.01", 0.05, "0.05"),
        ("text_size", "201", 200, "200 %"),
        ("seed", "99999999999", 2**31 - 1, "2147483647"),
    ],
)
def test_what_is_out_of_the_limits_becomes_the_nearest_that_is_not(
    page, settings, qtbot, name, typed, value, shown, key
):
    type_number(qtbot, page, name, typed, key)
    assert getattr(settings.value, name) == value
    assert row(page, name).field.text() == shown


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("top_p", "half", None), ("seed", "1.5", 1), ("context_tokens", "2k0e4i8", 2048)],
)
def test_what_is_no_number_is_not_taken(page, settings, qtbot, name, typed, value):
    type_number(qtbot, page, name, typed)
    assert getattr(settings.value, name) == value


def test_a_number_is_seen(page, settings, theme):
    settings.change(context_tokens=8192)
    field = row(page, "context_tokens").field
    page.ensureWidgetVisible(field)
    picture = field.grab().toImage()
    middle = range(picture.width() // 4, picture.width() * 3 // 4)
    ink = {picture.pixelColor(x, picture.height() // 2).lightness() for x in middle}
    assert max(ink) - min(ink) > 100
    edit = field.lineEdit()
    assert edit.fontMetrics().horizontalAdvance(field.text()) < edit.width()


def test_an_empty_field_that_needs_a_number_keeps_the_one_it_had(page, settings, qtbot):
    settings.change(context_tokens=1024)
    type_number(qtbot, page, "context_tokens", "")
    assert settings.value.context_tokens == 1024
    assert row(page, "context_tokens").field.text() == "1024 tokens"


def test_another_change_leaves_what_is_being_typed(page, settings, qtbot):
    field = row(page, "context_tokens").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    settings.change(threads=2)
    assert field.text() == "7 tokens"
    assert settings.value.context_tokens == 2048


def test_a_number_with_more_decimals_than_are_shown_stays_what_it_is(page, settings):
    settings.change(top_p=0.92345)
    assert row(page, "top_p").field.text() == "0.923"
    assert settings.value.top_p == 0.92345


def test_escape_takes_the_typing_back_and_then_belongs_to_the_window(page, settings, qtbot):
    field = row(page, "context_tokens").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    escape = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier(0))
    for is_taken in (True, False):
        escape.ignore()
        QApplication.sendEvent(field, escape)
        assert escape.isAccepted() is is_taken
        if is_taken:
            qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "2048 tokens"
    assert settings.value == Settings()


def test_the_wheel_is_left_to_the_page_unless_the_number_is_being_edited(page, settings):
    field = row(page, "context_tokens").field
    page.setFocus()
    assert not takes_wheel(field)
    assert settings.value == Settings()
    field.setFocus()
    assert takes_wheel(field)
    assert settings.value.context_tokens == 2048 - 256


def takes_wheel(widget):
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("temperature", "0, steady"),
        ("top_p", "model's own"),
        ("repetition_penalty", "1.05"),
        ("seed", "random"),
    ],
)
def test_an_empty_field_is_what_holds_where_nothing_is_set(page, settings, qtbot, name, usual):
    settings.change(**{name: 1})
    assert row(page, name).field.text() == "1"
    type_number(qtbot, page, name, "")
    assert getattr(settings.value, name) is None
    assert row(page, name).field.text() == usual


def test_keys_and_buttons_step_within_the_limits(page, settings, qtbot):
    context = row(page, "context_tokens")
    qtbot.keyClick(context.field, Qt.Key.Key_Up)
    assert settings.value.context_tokens == 2304
    for _ in range(30):
        qtbot.mouseClick(context.more, Qt.MouseButton.LeftButton)
    assert settings.value.context_tokens == 8192
    heat = row(page, "temperature")
    qtbot.keyClick(heat.field, Qt.Key.Key_Up)
    assert settings.value.temperature == 0.7
    for _ in range(7):
        qtbot.keyClick(heat.field, Qt.Key.Key_Down)
    assert settings.value.temperature == 0
    assert heat.field.text() == "0"
    qtbot.mouseClick(heat.less, Qt.MouseButton.LeftButton)
    assert settings.value.temperature is None


def test_the_text_grows_and_shrinks_by_the_windows_keys_too(page, settings):
    for _ in range(20):
        page.larger_text()
    assert settings.value.text_size == 200
    page.smaller_text()
    assert settings.value.text_size == 190
    page.usual_text()
    assert settings.value.text_size == 100


def test_choices_and_switches_hold_at_once(page, settings):
    row(page, "theme").buttons["dark"].click()
    row(page, "enter_sends").buttons[False].click()
    for name in ("look_ahead", "cue", "notify"):
        row(page, name).box.click()
    expected = Settings(theme="dark", enter_sends=False, look_ahead=False, cue=False, notify=False)
    assert settings.value == expected


def test_what_is_changed_elsewhere_is_shown(page, settings):
    settings.change(theme="light", text_size=120, tray=True, proxy="http://127.0.0.1:9")
    assert row(page, "theme").buttons["light"].isChecked()
    assert row(page, "text_size").field.text() == "120 %"
    assert row(page, "tray").box.isChecked()
    assert page.network.proxy.address.text() == "http://127.0.0.1:9"


def test_a_section_goes_back_to_its_defaults_alone(page, settings, qtbot):
    assert not page.look.reset.isVisible()
    settings.change(theme="dark", text_size=120, seed=7, model="mine")
    type_number(qtbot, page, "text_size", "999")
    qtbot.mouseClick(page.look.reset, Qt.MouseButton.LeftButton)
    assert settings.value == Settings(seed=7, model="mine")
    assert row(page, "text_size").field.text() == "100 %"
    assert not row(page, "text_size").reason.isVisible()
    assert not page.look.reset.isVisible()
    assert page.model.reset.isVisible()


@pytest.mark.parametrize("answer", ["reset", "keep"])
def test_everything_goes_back_once_it_was_asked_but_the_models_stay_found(page, settings, answer):
    changed = {"theme": "dark", "seed": 7, "models_folder": "/m", "model": "mine"}
    settings.change(**changed)
    page.reset_all.click()
    page.question.buttons[answer].click()
    kept = Settings(models_folder="/m", model="mine")
    assert settings.value == (kept if answer == "reset" else Settings(**changed))


def test_what_is_done_elsewhere_is_asked_for(page, qtbot):
    for signal, button in (
        (page.models_requested, page.model.model.button),
        (page.scenes_requested, page.scene.scene.button),
        (page.left, page.back),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_model_and_scene_are_shown(page):
    assert page.model.model.fact.text() == "None is loaded right now."
    page.model.show_model(MODEL)
    assert page.model.model.fact.text().startswith("Toy model")
    assert page.scene.scene.fact.text() == "Companion"
    assert page.scene.judge.toPlainText() == "Judge."
    assert page.scene.assistant.toPlainText() == "Answer."
    assert page.scene.judge.isReadOnly()
    page.show_scene(SCENE, "zh")
    assert page.scene.assistant.toPlainText() == "Answer."


def test_sources_and_proxy(page, settings, qtbot):
    page.show_overview(fake_library.NOTHING)
    endpoint = fake_library.MIRROR[0]
    page.network.sources.choices[endpoint].click()
    assert settings.value.source == endpoint
    page.network.proxy.address.setText("127.0.0.1:7890")
    page.network.proxy.address.editingFinished.emit()
    assert settings.value.proxy == "http://127.0.0.1:7890"
    with qtbot.waitSignal(page.proxy_test_requested) as signal:
        page.network.proxy.test.click()
    assert signal.args == ["http://127.0.0.1:7890"]
    page.network.proxy.address.setText("not an address")
    page.network.proxy.address.editingFinished.emit()
    assert settings.value.proxy == "http://127.0.0.1:7890"
    assert page.network.proxy.result.isVisible()


# -- the lesson ----------------------------------------------------------------------------------


def test_the_lesson_is_asked_for_when_the_page_opens(page, qtbot):
    assert page.lesson.count.text() == "Measuring…"
    page.hide()
    with qtbot.waitSignal(page.lesson_requested):
        page.show()


def test_a_lesson_in_numbers(page):
    page.lesson.show_lesson(Lesson(12, 7 / 12, 10 / 12))
    assert [figure.text() for _, _, figure in page.lesson.rows] == [
        "7 of 12 (58%)",
        "10 of 12 (83%)",
    ]
    assert page.lesson.rows[1][1].accessibleName() == "With them: 10 of 12 (83%)"
    page.lesson.show_measuring()
    assert page.lesson.rows[0][2].isVisible()


def test_the_lesson_says_how_many_corrections_are_calm(page):
    page.lesson.show_lesson(Lesson(12, 0.5, 1.0))
    assert page.lesson.count.text() == "12 correction(s) in use. Judged as you say:"
    page.lesson.show_lesson(Lesson(12, 0.5, 1.0, calm=5))
    assert page.lesson.count.text() == (
        "12 correction(s) in use. 5 of them say(s) that a message is calm. Judged as you say:"
    )


def test_without_corrections_it_says_how_to_teach(page):
    page.lesson.show_lesson(Lesson(0, None, None))
    assert page.lesson.count.text().startswith("Nothing yet.")
    assert not page.lesson.note.isVisible()
    assert not page.lesson.forget.isEnabled()


def test_corrections_are_forgotten_only_after_a_second_word(page, qtbot):
    page.lesson.show_lesson(Lesson(3, 1 / 3, 1.0))
    heard = []
    page.forget_requested.connect(lambda: heard.append(1))
    page.lesson.forget.click()
    assert page.lesson.question.buttons["keep"].hasFocus()
    qtbot.keyClick(page.lesson.question.buttons["keep"], Qt.Key.Key_Escape)
    assert heard == []
    page.lesson.forget.click()
    page.lesson.question.buttons["forget"].click()
    assert heard == [1]


# -- folders -------------------------------------------------------------------------------------


class Opened(QObject):
    """What the system was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot("QUrl")
    def take(self, url) -> None:
        self.paths.append(url.toLocalFile())


@pytest.fixture
def opened(qapp):
    handler = Opened()
    QDesktopServices.setUrlHandler("file", handler, "take")
    yield handler
    QDesktopServices.unsetUrlHandler("file")


def test_the_data_folder_is_opened_and_copied(page, paths, opened):
    assert page.data.data.path.text() == str(paths.data)
    page.data.data.open.click()
    assert opened.paths == [paths.data.as_posix()]
    page.data.data.copy.click()
    assert QGuiApplication.clipboard().text() == str(paths.data)
    assert page.data.data.said.text() == "The path is on the clipboard."


def test_the_models_folder_is_chosen_and_given_back(page, settings, paths, monkeypatch):
    other = paths.data / "其他 models"
    other.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    models = page.data.models
    assert models.path.text() == str(paths.models)
    assert not models.usual.isEnabled()
    models.choose.click()
    assert settings.value.models_folder == models.path.text() == str(other)
    models.usual.click()
    assert (settings.value.models_folder, models.path.text()) == ("", str(paths.models))


def test_a_folder_that_can_not_be_read_is_refused(page, settings, paths, monkeypatch):
    gone = str(paths.data / "gone")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: gone)
    page.data.models.choose.click()
    assert settings.value == Settings()
    assert gone in page.data.models.said.text()


# -- keyboard and layout ---------------------------------------------------------------------------


def test_everything_is_reached_with_tab_and_has_a_name(page, qtbot):
    page.show_overview(fake_library.NOTHING)
    page.focus_first()
    assert page.model.model.button.hasFocus()
    reached: list[QWidget] = []
    while QApplication.focusWidget() not in reached:
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert len(reached) < 200
    names = [widget.accessibleName() or widget.text() for widget in reached if widget is not page]
    assert all(names)
    for name in ("context_tokens", "threads", "text_size"):
        assert row(page, name).field in reached
    for button in (page.data.models.choose, page.back, page.reset_all, page.lesson.forget):
        assert button in reached or not button.isEnabled()


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize("width", [700, 860])
def test_nothing_stands_outside_of_a_narrow_window(page, theme, qtbot, text_size, width):
    theme.set_choice("light", text_size)
    page.resize(width, 600)
    qtbot.waitUntil(lambda: page.column.width() == page.viewport().width())
    theme.set_choice("light", 100)


# -- the history judged again ----------------------------------------------------------------------


def test_the_history_card_says_what_there_is_to_do_and_how_far_it_is(page, qtbot):
    card = page.replies.history
    assert not card.button.isEnabled()
    card.show_progress(HistoryProgress(0, 40))
    assert card.state.text().startswith("40 message(s) were judged")
    assert card.button.text() == "Judge them"
    with qtbot.waitSignal(card.begin_requested):
        card.button.click()
    card.show_progress(HistoryProgress(10, 30, True))
    assert card.state.text().startswith("10 of 40 judged.")
    assert (card.bar.value(), card.bar.maximum()) == (10, 40)
    assert card.bar.accessibleName() == card.state.text()
    with qtbot.waitSignal(card.stop_requested):
        card.button.click()
    card.show_progress(HistoryProgress(10, 30))
    assert card.button.text() == "Go on"
    card.show_progress(HistoryProgress(40, 0))
    assert not card.button.isEnabled()
    assert not card.bar.isVisible()
