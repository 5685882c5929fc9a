"""The menus of a message: what can be done with it, and how its mood can be corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.core.history.records import CLEARED
from desktop_app.core.mood import Face
from desktop_app.ui.chat.message.actions import action_name, actions_of
from desktop_app.ui.chat.message.intent import Action
from desktop_app.ui.chat.message.row import Row
from desktop_app.ui.chat.message.verdict import ShownMood
from desktop_app.ui.wording.moods import capital, face_word

_MAX_LINKS = 12
_LONGEST_LINK = 60


def message_menu(parent: QWidget, row: Row, choose: Callable[[Action], None]) -> QMenu:
    """All actions, stepping included; the menu deletes itself when closed."""
    menu = _menu(parent)
    for action in actions_of(row.entry, row.progress):
        if action is Action.DELETE:
            menu.addSeparator()
        item = menu.addAction(action_name(action), partial(choose, action))
        if action is Action.COPY:
            item.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    if row.entry.variants > 1:
        menu.addSeparator()
        back = menu.addAction(action_name(Action.BACK), partial(choose, Action.BACK))
        back.setEnabled(row.entry.variant > 0)
        forward = menu.addAction(action_name(Action.FORWARD), partial(choose, Action.FORWARD))
        forward.setEnabled(row.entry.variant < row.entry.variants - 1)
    return menu


def add_links(menu: QMenu, links: Sequence[str], choose: Callable[[str], None]) -> None:
    """A way to the links of a message for the keyboard."""
    if not links:
        return
    inner = menu.addMenu(QCoreApplication.translate("MessageMenu", "Links"))
    for address in links[:_MAX_LINKS]:
        text = address if len(address) <= _LONGEST_LINK else address[:_LONGEST_LINK] + "…"
        # an ampersand would be taken for a shortcut
        inner.addAction(text.replace("&", "&&"), partial(choose, address))


def add_mood(
    menu: QMenu,
    mood: ShownMood,
    correct: Callable[[str | None], None],
    explain: Callable[[], None],
) -> None:
    """Every label of the scene, calm, back to the judge's word, and why it said so."""
    translate = QCoreApplication.translate
    for label, words in mood.choices:
        item = menu.addAction(words.replace("&", "&&"), partial(correct, label))
        item.setCheckable(True)
        item.setChecked(label == mood.label)
    calm = menu.addAction(f"😐 {capital(face_word(Face.CALM))}", partial(correct, CLEARED))
    calm.setCheckable(True)
    calm.setChecked(mood.label is None)
    menu.addSeparator()
    if mood.is_corrected:
        text = translate("MessageMenu", "Take my correction back")
        menu.addAction(text, partial(correct, None))
    menu.addAction(translate("MessageMenu", "Why?"), explain)


def mood_menu(
    parent: QWidget,
    mood: ShownMood,
    correct: Callable[[str | None], None],
    explain: Callable[[], None],
) -> QMenu:
    """As add_mood, in a menu of its own that deletes itself when closed."""
    menu = _menu(parent)
    add_mood(menu, mood, correct, explain)
    return menu


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
