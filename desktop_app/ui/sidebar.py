"""The column at the left: brand, new chat, room for what comes between, and the status card."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme as sizes
from desktop_app.ui.icons import Icons
from desktop_app.ui.status_card import StatusCard
from desktop_app.ui.theme import Theme


class Sidebar(QFrame):
    """Emits intent only."""

    new_chat_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.setObjectName("sidebar")
        self.setFixedWidth(sizes.SIDEBAR_WIDTH)
        self._logo = QLabel(self)
        name = QLabel("Qwen All-in-One", self)
        name.setProperty("tone", "brand")
        self.new_chat = QPushButton(self.tr("New chat"), self)
        self.new_chat.setToolTip(self.tr("New chat (Ctrl+N)"))
        self.new_chat.setCursor(Qt.CursorShape.PointingHandCursor)
        self.new_chat.clicked.connect(self.new_chat_requested)
        self.status = StatusCard(theme, self)

        brand = QHBoxLayout()
        brand.setContentsMargins(2, 0, 0, 0)
        brand.setSpacing(10)
        brand.addWidget(self._logo)
        brand.addWidget(name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 16, 14, 14)
        column.setSpacing(sizes.SPACE_S)
        column.addLayout(brand)
        column.addSpacing(sizes.SPACE_XS)
        column.addWidget(self.new_chat)
        column.addStretch(1)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(sizes.SPACE_S)
        column.addLayout(self._cards)
        column.addWidget(self.status)
        theme.changed.connect(self._refresh)
        self._refresh()

    def add_card(self, card: QWidget) -> None:
        """Put something above the status card."""
        self._cards.addWidget(card)

    @Slot()
    def _refresh(self) -> None:
        self._logo.setPixmap(self._icons.pixmap("app", 28, QColor(Qt.GlobalColor.black)))
        size = self._theme.px(17)
        self.new_chat.setIconSize(QSize(size, size))
        self.new_chat.setIcon(self._icons.icon("plus", size, self._theme.colour("text")))
