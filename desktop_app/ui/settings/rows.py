"""One setting each: what it is called, what it does, the control, and why a value was refused."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QResizeEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QDoubleSpinBox,
    QHBoxLayout,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import LIMITS, WHOLE, Limit
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.style.metrics import SPACE_L, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label

_FIELD_PX = 128
_DECIMALS = 3
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
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(self._line)
        column.addWidget(self.reason)

    def show_value(self, value: Any) -> None:
        """What is in force; of the type that this setting has."""
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


class NumberField(QDoubleSpinBox):
    """Says what was typed once it is finished. Escape takes the typing back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = self.start = 0.0
        # as in the settings file, whatever the system writes; a comma may be typed
        self.setLocale(QLocale.c())
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setKeyboardTracking(False)
        # else turning the wheel over the page would change what it passes
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_limits(self, limit: Limit, empty: str) -> None:
        """empty: what no number means; "" where there must be one."""
        self._low = limit.low
        self.setSpecialValueText(empty)
        # no number is the place right below the least one
        self.setRange(limit.low - (10.0 ** -self.decimals() if empty else 0), limit.high)

    @property
    def is_empty(self) -> bool:
        """Whether no number is set, where that can be."""
        return bool(self.specialValueText()) and self.value() == self.minimum()

    def stepBy(self, steps: int) -> None:
        if self.is_empty:
            self.setValue(self.start)
        else:
            super().stepBy(steps)

    def textFromValue(self, value: float) -> str:
        return f"{value:.10g}"

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # an input method may type full-width digits
        plain = unicodedata.normalize("NFKC", text).replace(",", "." if self.decimals() else "")
        position -= len(text) - len(plain)
        state, plain, position = super().validate(plain, position)
        if self._number(plain) > self.maximum():
            # else 9000 would stop at 900 where 8192 is the most
            state = QValidator.State.Intermediate
        return state, plain, position

    def fixup(self, text: str) -> str:
        """The nearest limit; for an empty field no number, or else the one before."""
        number = self._number(text)
        if not math.isnan(number):
            value = min(max(number, self._low), self.maximum())
        else:
            value = self.minimum() if self.specialValueText() else self.value()
        return self.textFromValue(value) + self.suffix()

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return super().event(event)
        # the window's Escape must wait while there is something to take back
        if not self.lineEdit().isModified():
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.setValue(self.value())
        event.accept()
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _number(self, text: str) -> float:
        """NaN where it is none."""
        number, is_number = self.locale().toDouble(text.removesuffix(self.suffix()))
        return number if is_number else math.nan


class NumberRow(SettingRow):
    """A number between two limits, or none where the setting can be None."""

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

        unit: stands behind the number. empty: what no number means; shown in its place.
        """
        super().__init__(name, title, hint, theme, parent)
        self._is_whole = name in WHOLE
        box = QWidget(self)
        self.less = self._button("−", self.tr("Less: {title}").format(title=title))
        self.field = NumberField(box)
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(hint)
        self.field.setDecimals(0 if self._is_whole else _DECIMALS)
        self.field.set_limits(LIMITS[name], empty)
        self.field.setSingleStep(step)
        self.field.setSuffix(f" {unit}" if unit else "")
        self.field.start = start
        self.more = self._button("+", self.tr("More: {title}").format(title=title))
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        for widget in (self.less, self.field, self.more):
            row.addWidget(widget)
        self._add_control(box)
        self.less.clicked.connect(self.field.stepDown)
        self.more.clicked.connect(self.field.stepUp)
        self.field.valueChanged.connect(self._take)
        theme.changed.connect(self._fit)
        self._fit()

    def show_value(self, value: float | None) -> None:
        # a number with more decimals than are shown stays what it is
        with QSignalBlocker(self.field):
            self.field.setValue(self.field.minimum() if value is None else value)

    def _button(self, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAccessibleName(words)
        # the field has the arrow keys for it
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    @Slot(float)
    def _take(self, value: float) -> None:
        number: float | None = int(value) if self._is_whole else round(value, _DECIMALS)
        self.wanted.emit(self.name, None if self.field.is_empty else number)

    @Slot()
    def _fit(self) -> None:
        # the same for most, so that the fields stand below each other
        self.field.setFixedWidth(max(self._theme.px(_FIELD_PX), self.field.sizeHint().width()))


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
        self._column.insertWidget(0, self.box)
        self._column.setSpacing(0)
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
