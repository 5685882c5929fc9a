"""Tells when another day has begun, for whatever says "Today"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL_MS = 60_000


class DayChangeNotifier(QObject):
    """Looks once a minute. A timer until midnight would sleep as long as the computer does."""

    changed = Signal()
    """The local date is another one than before, by a night, a clock set anew or a journey."""

    def __init__(
        self, today: Callable[[], date] = date.today, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._known = today()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        before, self._known = self._known, self._today()
        if self._known != before:
            self.changed.emit()

    def stop(self) -> None:
        self._timer.stop()
