"""Names of files that every system takes, also when a folder moves to another one on a stick."""

from __future__ import annotations

import re

MAX_NAME_BYTES = 255
"""Of a file's name on every usual file system."""

_FORBIDDEN = r'\x00-\x1f<>:"/\\|?*\ud800-\udfff'
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.I | re.S)
"""What Windows takes for a device, whatever stands behind its dot."""


def is_plain_name(name: str) -> bool:
    """Whether this can be a file's name on every system, and leads to no other folder."""
    return (
        not re.search(f"[{_FORBIDDEN}]", name)
        and not name.endswith((".", " "))
        and 0 < len(name.encode()) <= MAX_NAME_BYTES
        and not _DEVICE.fullmatch(name)
    )


def safe_name(text: str) -> str:
    """A folder name that every system takes, as near to the text as can be."""
    name = re.sub(f"[{_FORBIDDEN}]+", "-", text).strip(" .")[:80]
    name = name.encode()[: MAX_NAME_BYTES // 2].decode("utf-8", "ignore").rstrip(" .")
    if not name or _DEVICE.fullmatch(name):
        return f"model-{name}" if name else "model"
    return name
