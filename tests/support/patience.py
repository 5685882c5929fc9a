"""How long tests wait for what has to come: a limit that only a test that hangs ever meets."""

from __future__ import annotations

import functools

from pytestqt.qtbot import QtBot

PATIENCE_S = 60.0


class PatientBot(QtBot):
    """pytest-qt's, which gives up after five seconds: too little beside a busy program."""

    _patient = functools.partial(functools.partialmethod, timeout=int(PATIENCE_S * 1000))
    waitUntil = _patient(QtBot.waitUntil)  # noqa: N815
    waitSignal = _patient(QtBot.waitSignal)  # noqa: N815
    waitSignals = _patient(QtBot.waitSignals)  # noqa: N815
    waitCallback = _patient(QtBot.waitCallback)  # noqa: N815
    waitExposed = _patient(QtBot.waitExposed)  # noqa: N815
    waitActive = _patient(QtBot.waitActive)  # noqa: N815
