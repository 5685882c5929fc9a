"""The card in which a message is written, with Send or Stop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.chat.attachments import Attachments, with_files
from desktop_app.ui.mood.live import LiveMood
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.growing_text_edit import GrowingTextEdit, is_heavy, local_files

_ICON_PX = 18


class _Hint(QLabel):
    """One line that holds nobody to its width: it shows itself whole or not at all."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


class Composer(QFrame):
    """Message editor, files and buttons; holds no state of the conversation."""

    submitted = Signal(str)
    """The message, stripped, never empty."""
    noted = Signal(str)
    """As `submitted`, but the person keeps it for themselves: nobody is to answer."""
    typed = Signal(str)
    """The message as it would be sent now, at each change."""
    stop_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._busy = False
        self._enter_sends = True
        self.setProperty("kind", "composer")
        self.setAcceptDrops(True)
        self.attachments = Attachments(theme, icons, self)
        self.edit = GrowingTextEdit(self)
        self.edit.setAccessibleName(self.tr("Message"))
        self.attach_button = QToolButton(self)
        self.attach_button.setAccessibleName(self.tr("Add text files"))
        self.attach_button.setToolTip(self.tr("Add text files, to be quoted in the message"))
        self.live_mood = LiveMood(theme, icons, scene, language, self)
        self.hint = _Hint(self)
        self.hint.setProperty("tone", "secondary")
        self.note_button = QToolButton(self)
        self.note_button.setAccessibleName(self.tr("Just for me"))
        self.note_button.setToolTip(
            self.tr("Just for me: keep it here without an answer (Ctrl+Shift+Enter)")
        )
        self.button = QPushButton(self)
        self.button.setProperty("kind", "send")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()

        self.attachments.changed.connect(self._tell_typed)
        self.edit.submitted.connect(self._submit)
        self.edit.noted.connect(self._note)
        self.edit.files_offered.connect(self.attach)
        self.edit.long_text_offered.connect(self.attachments.add_text)
        self.edit.other_offered.connect(self.attachments.refuse_other)
        self.edit.focus_changed.connect(self._show_active)
        self.edit.textChanged.connect(self._tell_typed)
        self.edit.textChanged.connect(self.attachments.forget_problem)
        self.attach_button.clicked.connect(self._choose_files)
        self.note_button.clicked.connect(self._press_note)
        self.button.clicked.connect(self._press)
        theme.changed.connect(self._refresh)
        self.set_placeholder(self.tr("Say something…"))
        self._refresh()
        self.setFocusProxy(self.edit)

    def message(self) -> str:
        """The message as it would be sent now: the files, quoted, then what is typed."""
        return with_files(self.attachments.files, self.edit.text())

    def set_busy(self, busy: bool) -> None:
        """While a turn runs the button says Stop; Enter still sends, and the message waits."""
        if busy != self._busy:
            self._busy = busy
            self._refresh()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends and Ctrl+Enter breaks the line, or the other way round."""
        self._enter_sends = enter_sends
        self.edit.set_enter_sends(enter_sends)
        self._refresh()

    def set_placeholder(self, text: str) -> None:
        self.edit.setPlaceholderText(text)

    def insert_quote(self, text: str) -> None:
        """Quote this, in a bar above what is typed; the keyboard is there to go on."""
        self.attachments.add_quote(text)
        self.edit.setFocus()

    @Slot(list)
    def attach(self, paths: Sequence[Path]) -> None:
        """Add text files; what can't be taken is said in place."""
        self.attachments.add(paths)
        self.edit.setFocus()

    def take_draft(self) -> str:
        """What is written but not sent, out of the composer; files become their quoted text."""
        if self.edit.is_composing():
            QGuiApplication.inputMethod().commit()
        text = self.message()
        if text:
            self._clear()
        return text

    def set_draft(self, text: str) -> None:
        """Go on with a draft, instead of what stands here."""
        self.attachments.clear()
        is_long = is_heavy(text)
        self.edit.setPlainText("" if is_long else text)
        if is_long:
            self.attachments.add_text(text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()
            self._show_active(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_active(self.edit.hasFocus())

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.attach(local_files(event.mimeData()))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.attach_button)
        row.addWidget(self.live_mood)
        row.addStretch(1)
        row.addWidget(self.hint)
        row.addWidget(self.note_button)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M + 2, SPACE_S + 2, 10)
        column.setSpacing(SPACE_S)
        column.addWidget(self.attachments)
        column.addWidget(self.edit)
        column.addLayout(row)

    @Slot()
    def _press(self) -> None:
        if self._busy:
            self.stop_requested.emit()
        else:
            self._submit()
        self.edit.setFocus()

    @Slot()
    def _press_note(self) -> None:
        self._note()
        self.edit.setFocus()

    @Slot()
    def _submit(self) -> None:
        text = self.message().strip()
        if text:
            self._clear()
            self.submitted.emit(text)

    @Slot()
    def _note(self) -> None:
        text = self.message().strip()
        if text:
            self._clear()
            self.noted.emit(text)

    def _clear(self) -> None:
        """Empty, and told once."""
        self.attachments.clear()
        if self.edit.text():
            self.edit.clear()
        else:
            self._tell_typed()

    @Slot()
    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Text files to quote"))
        if names:
            self.attach([Path(name) for name in names])

    @Slot(bool)
    def _show_active(self, active: bool) -> None:
        self.setProperty("active", active)
        self.style().unpolish(self)
        self.style().polish(self)

    @Slot()
    def _refresh(self) -> None:
        if self._enter_sends:
            hint, keys = self.tr("Enter sends · Shift+Enter new line"), "Enter"
        else:
            hint, keys = self.tr("Ctrl+Enter sends · Enter new line"), "Ctrl+Enter"
        self.hint.setText(hint)
        text = self.tr("Stop") if self._busy else self.tr("Send")
        tip = self.tr("Stop the reply (Esc)") if self._busy else self.tr("Send ({keys})")
        self.button.setText(text)
        self.button.setToolTip(tip.format(keys=keys))
        self.button.setAccessibleName(text)
        size = self._theme.px(_ICON_PX)
        on_accent, secondary = self._theme.colour("on_accent"), self._theme.colour("secondary")
        name = "stop" if self._busy else "send"
        self.button.setIcon(self._icons.icon(name, size, on_accent, secondary))
        faint = self._theme.colour("faint")
        self.attach_button.setIcon(self._icons.icon("attach", size, secondary))
        self.note_button.setIcon(self._icons.icon("note", size, secondary, faint))
        for button in (self.button, self.attach_button, self.note_button):
            button.setIconSize(QSize(size, size))
        self._refresh_enabled(self.message())

    @Slot()
    def _tell_typed(self) -> None:
        text = self.message()
        self._refresh_enabled(text)
        self.typed.emit(text)

    def _refresh_enabled(self, text: str) -> None:
        has_text = bool(text.strip())
        self.button.setEnabled(self._busy or has_text)
        self.note_button.setEnabled(has_text)
