"""Set up what the application needs, once, and start it.

    python3 start.py                  opens the window; without a screen, a chat in the terminal
    python3 start.py judge TEXT       any command of the application, with its arguments
    python3 start.py test [ARGS]      every check and test; ARGS go to pytest
    python3 start.py test --newest    the same with the newest releases, in .venv-newest

Needs Python 3.11 to 3.13 and nothing else: this file and launcher/ use the standard library alone.
What they make lies in .venv beside this file. Messages go to stderr: stdout is the application's.
"""

import os.path
import shutil
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def python_problem(version, find):
    # type: (tuple[int, ...], object) -> str
    """What is wrong with this Python, in one line; "" when it will do. find: shutil.which."""
    if (3, 11) <= tuple(version[:2]) <= (3, 13):
        return ""
    names = [name for name in ("python3.13", "python3.12", "python3.11") if find(name)]
    way = "run: %s start.py" % names[0] if names else "install one from your system or python.org"
    found = "%d.%d" % tuple(version[:2])
    return "start.py: this is Python %s; Python 3.11, 3.12 or 3.13 is needed: %s" % (found, way)


if __name__ == "__main__":
    # Old Pythons read this file too, back to 2.7: what they cannot read stands in launcher/.
    problem = python_problem(tuple(sys.version_info), getattr(shutil, "which", lambda name: None))
    if problem:
        sys.exit(problem)
    sys.path.insert(0, ROOT)
    from launcher.main import main

    sys.exit(main(ROOT, __doc__, sys.argv[1:]))
