"""The frozen program's first lines: a start that fails is said in words, never in silence."""

from __future__ import annotations

import io
import multiprocessing
import sys

WRONG_USAGE = 2


def main() -> int:
    """As the program's own main; whatever it raises is told to the person."""
    multiprocessing.freeze_support()
    # the windowed program has no terminal: what the parser says of an argument is kept for a box
    said = io.StringIO() if sys.stderr is None else None
    if said is not None:
        sys.stderr = said
    try:
        from crash_dialog import check_screen

        check_screen(sys.argv[1:])
        from desktop_app.__main__ import main as run

        return run()
    except SystemExit as end:
        if said is not None and end.code == WRONG_USAGE:
            from crash_dialog import tell_usage

            tell_usage(said.getvalue())
        raise
    except Exception as error:
        from crash_dialog import tell

        tell(error, sys.argv[1:])
        return 1


if __name__ == "__main__":
    sys.exit(main())
