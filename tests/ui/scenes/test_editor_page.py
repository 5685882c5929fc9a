"""The page of the scenes: what is changed, tried, saved, asked about and put back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import DEFAULT_SCENE, MAX_LABELS, read_scene
from desktop_app.core.scenes.writer import check_scene, write_scene
from desktop_app.shell.scenes import Origin, SceneLibrary
from desktop_app.ui.scenes.editor_page import SceneEditor
from desktop_app.ui.scenes.trial_card import DEFAULTS


@pytest.fixture
def library(paths, qapp):
    return SceneLibrary(paths)


@pytest.fixture
def make_editor(qtbot, library, theme, icons):
    editors = []

    def make(language="en"):
        editor = SceneEditor(library, theme, icons, language)
        editors.append(editor)
        editor.resize(860, 700)
        editor.show()
        qtbot.waitExposed(editor)
        return editor

    yield make
    for editor in editors:
        editor.close()
        editor.deleteLater()
    # hundreds of widgets a test would slow down every later change of the style sheet
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def editor(make_editor):
    return make_editor()


def type_into(qtbot, widget, text):
    widget.selectAll()
    qtbot.keyClicks(widget, text)


def answer(qtbot, editor, key):
    qtbot.mouseClick(editor.question.buttons[key], Qt.MouseButton.LeftButton)


def test_it_shows_every_scene_and_is_clean(editor, library):
    for id_, scene in library.scenes.items():
        editor.show_scene(id_)
        assert editor.title.text() == scene.name["en"]
        assert editor.form.draft().base == scene
        assert not editor.has_changes
        assert not editor.save.isEnabled()
        assert editor.remove.isHidden()


def test_a_built_in_scene_is_changed_and_put_back(editor, library, qtbot):
    original = library.scenes[DEFAULT_SCENE]
    type_into(qtbot, editor.form.names["en"], "Friend")
    assert editor.has_changes
    assert "not saved" in editor.list.currentItem().text()
    editor.save.click()
    assert not editor.has_changes
    assert library.scenes[DEFAULT_SCENE] == replace(
        original, name={**original.name, "en": "Friend"}
    )
    assert library.origin(DEFAULT_SCENE) is Origin.CHANGED
    assert editor.title.text() == "Friend"
    editor.remove.click()
    answer(qtbot, editor, "keep")
    assert library.origin(DEFAULT_SCENE) is Origin.CHANGED
    editor.remove.click()
    answer(qtbot, editor, "remove")
    assert library.scenes[DEFAULT_SCENE] == original
    assert editor.form.names["en"].text() == "Companion"


def test_a_draft_stays_while_other_scenes_are_looked_at(editor, library, qtbot):
    type_into(qtbot, editor.form.names["en"], "Friend")
    editor.show_scene("study_coach")
    assert not editor.save.isEnabled()
    editor.show_scene(DEFAULT_SCENE)
    assert editor.form.names["en"].text() == "Friend"
    assert library.scenes[DEFAULT_SCENE].name["en"] == "Companion"
    editor.discard.click()
    assert editor.form.names["en"].text() == "Companion"
    assert not editor.has_changes


def test_what_is_typed_and_taken_back_is_no_change(editor, qtbot):
    type_into(qtbot, editor.form.names["en"], "Friend")
    type_into(qtbot, editor.form.names["en"], "Companion")
    assert not editor.has_changes


def test_leaving_without_changes_asks_nothing(editor, qtbot):
    with qtbot.waitSignal(editor.closed):
        editor.back.click()
    assert editor.question.isHidden()


def test_leaving_with_changes_asks(editor, library, qtbot):
    closed = []
    editor.closed.connect(lambda: closed.append(True))
    type_into(qtbot, editor.form.names["en"], "Friend")
    editor.request_close()
    assert editor.question.isVisible()
    answer(qtbot, editor, "stay")
    assert (closed, editor.has_changes) == ([], True)
    editor.request_close()
    answer(qtbot, editor, "save_all")
    assert (closed, editor.has_changes) == ([True], False)
    assert library.scenes[DEFAULT_SCENE].name["en"] == "Friend"


def test_leaving_can_give_the_changes_up(editor, library, qtbot):
    type_into(qtbot, editor.form.names["en"], "Friend")
    editor.request_close()
    with qtbot.waitSignal(editor.closed):
        answer(qtbot, editor, "discard_all")
    assert library.scenes[DEFAULT_SCENE].name["en"] == "Companion"
    assert not editor.has_changes


def test_leaving_stops_at_a_scene_that_is_not_sound(editor, qtbot):
    closed = []
    editor.closed.connect(lambda: closed.append(True))
    editor.form.roles["en"].judge.setPlainText("")
    editor.show_scene("study_coach")
    editor.request_close()
    answer(qtbot, editor, "save_all")
    assert closed == []
    assert editor.current == DEFAULT_SCENE
    assert editor.form.fields["judge.en.system"].note.isVisible()


WRONG = {
    "judge.en.system": lambda form: form.roles["en"].judge.setPlainText(" "),
    "judge.en.answer": lambda form: form.roles["en"].answers.setPlainText(""),
    "judge.en.words": lambda form: form.roles["en"].words.setPlainText("good / bad\nnice"),
    "judge.zh.anchors": lambda form: (
        form.roles["zh"].anchors.fields[0].editor.setPlainText("一句话。")
    ),
    "assistant.zh.system": lambda form: form.roles["zh"].assistant.setPlainText(""),
    "name": lambda form: [line.clear() or line.textEdited.emit("") for line in form.names.values()],
}


@pytest.mark.parametrize("where", WRONG)
def test_what_is_wrong_is_said_at_its_field(editor, library, qtbot, where):
    WRONG[where](editor.form)
    editor.save.click()
    fields = editor.form.fields
    assert [key for key, field in fields.items() if not field.note.isHidden()] == [where]
    assert fields[where].note.isVisible()
    assert "{" not in fields[where].note.text()
    assert library.origin(DEFAULT_SCENE) is Origin.BUILT_IN
    editor.discard.click()
    assert fields[where].note.isHidden()


def test_what_is_wrong_with_a_label_is_said_at_its_row(editor, qtbot):
    row = editor.form.labels.rows[1]
    row.emoji.setFocus()
    type_into(qtbot, row.emoji, " ")
    editor.save.click()
    assert row.note.isVisible()
    assert row.emoji.hasFocus()
    assert editor.form.labels.rows[0].note.isHidden()


def test_a_label_more_and_a_label_less(editor, library, qtbot):
    form = editor.form
    for _ in range(MAX_LABELS):
        form.labels.add.click()
    assert len(form.labels.rows) == MAX_LABELS
    assert not form.labels.add.isEnabled()
    assert len({label.id for label in form.labels.labels()}) == MAX_LABELS
    assert len(form.roles["zh"].cues.fields) == MAX_LABELS
    while len(form.labels.rows) > 1:
        form.labels.rows[0].remove.click()
    assert not form.labels.rows[0].remove.isEnabled()
    editor.discard.click()
    form.labels.rows[0].remove.click()
    editor.save.click()
    scene = library.scenes[DEFAULT_SCENE]
    assert [label.id for label in scene.labels] == ["negative"]
    assert set(scene.judge["en"].anchors) == set(scene.assistant["zh"].openers) == {"negative"}
    assert scene.judge["en"].word_sets[0] == (" negative",)


def test_a_label_takes_another_colour_and_word(editor, library, qtbot):
    row = editor.form.labels.rows[1]
    row.colour.buttons["unsure"].click()
    type_into(qtbot, row.words["en"], "down")
    assert "down" in editor.form.roles["en"].cues.fields[1].caption.text()
    editor.save.click()
    label = library.scenes[DEFAULT_SCENE].labels[1]
    assert (label.colour, label.word) == ("unsure", {"zh": "负面", "en": "down"})


def test_a_language_is_switched_off(editor, library):
    editor.form.tabs["zh"].click()
    editor.form.roles["zh"].spoken.click()
    editor.save.click()
    assert set(library.scenes[DEFAULT_SCENE].judge) == {"en"}
    assert editor.form.language == "en"
    editor.form.tabs["zh"].click()
    assert not editor.form.roles["zh"].spoken.isChecked()


def test_the_trial_shows_verdicts_beside_the_messages(editor, library, qtbot):
    editor.show_scene("customer_care")
    editor.trial.lines[1].setText("")
    with qtbot.waitSignal(editor.trial_requested) as caught:
        editor.trial.button.click()
    scene, texts = caught.args
    assert scene == library.scenes["customer_care"]
    assert texts == DEFAULTS["en"][:1] + DEFAULTS["en"][2:]
    assert not editor.trial.button.isEnabled()
    editor.show_trial(0, Mood("fine", 0.93, False, (0.93, 0.07)))
    editor.show_trial(1, Mood("complaint", 0.55, True, (0.45, 0.55)))
    chips = editor.trial.chips
    assert "No complaint 93%" in chips[0].text()
    assert chips[1].isHidden()
    assert chips[2].text() == "Hard to tell"
    editor.end_trial(None)
    assert editor.trial.button.isEnabled()
    assert chips[3].isHidden()
    editor.show_scene(DEFAULT_SCENE)
    assert all(chip.isHidden() for chip in chips)


def test_the_trial_is_of_what_stands_in_the_form(editor, qtbot):
    editor.form.roles["en"].words.setPlainText("warm / cold")
    with qtbot.waitSignal(editor.trial_requested) as caught:
        editor.trial.button.click()
    assert caught.args[0].judge["en"].word_sets == ((" warm", " cold"),)
    check_scene(caught.args[0])


def test_a_trial_that_fails_says_why(editor, qtbot):
    with qtbot.waitSignal(editor.trial_requested):
        editor.trial.button.click()
    editor.end_trial(KnownError("x", "There is no model yet."))
    assert editor.trial.note.text() == "There is no model yet."
    assert editor.trial.button.isEnabled()


def test_no_trial_of_a_scene_that_is_not_sound(editor, qtbot):
    editor.form.roles["en"].words.setPlainText("warm")
    with qtbot.assertNotEmitted(editor.trial_requested):
        editor.trial.button.click()
    assert editor.form.fields["judge.en.words"].note.isVisible()


def test_a_copy_is_shown(editor, library):
    editor.copy.click()
    assert editor.current == "companion_copy"
    assert library.scenes["companion_copy"].name == {"zh": "陪伴（副本）", "en": "Companion (copy)"}
    assert library.origin(editor.current) is Origin.OWN


def test_export_and_import(editor, library, tmp_path, qtbot):
    target = tmp_path / "x.toml"
    editor.export_file(str(target))
    assert read_scene(target) == library.scenes[DEFAULT_SCENE]
    editor.import_file(str(target))
    answer(qtbot, editor, "cancel")
    assert len(library.scenes) == 3
    editor.import_file(str(target))
    answer(qtbot, editor, "both")
    assert editor.current == "companion_2"
    write_scene(replace(library.scenes[DEFAULT_SCENE], name={"en": "New"}), target)
    editor.import_file(str(target))
    answer(qtbot, editor, "replace")
    assert editor.current == DEFAULT_SCENE
    assert editor.title.text() == "New"


def test_the_file_dialogs_open_without_blocking(editor, qtbot):
    for button in (editor.import_, editor.export):
        button.click()
        dialog = editor.files
        assert dialog.isVisible()
        with qtbot.waitSignal(dialog.destroyed):
            dialog.reject()


def test_a_bad_file_is_told(editor, tmp_path):
    (tmp_path / "bad.toml").write_text("id = 5", encoding="utf-8")
    editor.import_file(str(tmp_path / "bad.toml"))
    assert editor.notice.isVisible()
    assert "bad.toml" in editor.notice.text.text()


def test_user_text_is_text(editor, library):
    library.save(replace(library.scenes[DEFAULT_SCENE], id="x", name={"en": "<b>bold</b>"}))
    editor.show_scene("x")
    assert editor.title.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_has_a_name_and_is_reached_by_keyboard(make_editor, language):
    editor = make_editor(language)
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in editor.findChildren(kind):
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if widget.isVisibleTo(editor):
                assert name, widget
                if widget.parent().metaObject().className() != "Notice":
                    assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name
