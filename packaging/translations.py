"""The translated texts: collect them from the source, compile them, check that none is missing.

    python packaging/translations.py            update resources/i18n/*.ts and *.qm
    python packaging/translations.py --check    change nothing; exit code 1 says what is wrong

English stands in the code, as self.tr("…"), QCoreApplication.translate("Context", "…") or, for
texts that are translated later, QT_TRANSLATE_NOOP("Context", "…"). Always write the text itself
between the brackets: lupdate reads the source, so that it sees neither variables nor what stands
inside an f-string. Fill the translations in the .ts files, with Qt Linguist or any editor:
Chinese for everything, English only for texts with a number, %n, which has two forms there.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "desktop_app"
FOLDER = ROOT / "resources" / "i18n"
LANGUAGES = {
    "zh": ("-target-language", "zh_CN"),
    "en": ("-target-language", "en_GB", "-pluralonly"),
}
"""The options of lupdate for each language."""

_FIELD = re.compile(r"\{[^}]*\}|%n|%\d")


def main(argv: list[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description="collect, compile and check the translations")
    parser.add_argument("--check", action="store_true", help="change nothing, only say")
    arguments = parser.parse_args(argv)
    problems = []
    for language, options in LANGUAGES.items():
        ts = FOLDER / f"qwen_aio_{language}.ts"
        if not arguments.check:
            update(ts, options)
        problems += find_problems(ts, options)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def update(ts: Path, options: Sequence[str]) -> None:
    """Bring `ts` and its .qm up to date, each in one rename: programs that run read whole files."""
    with tempfile.TemporaryDirectory(dir=ts.parent, prefix=".update-") as folder:
        new_ts = Path(folder) / ts.name
        if ts.exists():
            shutil.copyfile(ts, new_ts)
        collect(new_ts, options)
        compile_texts(new_ts, new_ts.with_suffix(".qm"))
        new_ts.replace(ts)
        new_ts.with_suffix(".qm").replace(ts.with_suffix(".qm"))


def collect(ts: Path, options: Sequence[str]) -> None:
    """Bring `ts` up to the source: new texts are unfinished, texts that are gone are dropped."""
    sources = sorted(str(path.relative_to(ROOT)) for path in SOURCE.rglob("*.py"))
    _run("lupdate", *sources, "-locations", "none", "-no-obsolete", *options, "-ts", str(ts))


def compile_texts(ts: Path, qm: Path) -> None:
    """Compile `ts`; unfinished texts stay English."""
    _run("lrelease", "-nounfinished", str(ts), "-qm", str(qm))


def find_problems(ts: Path, options: Sequence[str]) -> list[str]:
    """What keeps `ts` and its .qm from being complete and up to date; empty where nothing does."""
    qm = ts.with_suffix(".qm")
    if not ts.exists() or not qm.exists():
        return [f"{ts.name} or {qm.name} is missing: run packaging/translations.py"]
    with tempfile.TemporaryDirectory() as folder:
        new_ts, new_qm = Path(folder) / ts.name, Path(folder) / qm.name
        shutil.copyfile(ts, new_ts)
        collect(new_ts, options)
        compile_texts(new_ts, new_qm)
        problems = _unfinished(new_ts)
        if read_texts(new_ts).keys() != read_texts(ts).keys():
            problems.append(f"{ts.name} is not up to date: run packaging/translations.py")
        if new_qm.read_bytes() != qm.read_bytes():
            problems.append(f"{qm.name} is not up to date: run packaging/translations.py")
    return problems


def _unfinished(ts: Path) -> list[str]:
    """Texts without a translation, or with fields that differ from the English text's."""
    problems = []
    for (context, source, _), translation in read_texts(ts).items():
        if translation is None:
            problems.append(f"{ts.name}: not translated: {context}: {source}")
        elif sorted(_FIELD.findall(source)) != sorted(_FIELD.findall(translation)):
            problems.append(f"{ts.name}: fields differ: {context}: {source} / {translation}")
    return problems


def read_texts(ts: Path) -> dict[tuple[str, str, str], str | None]:
    """(context, English, comment) to Chinese; None where it is not finished."""
    texts: dict[tuple[str, str, str], str | None] = {}
    for context in ET.parse(ts).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            key = (name, message.findtext("source", ""), message.findtext("comment", ""))
            texts[key] = None if translation is None else _finished(translation)
    return texts


def _finished(translation: ET.Element) -> str | None:
    """The words, the last form of a text with a number; None where one is still to be written."""
    forms = [form.text or "" for form in translation.iter("numerusform")]
    forms = forms or [translation.text or ""]
    return forms[-1] if all(forms) and translation.get("type") is None else None


def _run(tool: str, *arguments: str) -> None:
    """One of Qt's tools, as PySide6 brings them. Raises CalledProcessError after its words."""
    command = Path(sys.executable).with_name(f"pyside6-{tool}")
    try:
        subprocess.run(
            [str(command), *arguments], cwd=ROOT, check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as error:
        print(error.stdout, error.stderr, file=sys.stderr)
        raise


if __name__ == "__main__":
    sys.exit(main())
