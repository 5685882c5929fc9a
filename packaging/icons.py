"""Render the program's icon for every system from its one drawing.

    python packaging/icons.py FOLDER      needs PySide6

Writes FOLDER/hicolor/<n>x<n>/apps/qwen-all-in-one.png, the drawing itself, app.ico and app.icns.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
from pathlib import Path

from product import COMMAND, ROOT

DRAWING = ROOT / "resources" / "icons" / "app.svg"
LINUX_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
# the four letters say the size; both containers hold PNG files as they are
MACOS_SIZES = {
    **{b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512},
    **{b"ic10": 1024, b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512},
}


def render(drawing: Path, sizes: set[int]) -> dict[int, bytes]:
    """size in pixels -> PNG file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} is not a drawing that Qt can read")
    pictures = {}
    for size in sizes:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(image)
        buffer.close()
        pictures[size] = bytes(data.data())
    return pictures


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon. pictures: PNG files of at most 256 pixels."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    rows = b""
    for size, png in sorted(pictures.items()):
        side = size % 256  # 0 stands for 256
        rows += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return head + rows + b"".join(png for _, png in sorted(pictures.items()))


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon. pictures: type -> PNG file."""
    body = b"".join(
        kind + struct.pack(">I", len(png) + 8) + png for kind, png in sorted(pictures.items())
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write_icons(folder: Path) -> None:
    png = render(DRAWING, {*LINUX_SIZES, *WINDOWS_SIZES, *MACOS_SIZES.values()})
    for size in LINUX_SIZES:
        place = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{COMMAND}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png[size])
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{COMMAND}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DRAWING, scalable)
    (folder / "app.ico").write_bytes(ico({size: png[size] for size in WINDOWS_SIZES}))
    (folder / "app.icns").write_bytes(icns({kind: png[n] for kind, n in MACOS_SIZES.items()}))


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]))
