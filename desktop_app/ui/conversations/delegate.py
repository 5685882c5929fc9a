"""Draws the rows of the conversation list, and edits a title in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop_app.core.history.records import Conversation
from desktop_app.ui.conversations.list_model import ConversationModel, ListRole
from desktop_app.ui.mood.strip import paint_strip, strip_size
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import RADIUS_CONTROL, SECONDARY_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.row_list import PAD_X, PAD_Y, ROW_GAP, RowDelegate
from desktop_app.ui.widgets.text_safety import escape_tooltip

_AnyIndex = QModelIndex | QPersistentModelIndex

_TITLE_PX = 14
_MAX_TITLE = 200
_LINE_GAP = 4
_MARK_PX, _DOTS_PX = 14, 18


class ConversationDelegate(RowDelegate):
    """open_id: the conversation that the window shows; its row is a card."""

    def __init__(
        self, theme: Theme, icons: Icons, model: ConversationModel, view: QAbstractItemView
    ) -> None:
        super().__init__(theme, view)
        self._conversations = model
        self._icons = icons
        self.open_id = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        # asked for every row at each change of the list: not through data()
        is_heading = self._conversations.conversation(index.row()) is None
        return self.heading_size if is_heading else self._row_size

    def dots_area(self, row: QRectF) -> QRectF:
        """Where the row's "…" is drawn while the pointer is over it, to click."""
        side = self._theme.px(_DOTS_PX)
        card = self._card(row)
        return QRectF(card.right() - PAD_X / 2 - side, card.top() + PAD_Y, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        conversation = index.data(ListRole.CONVERSATION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if conversation is None:
            self.paint_heading(painter, QRectF(option.rect), index.data())
        else:
            self._paint_row(painter, option, index, conversation)
        painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _AnyIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(_MAX_TITLE)
        editor.setAccessibleName(self.tr("Title of this chat"))
        editor.setPlaceholderText(self.tr("Automatic title"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _AnyIndex
    ) -> None:
        area = option.rect.adjusted(0, ROW_GAP, 0, -ROW_GAP)
        height = min(editor.sizeHint().height(), area.height())
        area.setTop(area.top() + (area.height() - height) // 2)
        area.setHeight(height)
        editor.setGeometry(area)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _AnyIndex,
    ) -> bool:
        """A tooltip with the whole title where the row has no room for it."""
        conversation = index.data(ListRole.CONVERSATION) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip or conversation is None:
            return False
        title = index.data()
        room = self._title_area(QRectF(option.rect), conversation, False).width()
        if QFontMetrics(self._fonts["title"]).horizontalAdvance(title) <= room:
            QToolTip.hideText()
            return True
        QToolTip.showText(event.globalPos(), escape_tooltip(title), view)
        return True

    @Slot()
    def _measure(self) -> None:
        super()._measure()
        theme = self._theme
        self._fonts = {
            "title": theme.font(_TITLE_PX),
            "open": theme.font(_TITLE_PX, bold=True),
            "small": theme.font(SECONDARY_PX),
        }
        self._title_height = QFontMetrics(self._fonts["open"]).height()
        small = QFontMetrics(self._fonts["small"]).height()
        self._small_height = max(small, round(strip_size(theme).height()))
        lines = self._title_height + _LINE_GAP + self._small_height
        self._row_size = QSize(0, 2 * (PAD_Y + ROW_GAP) + lines)

    def _paint_row(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: _AnyIndex,
        conversation: Conversation,
    ) -> None:
        area = QRectF(option.rect)
        is_open = conversation.id == self.open_id
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        # the buttons below the trash speak of this row, also while they have the keyboard
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_subject = selected and conversation.deleted_at is not None
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        self._paint_card(painter, self._card(area), is_open, hovered or is_subject, has_focus)
        self._paint_title(painter, area, index.data(), conversation, is_open, hovered)
        self._paint_facts(painter, area, index)
        if conversation.pinned:
            self._paint_pin(painter, area, hovered)
        if hovered:
            colour = self._theme.colour("secondary")
            self._icons.paint(painter, "more", self.dots_area(area), colour)

    def _paint_card(
        self, painter: QPainter, card: QRectF, is_open: bool, raised: bool, has_focus: bool
    ) -> None:
        theme = self._theme
        if has_focus:
            painter.setPen(QPen(theme.colour("accent"), 2))
        elif is_open:
            painter.setPen(QPen(theme.colour("border"), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        if is_open:
            painter.setBrush(theme.colour("surface"))
        elif raised:
            painter.setBrush(theme.colour("hover"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1.0 if has_focus else 0.5
        card = card.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(card, RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_title(
        self,
        painter: QPainter,
        area: QRectF,
        title: str,
        conversation: Conversation,
        is_open: bool,
        hovered: bool,
    ) -> None:
        font = self._fonts["open" if is_open else "title"]
        place = self._title_area(area, conversation, hovered)
        room = int(place.width())
        elided = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, align | Qt.TextFlag.TextSingleLine, elided)

    def _paint_facts(self, painter: QPainter, area: QRectF, index: _AnyIndex) -> None:
        card = self._card(area).adjusted(PAD_X, 0, -PAD_X, -PAD_Y)
        line = QRectF(card.left(), card.bottom() - self._small_height, card.width(), 0)
        line.setHeight(self._small_height)
        painter.setFont(self._fonts["small"])
        painter.setPen(self._theme.colour("secondary"))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, align, index.data(ListRole.TIME))
        size = strip_size(self._theme)
        strip = QRectF(line.right() - size.width(), line.top(), size.width(), line.height())
        moods = index.data(ListRole.MOODS)
        paint_strip(painter, strip, moods, self._theme, self._theme.colour("scroll_handle"))

    def _paint_pin(self, painter: QPainter, area: QRectF, hovered: bool) -> None:
        side = self._theme.px(_MARK_PX)
        card = self._card(area)
        right = self.dots_area(area).left() if hovered else card.right() - PAD_X
        top = card.top() + PAD_Y + (self._title_height - side) / 2
        place = QRectF(right - side, top, side, side)
        self._icons.paint(painter, "pin", place, self._theme.colour("secondary"))

    def _title_area(self, area: QRectF, conversation: Conversation, hovered: bool) -> QRectF:
        card = self._card(area)
        right = card.right() - PAD_X
        if hovered:
            right = self.dots_area(area).left() - 2
        if conversation.pinned:
            right -= self._theme.px(_MARK_PX) + 4
        left, top = card.left() + PAD_X, card.top() + PAD_Y
        return QRectF(left, top, right - left, self._title_height)

    def _card(self, area: QRectF) -> QRectF:
        return area.adjusted(0, ROW_GAP, 0, -ROW_GAP)
