"""The journal: the mood of a year, day by day and week by week, from the chat history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.history.journal import (
    days_as_csv,
    judged_messages,
    mood_by_day,
    recorded_span,
)
from desktop_app.core.history.journal_facts import facts_of, totals
from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.records import DayMood, Folder
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.system.atomic_file import write_private
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words
from desktop_app.ui.journal.cards import KindCard, NoteRow, SentencesCard, YearCard
from desktop_app.ui.journal.day import DayMessages
from desktop_app.ui.journal.filters import JournalFilters
from desktop_app.ui.journal.numbers import JournalNumbers
from desktop_app.ui.journal.picture import picture_of, png_of
from desktop_app.ui.journal.weeks_chart import WeeksLine
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.file_dialogs import save_dialog
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.scroll_page import ScrollPage

_WIDTH = 860


class JournalPage(ScrollPage):
    """Reads the database whenever it is shown, in the GUI thread."""

    message_chosen = Signal(str, str)
    """Conversation id, message id."""
    note_written = Signal(str)
    """A line just for the person: judge and keep it, then call refresh()."""
    problem = Signal(object)
    """KnownError: the journal could not be read, or a file not be written."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scenes: Mapping[str, Scene],
        language: str,
        reader: Callable[[], HistoryReader],
        parent: QWidget | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """language: "zh" or "en". reader: of the GUI thread."""
        super().__init__(_WIDTH, parent)
        self._theme = theme
        self._locale = locale_of(language)
        self._reader = reader
        self._today = today
        self._day_watch = DayChangeNotifier(today, self)
        self._day_watch.changed.connect(self._follow_day)
        self._days: list[DayMood] = []
        self._year = today().year
        self._open_day: date | None = None
        self.files: QFileDialog | None = None
        self.title = plain_label(self, "headline")
        self.filters = JournalFilters(theme, scenes, language, self)
        self.kind_words = KindCard(theme, icons, self)
        self.numbers = JournalNumbers(theme, icons, self)
        self.year_card = YearCard(theme, language, self)
        self.day = DayMessages(theme, icons, scenes, language, self)
        self.weeks = WeeksLine(theme, icons, language, self)
        self.weeks_card = _card_around(self.weeks, self)
        self.facts = SentencesCard(self)
        self.note = NoteRow(self)
        self.export_csv = QPushButton(self.tr("Export CSV…"), self)
        self.export_picture = QPushButton(self.tr("Export picture…"), self)
        self.saved = plain_label(self, "secondary")
        self._lay_out()
        self.filters.changed.connect(self.refresh)
        self.year_card.day_chosen.connect(self.open_day)
        self.day.message_chosen.connect(self.message_chosen)
        self.day.closed.connect(self._close_day)
        self.note.written.connect(self.note_written)
        self.export_csv.clicked.connect(self._export_csv)
        self.export_picture.clicked.connect(self._export_picture)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def _follow_day(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the database again."""
        try:
            self._read()
        except KnownError as error:
            self.problem.emit(error)

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Scenes were written, changed or removed; what is shown of them follows."""
        self.filters.show_scenes(scenes)
        self.day.set_scenes(scenes)

    @Slot(object)
    def open_day(self, day: date) -> None:
        """List the messages of a day below the squares."""
        try:
            messages = judged_messages(self._reader(), day, day, self.filters.which)
        except KnownError as error:
            self.problem.emit(error)
            return
        self._open_day = day
        self.year_card.squares.table.set_open_day(day)
        self.day.show_day(day, messages)
        self.column.settle()
        self.ensureWidgetVisible(self.day, 0, SPACE_L)

    def as_csv(self) -> str:
        """The days that are shown."""
        return days_as_csv(self._days)

    def picture(self) -> QImage:
        """What is shown, without any message."""
        parts = (self.numbers, self.year_card, self.weeks_card, self.facts)
        shown = [part for part in parts if not part.isHidden()]
        return picture_of(self._theme, self.title.text(), shown)

    def _lay_out(self) -> None:
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.saved, 1)
        row.addWidget(self.export_csv)
        row.addWidget(self.export_picture)
        page = self.column
        page.set_spacing(SPACE_M)
        page.add_space(SPACE_L)
        parts = (self.title, self.filters, self.kind_words, self.numbers, self.year_card, self.day)
        for widget in (*parts, self.weeks_card, self.facts, self.note, foot):
            page.add(widget)
        page.add_space(SPACE_XL)
        page.add_stretch()

    def _read(self) -> None:
        reader = self._reader()
        span = recorded_span(reader)
        today = self._today()
        years = [today.year] if span is None else range(span[1].year, span[0].year - 1, -1)
        self.filters.show_years(list(years))
        self.filters.show_conversations(
            [*reader.conversations(), *reader.conversations(Folder.ARCHIVED)]
        )
        year = self.filters.chosen_year or today.year
        which = self.filters.which
        self._days = mood_by_day(reader, date(year, 1, 1), date(year, 12, 31), which)
        self._show_year(year, today)
        self._show_emptiness(span is not None)
        self.saved.clear()
        if self._open_day is not None and self._open_day.year == year:
            messages = judged_messages(reader, self._open_day, self._open_day, which)
            self.day.show_day(self._open_day, messages)
        else:
            self._hide_day()

    def _show_year(self, year: int, today: date) -> None:
        self._year = year
        self.title.setText(self.tr("Mood journal · {year}").format(year=year))
        self.numbers.show_totals(totals(self._days))
        self.year_card.show_year(year, {day.day: day for day in self._days}, today)
        self.weeks.show_days(year, self._days)
        self.facts.say(words.fact_sentences(facts_of(self._days), self._locale))

    def _show_emptiness(self, has_history: bool) -> None:
        """has_history: whether anything at all was ever judged."""
        has_days = bool(self._days)
        self.filters.setVisible(has_history)
        self.kind_words.setVisible(not has_days)
        for widget in (self.numbers, self.weeks_card, self.export_csv, self.export_picture):
            widget.setVisible(has_days)
        if has_history:
            self.kind_words.say(
                self.tr("No day here"),
                self.tr("Nothing was written with this choice. Another one may hold your days."),
            )
        else:
            self.kind_words.say(
                self.tr("Your days will gather here"),
                self.tr(
                    "Each message you write colours its day. Begin with a chat, or with a line "
                    "below that is just for you. Everything stays on this computer."
                ),
            )

    @Slot()
    def _close_day(self) -> None:
        self._hide_day()
        self.year_card.squares.table.setFocus()

    def _hide_day(self) -> None:
        self._open_day = None
        self.year_card.squares.table.set_open_day(None)
        self.day.hide()

    @Slot()
    def _export_csv(self) -> None:
        self._ask_where(self.tr("Export CSV"), self.tr("Tables (*.csv)"), ".csv", self.save_csv)

    @Slot()
    def _export_picture(self) -> None:
        title, kinds = self.tr("Export picture"), self.tr("Pictures (*.png)")
        self._ask_where(title, kinds, ".png", self.save_picture)

    def _ask_where(self, title: str, kinds: str, suffix: str, save: Callable[[str], None]) -> None:
        self.files = save_dialog(self, title, kinds, f"mood-{self._year}{suffix}")
        self.files.fileSelected.connect(save)
        self.files.open()

    @Slot(str)
    def save_csv(self, path: str) -> None:
        """Write as_csv() to this file."""
        self._save(Path(path), self.as_csv().encode("utf-8"))

    @Slot(str)
    def save_picture(self, path: str) -> None:
        """Write picture() to this file."""
        self._save(Path(path), png_of(self.picture()))

    def _save(self, target: Path, content: bytes) -> None:
        try:
            write_private(target, content)
        except KnownError as error:
            self.problem.emit(error)
            return
        self.saved.setText(self.tr("Saved: {path}").format(path=target))


def _card_around(widget: QWidget, parent: QWidget) -> QFrame:
    card = QFrame(parent)
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(*(SPACE_S,) * 4)
    column.addWidget(widget)
    return card
