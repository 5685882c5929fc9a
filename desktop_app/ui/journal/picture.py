"""A picture of the journal, to keep or to print: no message is on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from desktop_app.ui.style.metrics import HEADLINE_PX, SPACE_L, SPACE_XL
from desktop_app.ui.style.theme import Theme

_LEAST_SCALE = 2.0


def picture_of(theme: Theme, title: str, parts: Sequence[QWidget]) -> QImage:
    """The title and the parts below each other, at least twice as sharp as an ordinary screen."""
    margin, gap = SPACE_XL, SPACE_L
    width = max(part.width() for part in parts)
    head = theme.px(HEADLINE_PX) * 2
    height = head + sum(part.height() for part in parts) + gap * (len(parts) - 1)
    scale = max(_LEAST_SCALE, parts[0].devicePixelRatioF())
    size = (round((width + 2 * margin) * scale), round((height + 2 * margin) * scale))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(theme.colour("window"))
    painter = QPainter(image)
    painter.setFont(theme.font(HEADLINE_PX, bold=True))
    painter.setPen(theme.colour("text"))
    painter.drawText(QRectF(margin, margin, width, head), Qt.AlignmentFlag.AlignTop, title)
    top = margin + head
    for part in parts:
        part.render(painter, QPoint(margin, top), QRegion(), QWidget.RenderFlag.DrawChildren)
        top += part.height() + gap
    painter.end()
    return image


def png_of(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    buffer.close()
    return bytes(content.data())
