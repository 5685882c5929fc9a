"""The sentences of the journal, made from its numbers."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject

from desktop_app.core.history.journal_facts import Facts, WeekMood, day_colour, is_strong
from desktop_app.core.history.records import DayMood


def qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def day_name(day: date, locale: QLocale) -> str:
    """Such as "Tuesday, March 3, 2026"."""
    return locale.toString(qdate(day), QLocale.FormatType.LongFormat)


def short_month(month: int, locale: QLocale) -> str:
    """Such as "Mar". month: 1 to 12."""
    return locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat)


def day_line(day: date, mood: DayMood | None, locale: QLocale) -> str:
    """A day and its words; mood: None where nothing was written."""
    name = day_name(day, locale)
    if mood is None:
        text = QCoreApplication.translate("Journal", "{day}: nothing written")
        return text.format(day=name)
    text = QCoreApplication.translate("Journal", "{day}: {mood}, {messages}")
    return text.format(day=name, mood=day_words(mood), messages=_Counts().messages(mood.count))


def day_words(day: DayMood) -> str:
    """What kind of day it was."""
    translate, colour, strong = QCoreApplication.translate, day_colour(day), is_strong(day)
    if colour == "positive":
        if strong:
            return translate("Journal", "a very good day")
        return translate("Journal", "a good day")
    if colour == "negative":
        if strong:
            return translate("Journal", "a very hard day")
        return translate("Journal", "a hard day")
    if not day.feelings:
        return translate("Journal", "a day without a clear feeling")
    return translate("Journal", "a day between good and hard")


class _Counts(QObject):
    """Numbers with their nouns: only tr() of a class has plurals."""

    def messages(self, count: int) -> str:
        return self.tr("%n message(s)", "", count)

    def days(self, count: int) -> str:
        return self.tr("%n day(s)", "", count)


def week_line(week: WeekMood, locale: QLocale) -> str:
    """A week and its words."""
    text = QCoreApplication.translate("Journal", "Week of {day}: {percent}% positive, {messages}")
    # how a day without its year is written
    pattern = QCoreApplication.translate("Journal", "MMM d")
    day = locale.toString(qdate(week.first), pattern)
    messages = _Counts().messages(week.count)
    return text.format(day=day, percent=round(week.score * 100), messages=messages)


def fact_sentences(facts: Facts, locale: QLocale) -> list[str]:
    """What the days add up to; empty where there is not enough to say anything."""
    sentences = []
    if facts.month is not None:
        text = QCoreApplication.translate("Journal", "In {month} you wrote on {days}.")
        days = _Counts().days(facts.month_days)
        sentences.append(text.format(month=_month(facts.month, locale), days=days))
    if facts.brightest_weekday is not None:
        text = QCoreApplication.translate("Journal", "{weekdays} were the brightest.")
        sentences.append(text.format(weekdays=_weekdays()[facts.brightest_weekday]))
    if facts.hardest_weekday is not None:
        text = QCoreApplication.translate("Journal", "{weekdays} were the hardest.")
        sentences.append(text.format(weekdays=_weekdays()[facts.hardest_weekday]))
    if facts.brighter_month is not None and facts.darker_month is not None:
        text = QCoreApplication.translate("Journal", "{month} was brighter than {other}.")
        brighter, darker = _month(facts.brighter_month, locale), _month(facts.darker_month, locale)
        sentences.append(text.format(month=brighter, other=darker))
    return sentences


def _month(month: int, locale: QLocale) -> str:
    return locale.standaloneMonthName(month, QLocale.FormatType.LongFormat)


def _weekdays() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("Journal", "Mondays"),
        translate("Journal", "Tuesdays"),
        translate("Journal", "Wednesdays"),
        translate("Journal", "Thursdays"),
        translate("Journal", "Fridays"),
        translate("Journal", "Saturdays"),
        translate("Journal", "Sundays"),
    )
