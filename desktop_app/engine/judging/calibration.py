"""Calibrations that were measured before, kept on disk by what they depend on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import math
from pathlib import Path

from desktop_app.core.errors import SENSELESS, KnownError
from desktop_app.core.scenes.scene import JudgeRole
from desktop_app.core.system.atomic_file import write_private
from desktop_app.core.system.disk import make_private
from desktop_app.engine.judging.feeling import FeelingRule
from desktop_app.engine.judging.judge import Calibration

FORMAT = 3
"""Part of every key: raise it when the way of scoring changes."""

log = logging.getLogger(__name__)


class CalibrationCache:
    """A small JSON file for each model and judge role. Losing one costs a second, no more."""

    def __init__(self, folder: Path, model_fingerprint: str) -> None:
        self._folder = folder
        self._model = model_fingerprint

    def read(self, role: JudgeRole, hidden_size: int = 0) -> Calibration | None:
        """What was measured for this role on this model; None where it must be measured.

        hidden_size: of the model; 0 where nobody asks for the centre.
        """
        try:
            data = json.loads(self._path(role).read_text(encoding="utf-8"))
            bias = tuple(tuple(float(value) for value in row) for row in data["bias"])
            answers = 1 + len(role.more_answers)
            fits = [len(row) for row in bias] == [len(w) for w in role.word_sets] * answers
            separation = data["separation"]
            centre = tuple(float(value) for value in data["centre"])
            numbers = [*centre, *(value for row in bias for value in row), float(data["auc"])]
            fits = fits and (not hidden_size or len(centre) in (0, hidden_size * answers))
            if not fits or not all(map(math.isfinite, numbers)):
                return None
            return Calibration(
                bias,
                float(data["auc"]),
                None if separation is None else float(separation),
                centre,
                _rule(data["feeling"], len(centre)),
            )
        except FileNotFoundError:
            return None
        except SENSELESS as error:
            log.warning("calibration is measured anew: %s", error)
            return None

    def write(self, role: JudgeRole, calibration: Calibration) -> None:
        """Keep it; a disk that can't be written costs the measurement at the next start."""
        try:
            make_private(self._folder)
            text = json.dumps(dataclasses.asdict(calibration))
            write_private(self._path(role), text.encode())
        except (OSError, KnownError) as error:
            log.warning("calibration could not be kept: %s", error)

    def _path(self, role: JudgeRole) -> Path:
        text = json.dumps([FORMAT, self._model, dataclasses.asdict(role)], ensure_ascii=False)
        key = hashlib.sha256(text.encode()).hexdigest()[:24]
        return self._folder / f"judge-{key}.json"


def _rule(data: object, length: int) -> FeelingRule | None:
    """The rule that was written. Raises one of SENSELESS for what is none."""
    if data is None:
        return None
    if not isinstance(data, dict):
        raise TypeError(data)
    weights = tuple(float(value) for value in data["weights"])
    rest = [float(data[name]) for name in ("lean_weight", "intercept", "auc")]
    if len(weights) != length or not all(map(math.isfinite, [*weights, *rest])):
        raise ValueError(data)
    return FeelingRule(weights, *rest)
