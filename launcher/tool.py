"""Run one of the environment's tools, whichever Python and system this is.

python3 launcher/tool.py ruff check .
python3 launcher/tool.py --script packaging/translations.py --check
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from launcher.environment import Environment  # noqa: E402
from launcher.steps import say  # noqa: E402


def main(arguments: list[str]) -> int:
    """Returns the tool's exit code; 2 where there is nothing to run."""
    environment = Environment(ROOT)
    if not arguments or not environment.python.exists():
        say(f"{__doc__}\nThe environment is made by: python3 start.py test")
        return 2
    if arguments[0] == "--script":
        command = [str(environment.python), *arguments[1:]]
    else:
        suffix = ".exe" if sys.platform == "win32" else ""
        command = [str(environment.scripts / (arguments[0] + suffix)), *arguments[1:]]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
