"""The sidebar over real chats on a disk."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QHelpEvent,
    QInputMethodEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.history.records import Folder
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.ui.conversations.list_model import ListRole
from desktop_app.ui.conversations.sidebar import Sidebar
from tests.support.thread_guard import no_thread_left_behind
from tests.ui.conversations.stored_chats import NEGATIVE, POSITIVE, say, start

opens_menus = pytest.mark.qt_log_ignore("This plugin does not support")
"""The offscreen platform can't raise menus, tooltips and dialogs, and says so."""


@pytest.fixture
def chats(qapp, tmp_path):
    with no_thread_left_behind():
        opened = ChatStore(tmp_path / FILE_NAME)
        yield opened
        assert opened.close() is None


@pytest.fixture
def make_sidebar(qtbot, theme, icons, chats):
    """Makes a shown sidebar in a window of its own."""
    windows = []

    def make():
        window = QWidget()
        sidebar = Sidebar(theme, icons, chats, "en", window)
        column = QVBoxLayout(window)
        column.addWidget(sidebar)
        windows.append((window, sidebar))
        window.resize(280, 760)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return sidebar

    yield make
    for window, sidebar in windows:
        sidebar.stop()
        window.close()
        window.deleteLater()


def three(chats):
    """Ids of three chats, the latest first."""
    now = datetime.now(UTC)
    titles = ("The experiment worked", "周末去哪儿走走", "Can’t sleep")
    return [start(chats, title, now - timedelta(minutes=n)) for n, title in enumerate(titles)]


def titles(sidebar):
    model = sidebar.panel.model
    found = (model.conversation(row) for row in range(model.rowCount()))
    return [conversation.title for conversation in found if conversation is not None]


def focus(sidebar, conversation_id):
    sidebar.panel.list.setFocus()
    sidebar.panel.list.set_cursor(conversation_id)
    return sidebar.panel.list


def act(qtbot, sidebar, text):
    """Choose from the open context menu, and close it."""
    menu = sidebar.panel.list.menu
    action = next(a for a in menu.actions() if a.text().split("\t")[0] == text)
    action.trigger()
    menu.close()


def find(qtbot, sidebar, text):
    sidebar.search.setFocus()
    with qtbot.waitSignal(sidebar.search.queried):
        qtbot.keyClicks(sidebar.search, text)


def hits(sidebar):
    model = sidebar.results.model()
    return [model.hit(row) for row in range(model.rowCount()) if model.hit(row) is not None]


# the list


def test_a_click_and_enter_open(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[0])
    place = view.visualRect(sidebar.panel.model.index(sidebar.panel.model.row_of(ids[1]))).center()
    with qtbot.waitSignal(sidebar.conversation_chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [ids[1]]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.conversation_chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [ids[2]]


def test_a_heading_opens_nothing(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    view = sidebar.panel.list
    place = view.visualRect(sidebar.panel.model.index(0)).center()
    with qtbot.assertNotEmitted(sidebar.conversation_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_keyboard_comes_in_at_the_open_chat(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    sidebar.set_open(ids[2])
    sidebar.search.setFocus()
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is sidebar.panel.list
    assert sidebar.panel.list.conversation().id == ids[2]


def test_the_open_chat_looks_different(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = sidebar.panel.list
    rect = view.visualRect(sidebar.panel.model.index(sidebar.panel.model.row_of(ids[1])))
    before = view.viewport().grab(rect).toImage()
    sidebar.set_open(ids[1])
    assert view.viewport().grab(rect).toImage() != before


def test_rename_in_its_place(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[0])
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor.text() == "The experiment worked"
    assert editor.accessibleName()
    editor.setText("Done")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(sidebar)[0] == "Done")
    qtbot.waitUntil(lambda: chats.reader.conversation(ids[0]).title == "Done")


def test_the_windows_own_f2_leaves_the_list_its_key(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    shortcut = QShortcut(QKeySequence("F2"), sidebar.window())
    view = focus(sidebar, ids[1])
    with qtbot.assertNotEmitted(shortcut.activated):
        qtbot.keyClick(view, Qt.Key.Key_F2)
    assert view.findChild(QLineEdit).text() == "周末去哪儿走走"


def test_the_window_can_rename_too(qtbot, chats, make_sidebar):
    ids = three(chats)
    chats.history.set_archived(ids[1], True).result(60)
    sidebar = make_sidebar()
    find(qtbot, sidebar, "exper")
    sidebar.rename(ids[1])
    assert sidebar.panel.list.isVisible()
    assert sidebar.panel.model.folder is Folder.ARCHIVED
    assert sidebar.panel.list.findChild(QLineEdit).text() == "周末去哪儿走走"
    sidebar.rename("no such chat")
    assert sidebar.panel.model.folder is Folder.ACTIVE


def test_escape_leaves_the_title_as_it_was(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[0])
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    editor.setText("Done")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.findChild(QLineEdit) is None)
    assert titles(sidebar)[0] == "The experiment worked"


def test_an_editor_outlives_a_change_of_the_list(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[2])
    qtbot.keyClick(view, Qt.Key.Key_F2)
    view.findChild(QLineEdit).setText("Asleep")
    say(chats, ids[1], "news", moment=datetime.now(UTC) + timedelta(minutes=1))
    with qtbot.waitSignal(sidebar.panel.model.refreshed):
        chats.changed.emit()
    assert titles(sidebar)[0] == "周末去哪儿走走"
    qtbot.keyClick(view.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chats.reader.conversation(ids[2]).title == "Asleep")


def test_delete_and_undo(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[1])
    with qtbot.waitSignals([sidebar.conversation_deleted, chats.changed]):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        assert len(titles(sidebar)) == 2
    assert len(chats.conversations()) == 2
    bar = sidebar.panel.undo_bar
    assert bar.isVisible()
    assert bar.text.text() == "Deleted “周末去哪儿走走”."
    assert view.conversation() is not None
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 3)
    assert not bar.isVisible()


def test_control_z_undoes_while_it_is_offered(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    sidebar.set_open(ids[0])
    view = focus(sidebar, ids[0])
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(chats.conversations()) == 2)
    # what was open is opened again
    with qtbot.waitSignal(sidebar.conversation_chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [ids[0]]
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 3)
    with qtbot.assertNotEmitted(sidebar.conversation_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_offer_goes_with_time_and_with_the_next_action(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    bar = sidebar.panel.undo_bar
    view = focus(sidebar, ids[0])
    bar._timer.setInterval(20)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar._timer.setInterval(60_000)
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 2)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not bar.isVisible()


@opens_menus
def test_the_menu_opens_by_keyboard_and_pins(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[2])
    qtbot.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert view.menu.isVisible()
    act(qtbot, sidebar, "Pin")
    qtbot.waitUntil(lambda: titles(sidebar)[0] == "Can’t sleep")
    assert sidebar.panel.model.index(0).data() == "Pinned"
    assert view.conversation().id == ids[2]
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    act(qtbot, sidebar, "Unpin")
    qtbot.waitUntil(lambda: titles(sidebar)[-1] == "Can’t sleep")


@opens_menus
def test_the_dots_open_the_menu(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = sidebar.panel.list
    index = sidebar.panel.model.index(sidebar.panel.model.row_of(ids[1]))
    rect = view.visualRect(index)
    place = QPoint(rect.right() - 14, rect.top() + 18)
    with qtbot.assertNotEmitted(sidebar.conversation_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.menu.isVisible()
    assert view.conversation().id == ids[1]
    view.menu.close()


@opens_menus
def test_archive_and_back(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[0])
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    act(qtbot, sidebar, "Archive")
    assert len(titles(sidebar)) == 2
    qtbot.waitUntil(lambda: len(chats.conversations()) == 2)
    assert "Archived" in sidebar.panel.undo_bar.text.text()
    sidebar.panel.show_folder(Folder.ARCHIVED)
    assert titles(sidebar) == ["The experiment worked"]
    view = focus(sidebar, ids[0])
    with qtbot.waitSignal(sidebar.conversation_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    act(qtbot, sidebar, "Take out of the archive")
    assert titles(sidebar) == []
    qtbot.waitUntil(lambda: len(chats.conversations()) == 3)
    assert view.empty_text.isVisible()
    qtbot.mouseClick(sidebar.panel.back, Qt.MouseButton.LeftButton)
    assert len(titles(sidebar)) == 3


# the trash


def in_trash(chats, count=2):
    ids = three(chats)[:count]
    for id_ in ids:
        chats.history.delete_conversation(id_).result(60)
    return ids


def open_trash(sidebar):
    action = next(a for a in sidebar.more_menu.actions() if a.text() == "Trash")
    action.trigger()


def test_restore_from_the_trash(qtbot, chats, make_sidebar):
    in_trash(chats)
    sidebar = make_sidebar()
    open_trash(sidebar)
    assert sorted(titles(sidebar)) == ["The experiment worked", "周末去哪儿走走"]
    first = sidebar.panel.list.conversation().id
    qtbot.mouseClick(sidebar.panel.restore, Qt.MouseButton.LeftButton)
    assert len(titles(sidebar)) == 1
    qtbot.waitUntil(lambda: first in [conversation.id for conversation in chats.conversations()])


@opens_menus
def test_the_trash_opens_nothing(qtbot, chats, make_sidebar):
    in_trash(chats)
    sidebar = make_sidebar()
    open_trash(sidebar)
    view = sidebar.panel.list
    with qtbot.assertNotEmitted(sidebar.conversation_chosen):
        place = view.visualRect(sidebar.panel.model.index(0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.menu.isVisible()
    view.menu.close()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert view.findChild(QLineEdit) is None


def test_deleting_for_good_asks_in_place(qtbot, chats, make_sidebar):
    in_trash(chats)
    sidebar = make_sidebar()
    open_trash(sidebar)
    view, question = sidebar.panel.list, sidebar.panel.question
    title = view.conversation().title
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert question.isVisible()
    assert title in question.question.text()
    qtbot.keyClick(question.buttons["keep"], Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert QApplication.focusWidget() is view
    assert len(chats.conversations(Folder.TRASH)) == 2
    qtbot.mouseClick(sidebar.panel.erase, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(question.buttons["erase"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 1)
    assert title not in titles(sidebar)
    assert len(chats.conversations(Folder.TRASH)) == 1


def test_emptying_the_trash_asks_in_place(qtbot, chats, make_sidebar):
    in_trash(chats, 3)
    sidebar = make_sidebar()
    open_trash(sidebar)
    assert "30 days" in sidebar.panel._trash_note.text()
    qtbot.mouseClick(sidebar.panel.empty_trash, Qt.MouseButton.LeftButton)
    question = sidebar.panel.question
    assert "3" in question.question.text()
    assert len(chats.conversations(Folder.TRASH)) == 3
    qtbot.mouseClick(question.buttons["empty"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(sidebar) == [])
    assert chats.conversations(Folder.TRASH) == []
    assert sidebar.panel.list.empty_text.text() == "The trash is empty."
    assert not sidebar.panel.empty_trash.isVisible()


# search


def test_titles_then_messages_are_found(qtbot, chats, make_sidebar):
    ids = three(chats)
    said = say(chats, ids[2], "another experiment in 😀 my head")
    sidebar = make_sidebar()
    QAbstractItemModelTester(sidebar.results.model())
    find(qtbot, sidebar, "exper")
    assert [(hit.conversation_id, hit.message_id) for hit in hits(sidebar)] == [
        (ids[0], None),
        (ids[2], said),
    ]
    assert sidebar.results.isVisible()
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        qtbot.keyClick(sidebar.search, Qt.Key.Key_Return)
    assert chosen.args == [ids[0], None]
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is sidebar.results
    qtbot.keyClick(sidebar.results, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        qtbot.keyClick(sidebar.results, Qt.Key.Key_Return)
    assert chosen.args == [ids[2], said]


def test_a_click_chooses_a_message(qtbot, chats, make_sidebar):
    ids = three(chats)
    said = say(chats, ids[2], "zebra")
    sidebar = make_sidebar()
    find(qtbot, sidebar, "zebra")
    place = sidebar.results.visualRect(sidebar.results.first_row()).center()
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        qtbot.mouseClick(sidebar.results.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [ids[2], said]


@pytest.mark.parametrize("word", ["周", "走走", "去哪"])
def test_chinese_words_of_one_and_two_characters(qtbot, chats, make_sidebar, word):
    ids = three(chats)
    sidebar = make_sidebar()
    sidebar.search.setFocus()
    event = QInputMethodEvent("zhou", [])
    QApplication.sendEvent(sidebar.search, event)
    with qtbot.assertNotEmitted(sidebar.search.entered):
        qtbot.keyClick(sidebar.search, Qt.Key.Key_Return)
    assert sidebar.panel.isVisible()
    event = QInputMethodEvent()
    event.setCommitString(word)
    with qtbot.waitSignal(sidebar.search.queried):
        QApplication.sendEvent(sidebar.search, event)
    assert [hit.conversation_id for hit in hits(sidebar)] == [ids[1]]


def test_one_search_for_a_word_typed_in_one_go(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    asked = []
    sidebar.search.queried.connect(asked.append)
    find(qtbot, sidebar, "experiment")
    assert asked == ["experiment"]


def test_enter_does_not_wait_for_the_pause(qtbot, chats, make_sidebar):
    ids = three(chats)
    sidebar = make_sidebar()
    sidebar.search._pause.setInterval(60_000)
    sidebar.search.setFocus()
    qtbot.keyClicks(sidebar.search, "sleep")
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        qtbot.keyClick(sidebar.search, Qt.Key.Key_Return)
    assert chosen.args == [ids[2], None]


def test_escape_ends_the_search(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    find(qtbot, sidebar, "exper")
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Escape)
    assert sidebar.search.text() == ""
    assert sidebar.panel.isVisible()
    find(qtbot, sidebar, "exper")
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    qtbot.keyClick(sidebar.results, Qt.Key.Key_Escape)
    assert sidebar.search.text() == ""
    assert QApplication.focusWidget() is sidebar.search


def test_up_from_the_first_result_leads_back(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    find(qtbot, sidebar, "exper")
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    qtbot.keyClick(sidebar.results, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is sidebar.search


def test_nothing_found_is_said(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    find(qtbot, sidebar, "<b>xyzzy</b>")
    assert sidebar.results.empty_text.isVisible()
    assert "<b>xyzzy</b>" in sidebar.results.empty_text.text()
    assert sidebar.results.empty_text.textFormat() == Qt.TextFormat.PlainText
    assert sidebar.results.accessibleDescription() == sidebar.results.empty_text.text()
    with qtbot.assertNotEmitted(sidebar.hit_chosen):
        qtbot.keyClick(sidebar.search, Qt.Key.Key_Return)
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is sidebar.search


def test_the_search_is_reached_where_the_sidebar_is_hidden_too(chats, make_sidebar):
    sidebar = make_sidebar()
    sidebar.hide()
    sidebar.focus_search()
    assert sidebar.isVisible()
    assert QApplication.focusWidget() is sidebar.search


# export and import


def save_to(qtbot, sidebar, path):
    """Answer the file dialog."""
    qtbot.waitUntil(lambda: sidebar.transfer.files is not None)
    dialog = sidebar.transfer.files
    dialog.selectFile(str(path))
    dialog.accept()


@opens_menus
def test_one_chat_is_exported(qtbot, chats, make_sidebar, tmp_path):
    ids = three(chats)
    say(chats, ids[1], "今天很好", POSITIVE)
    sidebar = make_sidebar()
    view = focus(sidebar, ids[1])
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    act(qtbot, sidebar, "Export…")
    dialog = sidebar.transfer.dialog
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.one.isChecked()
    qtbot.mouseClick(dialog.proceed, Qt.MouseButton.LeftButton)
    proposed = sidebar.transfer.files.selectedFiles()[0]
    assert proposed.endswith("周末去哪儿走走.md")
    with qtbot.waitSignal(sidebar.notice) as notice:
        save_to(qtbot, sidebar, tmp_path / "out.md")
    assert str(tmp_path / "out.md") in notice.args[0]
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "# 周末去哪儿走走" in text
    assert "今天很好" in text
    assert "experiment" not in text


@opens_menus
def test_all_chats_go_out_and_come_in_again(qtbot, chats, make_sidebar, tmp_path):
    ids = three(chats)
    say(chats, ids[0], "hello", NEGATIVE)
    chats.history.set_archived(ids[2], True).result(60)
    sidebar = make_sidebar()
    sidebar.transfer.export_all()
    dialog = sidebar.transfer.dialog
    assert not dialog.one.isVisible()
    json_button = next(b for b in dialog.kinds.buttons() if b.text() == "JSON")
    json_button.click()
    qtbot.mouseClick(dialog.proceed, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(sidebar.notice):
        save_to(qtbot, sidebar, tmp_path / "all.json")
    exported = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert len(exported["conversations"]) == 3
    for id_ in ids:
        chats.history.erase_conversation(id_).result(60)
    sidebar.transfer.files = None
    sidebar.transfer.import_chats()
    with qtbot.waitSignal(sidebar.notice) as notice:
        save_to(qtbot, sidebar, tmp_path / "all.json")
    assert "3" in notice.args[0]
    qtbot.waitUntil(lambda: len(titles(sidebar)) == 2)
    assert len(chats.conversations(Folder.ARCHIVED)) == 1


@opens_menus
def test_a_file_that_is_no_export_is_said(qtbot, chats, make_sidebar, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    sidebar = make_sidebar()
    sidebar.transfer.import_chats()
    with qtbot.waitSignal(sidebar.failed) as failed:
        save_to(qtbot, sidebar, wrong)
    assert "wrong.json" in failed.args[0]
    assert titles(sidebar) == []


# the rest


def test_what_the_window_does_is_asked_for(qtbot, chats, make_sidebar):
    sidebar = make_sidebar()
    for button, signal in (
        (sidebar.new_chat, sidebar.new_chat_requested),
        (sidebar.journal, sidebar.journal_requested),
        (sidebar.settings, sidebar.settings_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    actions = {a.text().split("\t")[0]: a for a in sidebar.more_menu.actions()}
    for text, signal in (
        ("Shortcuts", sidebar.shortcuts_requested),
        ("Diagnostics", sidebar.diagnostics_requested),
        ("About", sidebar.about_requested),
    ):
        with qtbot.waitSignal(signal):
            actions[text].trigger()


def test_an_empty_list_says_so(chats, make_sidebar):
    sidebar = make_sidebar()
    view = sidebar.panel.list
    assert view.empty_text.isVisible()
    assert view.accessibleDescription() == view.empty_text.text() != ""


def test_everything_has_a_name_and_can_be_reached(chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    controls = [
        *sidebar.findChildren(QAbstractButton),
        *sidebar.findChildren(QLineEdit),
        sidebar.panel.list,
        sidebar.results,
    ]
    visible = [control for control in controls if control.isVisible()]
    assert len(visible) >= 6
    for control in visible:
        spoken = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        assert spoken.strip(), control
    for control in (sidebar.new_chat, sidebar.search, sidebar.panel.list, sidebar.more):
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_rows_are_spoken(qtbot, chats, make_sidebar):
    ids = three(chats)
    say(chats, ids[0], "great", POSITIVE)
    chats.history.set_pinned(ids[0], True).result(60)
    sidebar = make_sidebar()
    index = sidebar.panel.model.index(1)
    qtbot.waitUntil(lambda: len(index.data(ListRole.MOODS)) == 1)
    row = QAccessible.queryAccessibleInterface(sidebar.panel.list).child(1)
    spoken = row.text(QAccessible.Text.Name)
    assert spoken.startswith("The experiment worked, ")
    assert spoken.endswith(", pinned, last moods: positive")


@opens_menus
def test_a_title_is_never_markup(qtbot, chats, make_sidebar):
    title = "<img src='file:///etc/passwd'> a title that is too long for its row by far"
    start(chats, title)
    sidebar = make_sidebar()
    view = sidebar.panel.list
    index = sidebar.panel.model.index(1)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    centre = option.rect.center()
    event = QHelpEvent(QEvent.Type.ToolTip, centre, view.viewport().mapToGlobal(centre))
    assert view.itemDelegate().helpEvent(event, view, option, index)
    assert "&lt;img" in QToolTip.text()
    QToolTip.hideText()


def test_the_width_has_its_limits(theme, chats, make_sidebar):
    sidebar = make_sidebar()
    assert sidebar.minimumWidth() == theme.px(220)
    assert sidebar.sizeHint().width() == theme.px(256)
    assert sidebar.maximumWidth() == theme.px(420)


def test_it_reads_no_more_once_it_is_stopped(qtbot, chats, make_sidebar):
    three(chats)
    sidebar = make_sidebar()
    sidebar.stop()
    chats.conversations = chats.recent_moods = None
    chats.changed.emit()
    sidebar.repaint()
    qtbot.wait(20)
    assert len(titles(sidebar)) == 3
