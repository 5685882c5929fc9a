"""The text files that go with a message: a card for each, above what is typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.system.text_files import TextFile, read_text_file
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.growing_text_edit import quoted, with_plain_line_ends
from desktop_app.ui.widgets.labels import ElidedLabel, plain_label
from desktop_app.ui.widgets.text_safety import escape_tooltip
from desktop_app.ui.wording.downloads import byte_size

MAX_FILES = 5
MAX_PASTED = 2_000_000
"""Characters; far more than any model here reads."""
_ICON_PX = 16
_QUOTE_NAME = 200
"""Characters: more than the widest bar shows."""


class PastedText(TextFile):
    """A text too long for the editor; it goes into the message as it is, not quoted."""

    __slots__ = ()


class Quote(TextFile):
    """A passage of the conversation, named by its first line."""

    __slots__ = ()


def file_name(file: TextFile) -> str:
    """The name on one line: a file's name may have a line break."""
    return " ".join(file.name.split())


def file_size(file: TextFile) -> str:
    """The size, "12 kB"; and how much was taken, where that is not all."""
    size = _size(file.bytes)
    if file.is_whole:
        return size
    template = QCoreApplication.translate("Attachments", "{size}, the first {taken} of it")
    return template.format(size=size, taken=_size(file.taken_bytes))


def file_line(file: TextFile) -> str:
    """Name and size: "notes.txt · 12 kB"; of a quote how it begins."""
    if isinstance(file, Quote):
        return QCoreApplication.translate("Attachments", "Quote: {text}").format(
            text=file_name(file)
        )
    return f"{file_name(file)} · {file_size(file)}"


def with_files(files: Sequence[TextFile], text: str) -> str:
    """The message: each file quoted below its name and size, then what was typed."""
    parts = [_in_message(file) for file in files]
    return "\n\n".join([*parts, text] if text else parts)


def _in_message(file: TextFile) -> str:
    match file:
        case PastedText():
            return file.text
        case Quote():
            return quoted(file.text)
        case _:
            return f"{file_line(file)}\n{quoted(file.text)}"


def _size(count: int) -> str:
    """Finer than byte_size below a megabyte, which is what text files have."""
    return f"{math.ceil(count / 1000)} kB" if count < 1_000_000 else byte_size(count)


class AttachmentCard(QFrame):
    """One file."""

    removed = Signal(object)
    """This card."""

    def __init__(
        self, file: TextFile, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.file = file
        self._theme = theme
        self._icons = icons
        self.setProperty("kind", "attachment")
        self.setAccessibleName(file_line(file))
        self._icon = QLabel(self)
        self.name = ElidedLabel(self)
        self.name.setProperty("tone", "small")
        self.name.setText(file_name(file))
        # apart from the name, so that a long one does not push it out of sight
        self.size_label = QLabel(f"· {file_size(file)}", self)
        self.size_label.setProperty("tone", "secondary")
        if isinstance(file, Quote):
            self.size_label.hide()
        self.remove = QToolButton(self)
        name = self.tr("Remove {name}").format(name=file_name(file))
        self.remove.setAccessibleName(name)
        self.remove.setToolTip(escape_tooltip(name))
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 2, SPACE_XS, 2)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self.name)
        row.addWidget(self.size_label)
        row.addStretch(1)
        row.addWidget(self.remove)
        theme.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    @Slot()
    def _refresh(self) -> None:
        colour, size = self._theme.colour("secondary"), self._theme.px(_ICON_PX)
        name = "quote" if isinstance(self.file, Quote) else "file"
        self._icon.setPixmap(self._icons.pixmap(name, size, colour))
        self.remove.setIconSize(QSize(size, size))
        self.remove.setIcon(self._icons.icon("close", size, colour))


class Attachments(QWidget):
    """Hidden while there is nothing to show. Reads the files itself, at most MAX_FILES."""

    changed = Signal()
    """There are other files than before."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.cards: list[AttachmentCard] = []
        self.problem = plain_label(self, "failure")
        self.problem.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, SPACE_XS, 0)
        self._column.setSpacing(SPACE_XS)
        self._column.addWidget(self.problem)
        self.hide()

    @property
    def files(self) -> tuple[TextFile, ...]:
        return tuple(card.file for card in self.cards)

    @Slot(list)
    def add(self, paths: Sequence[Path]) -> None:
        """Read these files; what can't be taken is said in place and the rest is taken."""
        problems: list[str] = []
        added: list[TextFile] = []
        for path in paths:
            if len(self.cards) >= MAX_FILES:
                problems.append(self.tr("At most %n file(s) go with one message.", "", MAX_FILES))
                break
            try:
                file = read_text_file(path)
            except KnownError as error:
                problems.append(translate_error(error))
                continue
            self._add_card(file)
            added.append(file)
        self._say("\n".join(problems))
        spoken = [self.tr("Added: {file}").format(file=file_line(file)) for file in added]
        self._announce(" ".join([*spoken, *problems]))
        if added:
            self.changed.emit()

    @Slot(str)
    def add_quote(self, text: str) -> None:
        """Quote a passage of the conversation; what can't be taken is said in place."""
        text = with_plain_line_ends(text).strip("\n")
        self._add_written(Quote, text.partition("\n")[0][:_QUOTE_NAME], text)

    @Slot(str)
    def add_text(self, text: str) -> None:
        """Take a text that is too long for the editor; what can't be taken is said in place."""
        self._add_written(PastedText, self.tr("Pasted text"), with_plain_line_ends(text))

    def _add_written(self, kind: type[TextFile], name: str, text: str) -> None:
        if len(text) > MAX_PASTED:
            problem = self.tr(
                "This text is too long: at most %n character(s) go with one message.",
                "",
                MAX_PASTED,
            )
        elif len(self.cards) >= MAX_FILES:
            problem = self.tr("At most %n file(s) go with one message.", "", MAX_FILES)
        else:
            count = len(text.encode("utf-8", "replace"))
            file = kind(name, text, count, count)
            self._add_card(file)
            self._say("")
            self._announce(self.tr("Added: {file}").format(file=file_line(file)))
            self.changed.emit()
            return
        self._say(problem)
        self._announce(problem)

    @Slot()
    def refuse_other(self) -> None:
        """A picture or formatted text without any text was pasted: say what is taken."""
        problem = self.tr("Only text can be taken: there is none in what was pasted.")
        self._say(problem)
        self._announce(problem)

    def clear(self) -> None:
        """Without `changed`: whoever clears knows it."""
        for card in self.cards:
            self._drop(card)
        self.cards = []
        self._say("")

    @Slot()
    def forget_problem(self) -> None:
        self._say("")

    def _add_card(self, file: TextFile) -> None:
        card = AttachmentCard(file, self._theme, self._icons, self)
        card.removed.connect(self._remove)
        self._column.insertWidget(len(self.cards), card)
        self.cards.append(card)

    @Slot(object)
    def _remove(self, card: AttachmentCard) -> None:
        self.cards.remove(card)
        self._drop(card)
        self._say("")
        self.changed.emit()

    def _drop(self, card: AttachmentCard) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.setVisible(bool(self.cards or text))

    def _announce(self, text: str) -> None:
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
