"""The frozen program's first lines: a start that fails is said in words, never in silence."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """As the program's own main; whatever it raises is told to the person."""
    multiprocessing.freeze_support()
    try:
        from crash_dialog import check_screen

        check_screen(sys.argv[1:])
        from desktop_app.__main__ import main as run

        return run()
    except Exception as error:
        from crash_dialog import tell

        tell(error, sys.argv[1:])
        return 1


if __name__ == "__main__":
    sys.exit(main())
