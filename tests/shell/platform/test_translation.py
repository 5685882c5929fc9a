"""The texts' files are complete, and the program finds them."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTranslator

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.shell.platform.translation import (
    install_translator,
    resolve_language,
    translate_error,
)

ROOT = RESOURCES.parent
MARKERS = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1, "QT_TR_NOOP": 0}
"""Which argument of these calls is the text."""
CONTEXTS = ("KnownError", "CommandLine")
NO_MODEL = KnownError("model_not_loaded", "No model is loaded.", action="Choose another model.")


@pytest.fixture(scope="module")
def tool():
    """packaging/translations.py; `import packaging` would find the package index's one."""
    path = ROOT / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations_tool", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def install(qapp, tmp_path):
    """Installs a language for one test."""

    def install(language: str, resources: Path = RESOURCES) -> None:
        install_translator(qapp, language, Paths(tmp_path, resources))

    yield install
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_is_translated_and_the_files_are_up_to_date(tool, language):
    ts = tool.FOLDER / f"qwen_aio_{language}.ts"
    assert tool.find_problems(ts, tool.LANGUAGES[language]) == []


def test_lupdate_saw_every_text_that_is_marked(tool):
    """It overlooks f-strings, for one: what is marked and not collected could never be Chinese."""
    collected = {source for _, source, _ in tool.read_texts(tool.FOLDER / "qwen_aio_zh.ts")}
    marked = set()
    for path in sorted((ROOT / "desktop_app").rglob("*.py")):
        marked |= marked_texts(ast.parse(path.read_text(encoding="utf-8")))
    assert marked - collected == set()
    assert len(marked) > 50


def marked_texts(tree: ast.AST) -> set[str]:
    """The literal texts of all calls in `tree` that mark a text."""
    texts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            # a marker that was imported under another name is one that lupdate does not know
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and first.value in CONTEXTS:
                name = "QT_TRANSLATE_NOOP"
            arguments = node.args[MARKERS[name] :] if name in MARKERS else []
            if arguments and isinstance(arguments[0], ast.Constant):
                texts.add(arguments[0].value)
    return texts


def test_numbers_with_nouns_stand_in_tr():
    """In QCoreApplication.translate lupdate sees no plural: English would read "12 day(s)"."""
    for path in sorted((ROOT / "desktop_app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "translate":
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                assert not any("%n" in str(text) for text in texts), f"{path}: {texts}"


@pytest.mark.parametrize(("language", "monday"), [("zh", "星期一"), ("en", "Monday")])
def test_dates_speak_the_windows_language_whatever_the_systems_is(install, language, monday):
    install(language)
    day = QLocale().toString(QDate(2026, 11, 23), QLocale.FormatType.LongFormat)
    assert monday in day


def test_the_software_never_shouts(tool):
    texts = tool.read_texts(tool.FOLDER / "qwen_aio_zh.ts")
    for (_, english, _), chinese in texts.items():
        assert not re.search("[!！]", english + (chinese or "")), english


@pytest.mark.parametrize("broken", ["unfinished", "wrong field", "stale"])
def test_the_check_finds_what_is_wrong(tool, tmp_path, broken):
    ts, options = tmp_path / "qwen_aio_zh.ts", tool.LANGUAGES["zh"]
    shutil.copyfile(tool.FOLDER / ts.name, ts)
    text = ts.read_text(encoding="utf-8")
    replacement = {
        "unfinished": ("<translation>发送</translation>", '<translation type="unfinished"/>'),
        "wrong field": ("所在的磁盘已满", "{disk}"),
        "stale": ("<translation>发送</translation>", "<translation>发出</translation>"),
    }[broken]
    assert replacement[0] in text
    tool.compile_texts(ts, ts.with_suffix(".qm"))
    ts.write_text(text.replace(*replacement), encoding="utf-8")
    if broken != "stale":
        tool.compile_texts(ts, ts.with_suffix(".qm"))
    found = "\n".join(tool.find_problems(ts, options))
    words = {"unfinished": "not translated", "wrong field": "fields differ", "stale": "qm is not"}
    assert words[broken] in found


def test_chinese_and_back(install):
    install("zh")
    assert QCoreApplication.translate("Composer", "Send") == "发送"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    install("en")
    assert QCoreApplication.translate("Composer", "Send") == "Send"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "the oldest message."), (4, "the oldest 4 messages.")]
)
def test_english_has_plurals(install, number, words):
    install("en")
    text = (
        "The conversation is longer than the model can hold: it no longer sees the oldest "
        "%n message(s)."
    )
    assert QCoreApplication.translate("ChatPage", text, None, number).endswith(words)


def test_errors_are_told_in_the_language_on_one_line(install):
    install("zh")
    assert translate_error(NO_MODEL) == "还没有载入模型。请换一个模型。"
    install("en")
    assert translate_error(NO_MODEL) == "No model is loaded. Choose another model."


def test_what_an_error_names_is_shown_as_it_is(install):
    install("zh")
    error = KnownError("x", "There is no model called {name}.", name="{0} <b>%1\n</b>")
    assert translate_error(error) == "没有名为 {0} <b>%1 </b> 的模型。"


def test_without_the_files_texts_are_english(install, tmp_path, caplog):
    install("zh", tmp_path)
    assert translate_error(NO_MODEL) == "No model is loaded. Choose another model."
    assert "qwen_aio_zh" in caplog.text


@pytest.mark.parametrize(
    ("setting", "system", "language"),
    [
        ("zh", ["en-US"], "zh"),
        ("en", ["zh-CN"], "en"),
        ("system", ["zh-Hans-CN", "zh-CN", "zh"], "zh"),
        ("system", ["de-DE", "de", "zh-TW", "en"], "zh"),
        ("system", ["en-GB", "en"], "en"),
        ("system", ["fr-FR", "fr"], "en"),
        ("system", ["C"], "en"),
        ("system", [], "en"),
    ],
)
def test_the_language_is_the_settings_or_the_systems(monkeypatch, setting, system, language):
    class System:
        def uiLanguages(self):
            return system

    monkeypatch.setattr(QLocale, "system", staticmethod(System))
    assert resolve_language(setting) == language
