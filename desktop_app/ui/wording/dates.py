"""Days and times in words, as a list of chats says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject

from desktop_app.core.history.editor import TRASH_TIME

_WEEK_DAYS = 7


def local_now() -> datetime:
    """The time of this computer, with its zone."""
    return datetime.now().astimezone()


def day_section(day: date, today: date, locale: QLocale) -> tuple[str, date]:
    """The heading under which a day stands, and the first day that stands there.

    "Today", "Yesterday", "Last 7 days", "March", "March 2025". A day to come, as a clock set back
    makes it, counts as today.
    """
    age = (today - day).days
    if age <= 0:
        return QCoreApplication.translate("Days", "Today"), today
    if age == 1:
        return QCoreApplication.translate("Days", "Yesterday"), day
    if age < _WEEK_DAYS:
        first = today - timedelta(days=_WEEK_DAYS - 1)
        return QCoreApplication.translate("Days", "Last 7 days"), first
    if day.year == today.year:
        template = QCoreApplication.translate("Days", "MMMM", "a month of this year")
    else:
        template = QCoreApplication.translate("Days", "MMMM yyyy", "a month of an earlier year")
    return _formatted(day, template, locale), day.replace(day=1)


def short_time(moment: datetime, now: datetime, locale: QLocale) -> str:
    """When something was, in the least room: "10:24", "Yesterday 21:40", "Mon 21:40", "12 Mar".

    moment, now: local times.
    """
    clock = moment.strftime("%H:%M")
    age = (now.date() - moment.date()).days
    if age <= 0:
        return clock
    if age == 1:
        return QCoreApplication.translate("Days", "Yesterday {time}").format(time=clock)
    if age < _WEEK_DAYS:
        weekday = locale.dayName(moment.isoweekday(), QLocale.FormatType.ShortFormat)
        return f"{weekday} {clock}"
    if moment.year == now.year:
        template = QCoreApplication.translate("Days", "d MMM", "a day of this year")
    else:
        template = QCoreApplication.translate("Days", "d MMM yyyy", "a day of an earlier year")
    return _formatted(moment.date(), template, locale)


def time_left(deleted_at: datetime, now: datetime) -> str:
    """How long something stays in the trash: "12 days left"."""
    left = deleted_at + TRASH_TIME - now
    return _TrashTime().left(max(0, -(-left // timedelta(days=1))))


class _TrashTime(QObject):
    """A number with its noun: lupdate sees a plural in tr() of a class only."""

    def left(self, days: int) -> str:
        return self.tr("%n day(s) left", "in the trash", days)


def _formatted(day: date, template: str, locale: QLocale) -> str:
    return locale.toString(QDate(day.year, day.month, day.day), template)


_JUST_NOW_S = 60


_MINUTES_S = 3600


def clock_time(moment: datetime) -> str:
    """Local time of day, such as 09:58."""
    return moment.astimezone().strftime("%H:%M")


def clock_there(moment: datetime) -> str:
    """Time of day where it was written, as far as that is known; else the local one."""
    return moment.strftime("%H:%M") if moment.tzinfo is not UTC else clock_time(moment)


def time_ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago `moment` was, in words; once an hour has passed, when it was."""
    now = now or datetime.now(UTC)
    seconds = (now - moment).total_seconds()
    if seconds < _JUST_NOW_S:
        return QCoreApplication.translate("Mood", "just now")
    if seconds < _MINUTES_S:
        minutes = int(seconds // 60)
        return QCoreApplication.translate("Mood", "{minutes} min ago").format(minutes=minutes)
    return short_time(moment.astimezone(), now.astimezone(), QLocale())


def day_name(day: date, today: date) -> str:
    """The day of a message: "Today", "Yesterday", "Monday, 23 November 2026"."""
    if day == today:
        return QCoreApplication.translate("Days", "Today")
    if day == today - timedelta(days=1):
        return QCoreApplication.translate("Days", "Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
