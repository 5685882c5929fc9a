"""The bill of materials: every part inside, with its version, licence and licence texts.

    python packaging/bill.py FOLDER      run by the Python whose packages are frozen

Writes FOLDER/<package>/… (the texts), FOLDER/NOTICE.txt and FOLDER/bill-of-materials.cdx.json
(CycloneDX 1.5).
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
import pyexpat
import re
import shutil
import sqlite3
import ssl
import sys
import sysconfig
import zlib
from collections.abc import Sequence
from pathlib import Path

from locks import lock_file, read, this_system
from product import NAME, ROOT, VERSION
from selection import EXCLUDED_PACKAGES

TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors|third.?party)", re.IGNORECASE)
OWN_TEXTS = Path(__file__).resolve().parent / "licences"

NOTICE = """\
{name} {version} is free software under the Apache License 2.0 (LICENSE.txt).

It contains the parts listed in bill-of-materials.cdx.json. Their licence texts are in the folders
beside this file.

Qt {qt} and PySide6 are used under the GNU Lesser General Public License, version 3
(LGPL-3.0.txt, which builds on GPL-3.0.txt). They are separate shared libraries in the program's
folder, below PySide6 and shiboken6: you may replace them with your own builds of the same version
line, and you may take this program apart to debug such a change. Their source is published by the
Qt Project as qt-everywhere-src-{qt} and pyside-setup {qt}.

本程序按 Apache 许可证 2.0 发布。其中的 Qt 和 PySide6 按 GNU 宽通用公共许可证第 3 版（LGPL v3）
使用，它们是程序文件夹里独立的共享库，你可以换成自己编译的版本。
"""

# What a package's own metadata leaves open, or says in other words than SPDX's.
KNOWN_LICENCES = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "transformers": "Apache-2.0",
    "huggingface-hub": "Apache-2.0",
    "tokenizers": "Apache-2.0",
    "safetensors": "Apache-2.0",
    "accelerate": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "gguf": "MIT",
    "requests": "Apache-2.0",
    "mpmath": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
    "tqdm": "MPL-2.0 AND MIT",
}


def frozen_distributions() -> list[importlib.metadata.Distribution]:
    """The installed packages of the app's lock, less those that the spec leaves out."""
    excluded = {name.replace("_", "-") for name in EXCLUDED_PACKAGES}
    names = [entry.name for entry in read(lock_file("app", this_system()))]
    return [importlib.metadata.distribution(name) for name in names if name not in excluded]


def licence_of(distribution: importlib.metadata.Distribution) -> str:
    """An SPDX expression where the package gives one, else its own words."""
    data = distribution.metadata
    name = _normal(data["Name"])
    if expression := _field(data, "License-Expression"):
        return expression
    if name in KNOWN_LICENCES:
        return KNOWN_LICENCES[name]
    told = _field(data, "License").strip()
    if told and "\n" not in told:
        return told
    classifiers = data.get_all("Classifier") or []
    found = [c.rsplit(" :: ", 1)[-1] for c in classifiers if c.startswith("License ::")]
    if not found:
        raise SystemExit(f"{name} does not say its licence: add it to packaging/bill.py")
    return " AND ".join(found)


def _field(data: importlib.metadata.PackageMetadata, name: str) -> str:
    return next(iter(data.get_all(name) or ()), "")


def copy_texts(distribution: importlib.metadata.Distribution, folder: Path) -> int:
    """Copy the package's licence texts; how many there were."""
    count = 0
    for file in distribution.files or ():
        inside = any(part.endswith(".dist-info") for part in file.parts)
        if inside and TEXT_NAME.search(file.name) and file.suffix not in (".py", ".pyc"):
            target = folder / _normal(distribution.metadata["Name"]) / flat_name(file.parts)
            if target.exists():
                target = target.with_name(f"{count}-{target.name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), target)
            count += 1
    return count


def flat_name(parts: Sequence[str]) -> str:
    """Whose text it is, in one short name: Windows counts a path's letters.

    parts: the path of a text in a package's own metadata.
    """
    *folders, name = (
        part for part in parts[1:] if part not in ("licenses", "third_party", "3rdparty")
    )
    near = [*folders[:1], *folders[-2:]] if len(folders) > 3 else folders
    return ".".join([*near, name])


def component(distribution: importlib.metadata.Distribution, sha256: str) -> dict:
    name, version = _normal(distribution.metadata["Name"]), distribution.version
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"expression": licence_of(distribution)}]
        if _is_expression(licence_of(distribution))
        else [{"license": {"name": licence_of(distribution)}}],
        "hashes": [{"alg": "SHA-256", "content": sha256}],
    }


def native_components(qt: str) -> list[dict]:
    """What Python and Qt bring along as libraries that are no Python packages.

    A library says no version where it can't be asked. qt: its version.
    """
    libraries = [
        ("qt", qt, "LGPL-3.0-only"),
        ("openssl", ".".join(map(str, ssl.OPENSSL_VERSION_INFO[:3])), "Apache-2.0"),
        ("sqlite", sqlite3.sqlite_version, "blessing"),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION, "Zlib"),
        ("expat", ".".join(map(str, pyexpat.version_info)), "MIT"),
        ("bzip2", "", "bzip2-1.0.6"),
        ("xz", "", "LicenseRef-Public-Domain OR 0BSD"),
        ("libffi", "", "MIT"),
    ]
    if sys.platform == "linux":
        libraries += [
            ("icu", "", "Unicode-3.0"),
            ("zstd", "", "BSD-3-Clause"),
            ("libuuid", "", "BSD-3-Clause"),
            ("xcb-util", "", "X11"),
        ]
    return [
        {
            "type": "library",
            "name": name,
            **({"version": version} if version else {}),
            "licenses": [{"expression": licence}],
        }
        for name, version, licence in libraries
    ]


def write_bill(folder: Path) -> None:
    """Raises SystemExit for a package without a licence, or installed in another version than
    the lock's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    locked = {entry.name: entry for entry in read(lock_file("app", this_system()))}
    components = [
        {
            "type": "application",
            "name": "python",
            "version": platform.python_version(),
            "licenses": [{"expression": "PSF-2.0"}],
        }
    ]
    for distribution in frozen_distributions():
        name = _normal(distribution.metadata["Name"])
        if distribution.version != locked[name].version:
            raise SystemExit(
                f"{name} {distribution.version} is installed; the lock has {locked[name].version}"
            )
        copy_texts(distribution, folder)
        components.append(component(distribution, locked[name].sha256))
    qt = importlib.metadata.version("pyside6-essentials")
    components += native_components(qt)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": NAME, "version": VERSION}},
        "components": components,
    }
    text = json.dumps(bill, indent=1, ensure_ascii=False)
    (folder / "bill-of-materials.cdx.json").write_text(text + "\n", encoding="utf-8")
    notice = NOTICE.format(name=NAME, version=VERSION, qt=qt)
    (folder / "NOTICE.txt").write_text(notice, encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if python.is_file():  # distributions of Python put it elsewhere, or leave it out
        shutil.copyfile(python, folder / "PYTHON.txt")
    for text_file in OWN_TEXTS.iterdir():
        shutil.copyfile(text_file, folder / text_file.name)


def _is_expression(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", text) is not None


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    write_bill(Path(sys.argv[1]))
