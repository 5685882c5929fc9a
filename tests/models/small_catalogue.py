"""A catalogue of two models that a test's own server has: one whose licence has to be accepted."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop_app.core.paths import RESOURCES

MODEL = """
[[models]]
name = "{name}"
title = "{title}"
repo = "{repo}"
revision = "main"
languages = ["en"]
context_tokens = 64
[models.licence]
name = "{title} licence"
file = "apache-2.0.txt"
must_accept = {must_accept}
"""
FILES = (
    *("config.json", "generation_config.json"),
    *("tokenizer_config.json", "tokenizer.json", "model.safetensors"),
)


def write_resources(folder: Path, default_repo: str, starter_repo: str) -> Path:
    """A resources folder like the program's own, but for its models: "big" and "small"."""
    shutil.copytree(RESOURCES, folder)
    files = "".join(f'[[models.files]]\nname = "{name}"\n' for name in FILES)
    big = MODEL.format(name="big", title="Big", repo=default_repo, must_accept="true")
    small = MODEL.format(name="small", title="Small", repo=starter_repo, must_accept="false")
    text = 'default = "big"\nstarter = "small"\n' + big + files + small + files
    (folder / "models.toml").write_text(text, encoding="utf-8")
    return folder
