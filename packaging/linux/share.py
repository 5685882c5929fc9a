"""What Linux desktops look for beside the program: menu entry, icons, man page, metadata."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from product import BUNDLE_ID, COMMAND, VERSION

HERE = Path(__file__).resolve().parent


def write_share(share: Path, icons: Path, date: str) -> None:
    """Fill a `share` folder. icons: what icons.py wrote.  date: of the release, YYYY-MM-DD."""
    applications = share / "applications"
    applications.mkdir(parents=True)
    shutil.copyfile(HERE / f"{COMMAND}.desktop", applications / f"{COMMAND}.desktop")
    shutil.copytree(icons / "hicolor", share / "icons" / "hicolor")
    metainfo = share / "metainfo" / f"{BUNDLE_ID}.metainfo.xml"
    metainfo.parent.mkdir()
    metainfo.write_text(_filled(f"{COMMAND}.metainfo.xml.in", date), encoding="utf-8")
    page = share / "man" / "man1" / f"{COMMAND}.1.gz"
    page.parent.mkdir(parents=True)
    with page.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(_filled(f"{COMMAND}.1.in", date).encode())


def write_copyright(doc: Path, licences: Path) -> None:
    """Debian's copyright file. licences: the folder in the frozen tree, as a person finds it."""
    doc.mkdir(parents=True)
    text = (HERE / "copyright").read_text(encoding="utf-8").replace("@LICENCES@", str(licences))
    (doc / "copyright").write_text(text, encoding="utf-8")


def _filled(name: str, date: str) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    for field, value in {"BUNDLE_ID": BUNDLE_ID, "VERSION": VERSION, "DATE": date}.items():
        text = text.replace(f"@{field}@", value)
    return text
