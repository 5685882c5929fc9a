"""argv to window, command line or self-test; the first thing it does is make stdio usable."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program. Returns the exit code: 0 done, 1 a KnownError, 2 wrong usage."""
    _repair_stdio()
    # whatever is written, by this program or by Qt for it, is for this person only
    os.umask(0o077)
    # a thread of the engine that waits must sleep, not spin: beside one busy program spinning made
    # a token 2 to 40 times slower. Read by OpenMP when torch is loaded, so it is set before.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from desktop_app.cli.arguments import build_parser

    arguments = build_parser().parse_args(argv)
    if arguments.self_test:
        from desktop_app.selftest import run_self_test

        return run_self_test(arguments)
    if arguments.command is None:
        from desktop_app.app import run_window

        return run_window(arguments)
    from desktop_app.cli.main import run_command

    return run_command(arguments)


def _repair_stdio() -> None:
    """A windowed frozen program has no stdio at all, and pipes may have a narrow encoding."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            # argv and messages may hold anything; JSON lines are UTF-8 by contract
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
