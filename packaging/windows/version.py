"""What Windows shows under Properties, Details: PyInstaller's version file."""

from __future__ import annotations

from pathlib import Path

from product import COMMAND, NAME, SUMMARY, VERSION

TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "{name} contributors"),
      StringStruct("FileDescription", "{name}"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "{command}"),
      StringStruct("LegalCopyright", "Apache License 2.0"),
      StringStruct("OriginalFilename", "{command}.exe"),
      StringStruct("ProductName", "{name}"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("Comments", "{summary}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])
  ]
)
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """The four numbers that Windows wants: 0.1.0 -> (0, 1, 0, 0)."""
    parts = [int("".join(c for c in part if c.isdigit()) or 0) for part in version.split(".")]
    major, minor, patch, build = (parts + [0] * 4)[:4]
    return major, minor, patch, build


def write_version_file(path: Path) -> None:
    text = TEMPLATE.format(
        numbers=numbers(VERSION), name=NAME, version=VERSION, command=COMMAND, summary=SUMMARY
    )
    path.write_text(text, encoding="utf-8")
