"""The window's and the command line's language: Chinese texts over the English ones in the code.

English has a file too, for the plurals.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths

log = logging.getLogger(__name__)

LANGUAGES = ("zh", "en")
_QT_FILES = {"zh": "qtbase_zh_CN", "en": "qtbase_en"}
"""Qt's own texts: what stands in its file dialogs and context menus."""
_LOCALES = {"zh": "zh_CN", "en": "en_US"}
_FULL_WIDTH_ENDS = ("。", "：", "；", "？")


def resolve_language(setting: str) -> str:
    """ "zh" or "en" for Settings.language; "system" gives the first of them that the person reads.

    English where the system knows neither.
    """
    if setting in LANGUAGES:
        return setting
    codes = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in codes if code in LANGUAGES), "en")


def locale_of(language: str) -> QLocale:
    """The system's locale where it speaks the window's language, so that dates look usual."""
    system, wanted = QLocale.system(), QLocale(_LOCALES[language])
    return system if system.language() == wanted.language() else wanted


def install_translator(application: QCoreApplication, language: str, paths: Paths) -> None:
    """Make tr() speak `language` ("zh" or "en"), instead of what was installed before.

    Dates and numbers, QLocale(), follow it, or a Chinese window would name English weekdays.
    Without its file the texts stay English; that is logged, never raised.
    """
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.setParent(None)
    QLocale.setDefault(locale_of(language))
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own_folder = str(paths.resources / "i18n")
    for name, folder in (
        (_QT_FILES[language], qt_folder),
        (f"qwen_aio_{language}", own_folder),
    ):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
        else:
            log.warning("no translation %s in %s", name, folder)


def translate_error(error: KnownError) -> str:
    """What happened, what it means and what to do, in the installed language, on one line."""
    sentences = error.sentences(lambda text: QCoreApplication.translate("KnownError", text))
    line = "".join(
        sentence if sentence.endswith(_FULL_WIDTH_ENDS) else f"{sentence} "
        for sentence in sentences
    )
    return " ".join(line.split())


def tr(text: str) -> str:
    """The text in the person's language; its source stands in a QT_TRANSLATE_NOOP or here."""
    return QCoreApplication.translate("CommandLine", text)
