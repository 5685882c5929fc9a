"""The window's keys: one list, from which the shortcuts are made and the overview is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Keys:
    """One thing that keys do.

    id: names the action that the window connects; "" where the focused widget sees to it itself.
    keys: as QKeySequence reads them, several where each of them does it.
    what: English, Qt context "Shortcuts".
    """

    id: str
    keys: tuple[str, ...]
    what: str

    def shown(self) -> str:
        """The keys in the writing of this system: "Ctrl+N", "⌘N"."""
        native = QKeySequence.SequenceFormat.NativeText
        names = (QKeySequence(keys).toString(native) for keys in self.keys)
        # Qt tells Return from the keypad's Enter; the key has the second name on most keyboards
        return " / ".join(name.replace("Return", "Enter") for name in names)

    def words(self) -> str:
        """What they do, in the window's language."""
        return QCoreApplication.translate("Shortcuts", self.what)


GROUPS: tuple[tuple[str, tuple[Keys, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("Shortcuts", "Chats"),
        (
            Keys("new_chat", ("Ctrl+N",), QT_TRANSLATE_NOOP("Shortcuts", "New chat")),
            Keys(
                "search", ("Ctrl+F", "Ctrl+K"), QT_TRANSLATE_NOOP("Shortcuts", "Search all chats")
            ),
            Keys("previous_chat", ("Ctrl+PgUp",), QT_TRANSLATE_NOOP("Shortcuts", "Chat above")),
            Keys("next_chat", ("Ctrl+PgDown",), QT_TRANSLATE_NOOP("Shortcuts", "Chat below")),
            Keys("rename", ("F2",), QT_TRANSLATE_NOOP("Shortcuts", "Rename this chat")),
            Keys("export", ("Ctrl+S",), QT_TRANSLATE_NOOP("Shortcuts", "Export this chat")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Shortcuts", "Writing"),
        (
            Keys("write", ("Ctrl+L",), QT_TRANSLATE_NOOP("Shortcuts", "Go to the message field")),
            Keys("", ("Return",), QT_TRANSLATE_NOOP("Shortcuts", "Send")),
            Keys("", ("Shift+Return",), QT_TRANSLATE_NOOP("Shortcuts", "New line")),
            Keys("", ("Ctrl+Shift+Return",), QT_TRANSLATE_NOOP("Shortcuts", "Keep it just for me")),
            Keys("attach", ("Ctrl+O",), QT_TRANSLATE_NOOP("Shortcuts", "Add text files")),
            Keys("stop", ("Esc",), QT_TRANSLATE_NOOP("Shortcuts", "Stop the reply, or go back")),
            Keys("regenerate", ("Ctrl+R",), QT_TRANSLATE_NOOP("Shortcuts", "Another reply")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Shortcuts", "Window"),
        (
            Keys(
                "sidebar", ("Ctrl+B",), QT_TRANSLATE_NOOP("Shortcuts", "Show or hide the sidebar")
            ),
            Keys("journal", ("Ctrl+J",), QT_TRANSLATE_NOOP("Shortcuts", "Mood journal")),
            Keys("settings", ("Ctrl+,",), QT_TRANSLATE_NOOP("Shortcuts", "Settings")),
            Keys("larger", ("Ctrl++", "Ctrl+="), QT_TRANSLATE_NOOP("Shortcuts", "Larger text")),
            Keys("smaller", ("Ctrl+-",), QT_TRANSLATE_NOOP("Shortcuts", "Smaller text")),
            Keys("usual_size", ("Ctrl+0",), QT_TRANSLATE_NOOP("Shortcuts", "Usual text size")),
            Keys("shortcuts", ("F1",), QT_TRANSLATE_NOOP("Shortcuts", "These shortcuts")),
            Keys("quit", ("Ctrl+Q",), QT_TRANSLATE_NOOP("Shortcuts", "Quit")),
        ),
    ),
)
"""Title of each group, English, Qt context "Shortcuts", and its keys."""


def make_shortcuts(
    window: QWidget,
    actions: Mapping[str, Callable[[], object]],
    groups: Sequence[tuple[str, Sequence[Keys]]] = GROUPS,
) -> dict[str, tuple[QShortcut, ...]]:
    """Make the window's shortcuts. actions: what each id does, a slot for every id.

    Raises KeyError where an id of the list has no action or an action no id: the overview may not
    promise what does not happen.
    """
    listed = [keys for _, group in groups for keys in group if keys.id]
    unknown = actions.keys() - {keys.id for keys in listed}
    if unknown:
        raise KeyError(f"no keys for {sorted(unknown)}")
    made: dict[str, tuple[QShortcut, ...]] = {}
    for keys in listed:
        action = actions[keys.id]
        shortcuts = []
        for sequence in keys.keys:
            shortcut = QShortcut(QKeySequence(sequence), window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(action)
            shortcuts.append(shortcut)
        made[keys.id] = tuple(shortcuts)
    return made
