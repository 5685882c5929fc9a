"""One setting each: what it is called, what it does, the control, and why a value was refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import LIMITS, default_of
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.style.metrics import SPACE_L, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label

_FIELD_PX, _UNIT_PX = 128, 44
_WORDS_PX = 240
"""Below this much room for the words the control goes below them."""


class SettingRow(QWidget):
    """Knows nothing of the other settings; emits what the person wants."""

    wanted = Signal(str, object)
    """Name of the setting, and the value: perhaps one that it can't have."""

    def __init__(
        self, name: str, title: str, hint: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """name: the field of Settings."""
        super().__init__(parent)
        self.name = name
        self.title = title
        self._theme = theme
        self._control: QWidget | None = None
        self.label = plain_label(self)
        self.label.setText(title)
        self.hint = plain_label(self, "secondary")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.reason = plain_label(self, "failure")
        self.reason.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.label)
        words.addWidget(self.hint)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(SPACE_L)
        self._line.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(self._line)
        column.addWidget(self.reason)

    def show_value(self, value: object) -> None:
        """What is in force."""
        raise NotImplementedError

    def show_refusal(self, error: KnownError | None) -> None:
        """Why the value can't be; None where there is nothing to say."""
        text = ""
        if error is not None:
            # the error knows the setting by its name in the file
            values = {**error.values, "name": self.title}
            named = KnownError(error.code, error.what, error.meaning, error.action, **values)
            text = translate_error(named)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.reason.setText(text)
        self.reason.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._control is None:
            return
        room = self.width() - self._control.sizeHint().width()
        is_narrow = room < self._theme.px(_WORDS_PX)
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self._line.setSpacing(SPACE_XS if is_narrow else SPACE_L)

    def _add_control(self, control: QWidget) -> None:
        self._control = control
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._line.addWidget(control, 0, align)


class NumberField(QLineEdit):
    """Says what was typed once it is finished. Up and Down step, Escape takes the typing back."""

    finished = Signal(str)
    stepped = Signal(int)
    """+1 or -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.editingFinished.connect(self._tell)

    def show_text(self, text: str) -> None:
        self._shown = text
        self.setText(text)

    def event(self, event: QEvent) -> bool:
        # the window's Escape must wait while there is something to take back
        if event.type() == QEvent.Type.ShortcutOverride and self._takes_back(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.stepped.emit(steps[event.key()])
        elif self._takes_back(event):
            self.setText(self._shown)
            self.finished.emit(self._shown)
        else:
            super().keyPressEvent(event)

    def _takes_back(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.text() != self._shown

    @Slot()
    def _tell(self) -> None:
        if self.text() != self._shown:
            self.finished.emit(self.text())


class NumberRow(SettingRow):
    """A number between two limits. An empty field is the default."""

    def __init__(
        self,
        name: str,
        title: str,
        hint: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        step: float = 1,
        start: float = 1,
        unit: str = "",
        empty: str = "",
    ) -> None:
        """step: of one press. start: where stepping begins while no number is set.

        unit: stands behind the number. empty: what no number means; shown in the empty field.
        """
        super().__init__(name, title, hint, theme, parent)
        self._step_size, self._start = step, start
        self._value: float | None = None
        box = QWidget(self)
        self.less = self._button("−", self.tr("Less: {title}").format(title=title))
        self.field = NumberField(box)
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(hint)
        self.field.setPlaceholderText(empty or _shown(default_of(name)))
        self.more = self._button("+", self.tr("More: {title}").format(title=title))
        self.unit = QLabel(unit, box)
        self.unit.setProperty("tone", "secondary")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        for widget in (self.less, self.field, self.more, self.unit):
            row.addWidget(widget)
        self._add_control(box)
        self.less.clicked.connect(self._go_down)
        self.more.clicked.connect(self._go_up)
        self.field.stepped.connect(self.step)
        self.field.finished.connect(self._take)
        theme.changed.connect(self._fit)
        self._fit()

    def show_value(self, value: float | None) -> None:
        self._value = value
        self.field.show_text(_shown(value))

    @Slot(int)
    def step(self, direction: int) -> None:
        """Want one step more (1) or less (-1), within the limits."""
        limit = LIMITS[self.name]
        value = self._start
        if self._value is not None:
            value = round(self._value + direction * self._step_size, 4)
        self.wanted.emit(self.name, min(max(value, limit.low), limit.high))

    def _button(self, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAccessibleName(words)
        # the field has the arrow keys for it
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    @Slot(str)
    def _take(self, text: str) -> None:
        self.wanted.emit(self.name, _number(text, default_of(self.name)))

    @Slot()
    def _go_up(self) -> None:
        self.step(1)

    @Slot()
    def _go_down(self) -> None:
        self.step(-1)

    @Slot()
    def _fit(self) -> None:
        metrics = self.field.fontMetrics()
        words = metrics.horizontalAdvance(self.field.placeholderText()) + 2 * SPACE_L
        self.field.setFixedWidth(max(self._theme.px(_FIELD_PX), words))
        # the same for every row, so that the fields stand below each other
        self.unit.setFixedWidth(self._theme.px(_UNIT_PX))


class ChoiceRow(SettingRow):
    """One of a few."""

    def __init__(
        self,
        name: str,
        title: str,
        hint: str,
        theme: Theme,
        choices: Sequence[tuple[object, str]],
        parent: QWidget | None = None,
    ) -> None:
        """choices: value and what it is called."""
        super().__init__(name, title, hint, theme, parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[object, QRadioButton] = {}
        box = QWidget(self)
        box.setAccessibleName(title)
        row = FlowLayout(SPACE_S, box)
        for value, words in choices:
            button = QRadioButton(words, box)
            button.setAccessibleName(f"{title}: {words}")
            button.clicked.connect(self._choose)
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[value] = button
        self._add_control(box)

    def show_value(self, value: object) -> None:
        self.buttons[value].setChecked(True)

    @Slot()
    def _choose(self) -> None:
        chosen = self._group.checkedButton()
        value = next(value for value, button in self.buttons.items() if button is chosen)
        self.wanted.emit(self.name, value)


class SwitchRow(SettingRow):
    """On or off."""

    def __init__(
        self, name: str, title: str, hint: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, title, hint, theme, parent)
        self.label.hide()
        self.box = CheckBox(title, self)
        self.box.setAccessibleName(title)
        self.box.setAccessibleDescription(hint)
        self.box.clicked.connect(self._switch)
        layout = self.layout()
        layout.insertWidget(0, self.box)
        layout.setSpacing(0)
        theme.changed.connect(self._indent)
        self._indent()

    def show_value(self, value: bool) -> None:
        self.box.setChecked(value)

    def show_unavailable(self, why: str) -> None:
        """It can't be switched on here."""
        self.box.setEnabled(False)
        self.hint.setText(why)

    @Slot()
    def _indent(self) -> None:
        """The hint stands below the words of the box, not below the box."""
        self.hint.setContentsMargins(self.box.words_left, 0, 0, 0)

    @Slot()
    def _switch(self) -> None:
        self.wanted.emit(self.name, self.box.isChecked())


def _shown(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _number(text: str, default: object) -> object:
    """What was typed as a number; the text itself where it is none, to be refused with a reason.

    An input method may type full-width digits, and half of Europe a comma.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return default
    try:
        if isinstance(default, int):
            return int(plain.replace(",", "").replace(" ", ""))
        value = float(plain.replace(",", "."))
    except ValueError:
        return text.strip()
    return int(value) if value.is_integer() else value
