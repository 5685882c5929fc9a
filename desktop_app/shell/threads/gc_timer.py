"""Python's garbage collector, kept to the GUI thread.

It runs in whichever thread happens to make the next object. A widget in a cycle of references that
is collected in a worker's thread is destroyed there, and Qt ends the program with it, then or
later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000


class GuiThreadGc(QObject):
    """From `start()` to `stop()` the collector runs by a timer of this object's thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._was_enabled = gc.isenabled()

    def start(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect all there is: something large was let go of."""
        gc.collect()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds, and the younger."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if thresholds[generation] and counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
