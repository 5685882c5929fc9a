"""What can be done with a message: which actions it has, their names, and their buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.ui.chat.message.intent import Action
from desktop_app.ui.chat.message.row import Progress
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.growing_text_edit import is_heavy

SIDE_PX = 24
_ICON_PX = 16
_CUT_SHORT = (FinishReason.LENGTH, FinishReason.CANCELLED, FinishReason.INTERRUPTED)


def actions_of(entry: StoredMessage, progress: Progress) -> tuple[Action, ...]:
    """What the message offers now, in the order in which it is shown; stepping is apart."""
    message = entry.message
    found = [Action.COPY] if message.text else []
    if progress is Progress.STREAMING:
        return tuple(found)
    is_settled = progress is Progress.DONE
    if message.role is Role.USER:
        # what is too much for an editor can be copied and sent anew
        if is_settled and not entry.note and not is_heavy(message.text):
            found.append(Action.EDIT)
    elif message.finish_reason is not FinishReason.FAILED:
        found.append(Action.REGENERATE)
        if can_continue(entry):
            found.append(Action.CONTINUE)
    if message.text:
        found.append(Action.QUOTE)
    if is_settled:
        found.append(Action.DELETE)
    return tuple(found)


def can_continue(entry: StoredMessage) -> bool:
    """Whether a reply broke off and has something to go on from."""
    return entry.message.finish_reason in _CUT_SHORT and bool(entry.message.text)


def action_name(action: Action) -> str:
    """What the action is called in menus, tooltips and by screen readers."""
    translate = QCoreApplication.translate
    match action:
        case Action.BACK:
            return translate("MessageActions", "Version before this one")
        case Action.FORWARD:
            return translate("MessageActions", "Version after this one")
        case Action.COPY:
            return translate("MessageActions", "Copy")
        case Action.EDIT:
            return translate("MessageActions", "Edit and send again")
        case Action.REGENERATE:
            return translate("MessageActions", "Answer anew")
        case Action.CONTINUE:
            return translate("MessageActions", "Continue this reply")
        case Action.QUOTE:
            return translate("MessageActions", "Quote")
        case Action.DELETE:
            return translate("MessageActions", "Delete")
    raise ValueError(f"{action} stands in no menu")


class ActionBar(QWidget):
    """Small buttons in a row, and "‹ 2/3 ›" where a message has several versions.

    The stepper stays in sight; the buttons are shown while the message is pointed at.
    """

    chosen = Signal(object)
    """Action."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._buttons: dict[Action, QToolButton] = {}
        self._actions: tuple[Action, ...] = ()
        self._variants = (0, 1)
        self._is_open = False
        self.place = QLabel(self)
        self.place.setProperty("tone", "secondary")
        self._layout.addWidget(self._button(Action.BACK))
        self._layout.addWidget(self.place)
        self._layout.addWidget(self._button(Action.FORWARD))

    def set_actions(self, actions: Sequence[Action], variant: int, variants: int) -> None:
        """variant: which of the `variants` versions is shown, from 0."""
        if (tuple(actions), (variant, variants)) == (self._actions, self._variants):
            return
        self._actions, self._variants = tuple(actions), (variant, variants)
        self.place.setText(f"{variant + 1}/{variants}")
        place = QCoreApplication.translate("MessageActions", "Version {number} of {count}")
        self.place.setAccessibleName(place.format(number=variant + 1, count=variants))
        self._show()

    def set_open(self, is_open: bool) -> None:
        """Show the buttons, or the stepper alone."""
        if is_open != self._is_open:
            self._is_open = is_open
            self._show()

    def controls(self) -> list[QToolButton]:
        """The buttons that can be reached now, from left to right."""
        items = (self._layout.itemAt(i) for i in range(self._layout.count()))
        widgets = (item.widget() for item in items if item is not None)
        buttons = [widget for widget in widgets if isinstance(widget, QToolButton)]
        return [button for button in buttons if button.isEnabled() and button.isVisible()]

    def refresh(self) -> None:
        """Follow the theme's colours and sizes."""
        for action, button in self._buttons.items():
            self._draw(button, action)

    def _show(self) -> None:
        variant, variants = self._variants
        stepper = (self._button(Action.BACK), self.place, self._button(Action.FORWARD))
        for widget in stepper:
            widget.setVisible(variants > 1)
        stepper[0].setEnabled(variant > 0)
        stepper[2].setEnabled(variant < variants - 1)
        shown = self._actions if self._is_open else ()
        for action in shown:
            if action not in self._buttons:
                self._layout.addWidget(self._button(action))
        for action, button in self._buttons.items():
            if action not in (Action.BACK, Action.FORWARD):
                button.setVisible(action in shown)
        self.setVisible(bool(shown) or variants > 1)

    def _button(self, action: Action) -> QToolButton:
        if action not in self._buttons:
            button = QToolButton(self)
            button.setProperty("kind", "action")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            name = action_name(action)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(self._choose)
            self._buttons[action] = button
            self._draw(button, action)
        return self._buttons[action]

    def _draw(self, button: QToolButton, action: Action) -> None:
        size = self._theme.px(_ICON_PX)
        button.setFixedSize(self._theme.px(SIDE_PX), self._theme.px(SIDE_PX))
        button.setIconSize(QSize(size, size))
        colours = self._theme.colour("secondary"), self._theme.colour("border")
        button.setIcon(self._icons.icon(action.value, size, *colours))

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        self.chosen.emit(next(a for a, other in self._buttons.items() if other is button))
