"""The list of what was found: a title, or a message with the words marked in it."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from desktop_app.core.history.records import SearchHit
from desktop_app.ui.conversations.search_model import HitRole, SearchModel
from desktop_app.ui.style.metrics import RADIUS_CONTROL, SECONDARY_PX, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.focus import ENTER_KEYS, claims_escape
from desktop_app.ui.widgets.row_list import PAD_X, PAD_Y, ROW_GAP, RowDelegate, RowList
from desktop_app.ui.widgets.text_safety import bidi_isolate
from desktop_app.ui.widgets.utf16 import Spans, utf16_length, utf16_spans

_AnyIndex = QModelIndex | QPersistentModelIndex

_TEXT_PX = 14
_SNIPPET_LINES = 2
_LINE_GAP = 3
_LONGEST_QUERY = 60


class HitDelegate(RowDelegate):
    """A hit is a row of its title and time, and for a message its snippet below them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        hit = index.data(HitRole.HIT)
        if hit is None:
            return self.heading_size
        lines = 1 if hit.message_id is None else _SNIPPET_LINES
        padding = 2 * (PAD_Y + ROW_GAP)
        height = padding + self._small_height + _LINE_GAP + lines * self._text_height
        return QSize(0, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hit = index.data(HitRole.HIT)
        if hit is None:
            self.paint_heading(painter, QRectF(option.rect), index.data())
        else:
            self._paint_card(painter, option)
            area = QRectF(option.rect).adjusted(PAD_X, ROW_GAP, -PAD_X, -ROW_GAP)
            area.adjust(0, PAD_Y, 0, -PAD_Y)
            self._paint_hit(painter, area, hit, index.data(), index.data(HitRole.TIME))
        painter.restore()

    @Slot()
    def _measure(self) -> None:
        super()._measure()
        self._text_font = self._theme.font(_TEXT_PX)
        self._small_font = self._theme.font(SECONDARY_PX)
        self._text_height = line_pitch(self._text_font)
        self._small_height = QFontMetrics(self._small_font).height()

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if not (has_focus or hovered):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        if has_focus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.setBrush(self._theme.colour("hover"))
        card = QRectF(option.rect).adjusted(1, ROW_GAP + 1, -1, -ROW_GAP - 1)
        painter.drawRoundedRect(card, RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_hit(
        self, painter: QPainter, area: QRectF, hit: SearchHit, title: str, time: str
    ) -> None:
        if hit.message_id is None:
            self._paint_marked(painter, area, hit, 1)
            below = area.adjusted(0, self._text_height + _LINE_GAP, 0, 0)
            self._paint_small(painter, below, time, Qt.AlignmentFlag.AlignLeft)
            return
        self._paint_small(painter, area, time, Qt.AlignmentFlag.AlignRight)
        metrics = QFontMetrics(self._small_font)
        room = area.width() - metrics.horizontalAdvance(time) - SPACE_S
        elided = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room))
        self._paint_small(painter, area, elided, Qt.AlignmentFlag.AlignLeft)
        below = area.adjusted(0, self._small_height + _LINE_GAP, 0, 0)
        self._paint_marked(painter, below, hit, _SNIPPET_LINES)

    def _paint_small(
        self, painter: QPainter, area: QRectF, text: str, align: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(self._small_font)
        painter.setPen(self._theme.colour("secondary"))
        line = QRectF(area.left(), area.top(), area.width(), self._small_height)
        painter.drawText(line, align | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_marked(self, painter: QPainter, area: QRectF, hit: SearchHit, lines: int) -> None:
        painter.setPen(self._theme.colour("text"))
        marked = self._theme.colour("bubble")
        paint_snippet(painter, area, hit.snippet, hit.spans, self._text_font, marked, lines)


class SearchResults(RowList):
    """Emits what is chosen."""

    chosen = Signal(str, object)
    """Conversation id, and message id or None."""
    left = Signal()
    """The keyboard goes back to the search field."""
    cancelled = Signal()
    """The search is over."""

    def __init__(self, theme: Theme, model: SearchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = model
        self.setModel(model)
        self.setItemDelegate(HitDelegate(theme, self))
        self.setAccessibleName(self.tr("Search results"))
        self.clicked.connect(self._choose)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_hits(self, query: str, hits: list[SearchHit]) -> None:
        """List the hits, or say that there are none for this query."""
        self._hits.show_hits(hits)
        words = " ".join(query.split())
        if len(words) > _LONGEST_QUERY:
            words = words[:_LONGEST_QUERY] + "…"
        text = self.tr("Nothing found for “{words}”. A shorter word may find more.")
        self.set_empty_text(text.format(words=bidi_isolate(words)))
        self.scrollToTop()

    def choose_first(self) -> bool:
        """Choose the first hit; False where there is none."""
        first = self.first_row()
        self._choose(first)
        return first.isValid()

    def take_keyboard(self) -> bool:
        """Move the keyboard to the first hit; False where there is none."""
        first = self.first_row()
        if first.isValid():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentIndex(first)
        return first.isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in ENTER_KEYS:
            self._choose(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= self.first_row().row():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # the window has a shortcut for Escape, which ends a search first
        return claims_escape(event) or super().event(event)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        hit = self._hits.hit(index.row())
        if hit is not None:
            self.chosen.emit(hit.conversation_id, hit.message_id)


_PITCH = 1.4


def line_pitch(font: QFont) -> int:
    """Height of a line in px, whatever stands in it.

    Chinese and emoji come from other fonts, whose lines are higher than those of the first one.
    """
    return max(QFontMetrics(font).lineSpacing(), round(_PITCH * font.pixelSize()))


def paint_snippet(
    painter: QPainter,
    area: QRectF,
    text: str,
    spans: Spans,
    font: QFont,
    marked_ground: QColor,
    max_lines: int,
) -> None:
    """Draw the text with the painter's pen, its spans marked, cut with an ellipsis.

    spans: in characters of the str.
    """
    layout, rest = _lay_out(text, spans, font, marked_ground, area.width(), max_lines)
    if rest is not None:
        # the last line again, this time with as much as fits before an ellipsis
        width = int(area.width()) - 4
        cut = QFontMetrics(_bold(font)).elidedText(text[rest:], Qt.TextElideMode.ElideRight, width)
        shown = text[:rest] + cut
        end = len(shown) - 1
        kept = [(s, min(length, end - s)) for s, length in spans if s < end]
        layout, _ = _lay_out(shown, kept, font, marked_ground, area.width(), max_lines)
    layout.draw(painter, area.topLeft())


def _lay_out(
    text: str, spans: Spans, font: QFont, ground: QColor, width: float, max_lines: int
) -> tuple[QTextLayout, int | None]:
    """The layout, and where its last line starts, in characters, if it does not hold the rest."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setFormats([_mark(s, length, ground) for s, length in utf16_spans(text, spans)])
    pitch, ascent = line_pitch(font), QFontMetrics(font).ascent()
    layout.beginLayout()
    rest = None
    for place in range(max_lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        top = place * pitch + ascent - line.ascent()
        line.setPosition(QPointF(0, top))
        end = line.textStart() + line.textLength()
        if place == max_lines - 1 and end < utf16_length(text):
            rest = _characters(text, line.textStart())
    layout.endLayout()
    return layout, rest


def _mark(start: int, length: int, ground: QColor) -> QTextLayout.FormatRange:
    mark = QTextLayout.FormatRange()
    mark.start, mark.length = start, length
    style = QTextCharFormat()
    style.setBackground(QBrush(ground))
    style.setFontWeight(QFont.Weight.DemiBold)
    mark.format = style
    return mark


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _characters(text: str, units: int) -> int:
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(data.decode("utf-16-le", "surrogatepass"))
