"""The program's names and version, said once for every installer."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NAME = "Qwen All-in-One"
NAME_ZH = "Qwen All-in-One 情绪聊天"
COMMAND = "qwen-all-in-one"
BUNDLE_ID = "io.github.qwen_all_in_one.QwenAllInOne"
SUMMARY = "Private, offline, mood-aware chat"
SUMMARY_ZH = "离线、私密、懂你心情的聊天"

(VERSION,) = re.findall(
    r'^__version__ = "([^"]+)"$',
    (ROOT / "desktop_app" / "__init__.py").read_text(encoding="utf-8"),
    re.MULTILINE,
)
