"""What mypy says of the program, its launcher and its packaging.

The rules stand in pyproject.toml. The first run reads torch, later ones what has changed.
"""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_the_types_hold():
    result = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
