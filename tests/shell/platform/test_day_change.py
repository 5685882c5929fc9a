"""Another day is noticed whether or not timers ran through the night."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer

from desktop_app.shell.platform.day_change import DayChangeNotifier

DAY = date(2026, 3, 1)


def test_another_day_is_told_once(qapp):
    today = [DAY]
    watch = DayChangeNotifier(lambda: today[0])
    told = []
    watch.changed.connect(lambda: told.append(today[0]))
    watch.look()
    today[0] = date(2026, 3, 2)
    watch.look()
    watch.look()
    # a journey to the west, or a clock set back
    today[0] = DAY
    watch.look()
    assert told == [date(2026, 3, 2), DAY]
    watch.stop()


def test_it_looks_within_a_minute_of_a_sleeps_end(qapp):
    watch = DayChangeNotifier()
    timer = watch.findChild(QTimer)
    assert timer.isActive()
    assert timer.interval() <= 60_000
    watch.stop()
    assert not timer.isActive()
