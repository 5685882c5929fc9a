"""The accessibility tree of a program, as a screen reader meets it; run by the system's Python.

    python3 atspi_walk.py [--say TEXT --announcements N] [--visit "NAME > NAME"]...
        [--limit SECONDS] REPORT COMMAND...

Starts COMMAND, waits for its window and writes one JSON object into the file REPORT: "controls"
(role, name, text, states and path of everything in the window, in order), "announcements" (what
was spoken), "names" (changes of names) and "visits" (the controls again for each --visit, which
presses one control after another by its name and so opens a page). --say types TEXT where one can
write and presses the button with --press's name, by accessibility's own means; then at least N
announcements are waited for, until it is quiet. Needs gir1.2-atspi-2.0, python3-gi, a session bus
and a display.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

STATES = ("FOCUSABLE", "FOCUSED", "SHOWING", "VISIBLE", "ENABLED", "EDITABLE", "CHECKED")
MAX_DEPTH = 40
SILENCE_S = 1.5


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--say", default="")
    parser.add_argument("--press", default="Send")
    parser.add_argument("--announcements", type=int, default=0)
    parser.add_argument("--visit", action="append", default=[])
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("report", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    # heard before the program starts, so that nothing it says is missed
    heard = Heard()
    process = subprocess.Popen(arguments.command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + arguments.limit
    try:
        window = wait_for(lambda: window_of(process), deadline, "no window appeared", process)
        if arguments.say:
            say(window, arguments.say, arguments.press, deadline)
            wait_for(
                lambda: heard.has_fallen_silent_after(arguments.announcements),
                deadline,
                f"only heard {heard.announcements}",
                process,
            )
        controls = list(walk(window))
        visits = {way: visit(window, way, deadline, process) for way in arguments.visit}
    finally:
        process.terminate()
        process.wait()
    report = {
        "controls": controls,
        "announcements": heard.announcements,
        "names": heard.names,
        "visits": visits,
    }
    # not stdout: the registry that the bus starts for us writes there too
    arguments.report.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


class Heard:
    """What a screen reader would speak without being asked."""

    def __init__(self) -> None:
        self.announcements: list[str] = []
        self.names: list[str] = []
        self._last = 0.0
        self._listeners = [
            self._listen("object:announcement", self.announcements),
            self._listen("object:property-change:accessible-name", self.names),
        ]

    def has_fallen_silent_after(self, count: int) -> bool:
        """Whether at least `count` announcements came, and none for a while."""
        return len(self.announcements) >= count and time.monotonic() - self._last > SILENCE_S

    def _listen(self, kind: str, into: list[str]) -> Atspi.EventListener:
        def hear(event: Atspi.Event) -> None:
            if isinstance(event.any_data, str):
                into.append(event.any_data)
                self._last = time.monotonic()

        listener = Atspi.EventListener.new(hear)
        listener.register(kind)
        return listener


def wait_for(find, deadline: float, complaint: str, process: subprocess.Popen):
    """Let events in until find() gives something true."""
    context = GLib.MainContext.default()
    while True:
        while context.iteration(False):
            pass
        try:
            found = find()
        except GLib.Error:
            found = None
        if found:
            return found
        if process.poll() is not None:
            raise SystemExit(f"the program ended with {process.returncode}")
        if time.monotonic() > deadline:
            raise SystemExit(complaint)
        time.sleep(0.05)


def window_of(process: subprocess.Popen) -> Atspi.Accessible | None:
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(place)
        if program is None or program.get_process_id() != process.pid:
            continue
        for number in range(program.get_child_count()):
            window = program.get_child_at_index(number)
            if window is not None and window.get_state_set().contains(Atspi.StateType.SHOWING):
                return window
    return None


def say(window: Atspi.Accessible, text: str, button: str, deadline: float) -> None:
    """Write into the first place for writing, then press the button, as a person's tools do."""
    entry = next(
        item
        for item, _ in everything(window)
        if item.get_state_set().contains(Atspi.StateType.EDITABLE)
        and item.get_state_set().contains(Atspi.StateType.SHOWING)
        and item.get_role_name() in ("text", "entry")
        and item.get_state_set().contains(Atspi.StateType.MULTI_LINE)
    )
    Atspi.EditableText.insert_text(entry, 0, text, len(text.encode()))
    while time.monotonic() < deadline:
        for item, _ in everything(window):
            ready = item.get_state_set().contains(Atspi.StateType.ENABLED)
            if item.get_name() == button and item.get_role_name() == "push button" and ready:
                Atspi.Action.do_action(item, 0)
                return
        time.sleep(0.05)
    raise SystemExit(f"there is no button {button!r} to press")


def visit(
    window: Atspi.Accessible, way: str, deadline: float, process: subprocess.Popen
) -> list[dict]:
    """Press what is called so, one after another, and walk once nothing changes any more."""
    for name in way.split(" > "):
        if name.startswith("key "):
            strike(name.removeprefix("key "))
            continue
        press = f"there is no {name!r} to press"
        item = wait_for(lambda name=name: named(window, name), deadline, press, process)
        Atspi.Action.do_action(item, 0)
    seen: list[list[dict]] = [[], list(walk(window))]

    def is_quiet() -> bool:
        time.sleep(0.2)
        seen.append(list(walk(window)))
        return seen[-1] == seen[-2]

    wait_for(is_quiet, deadline, f"{way!r} changes all the time", process)
    return seen[-1]


def strike(key: str) -> None:
    """Press a key in the window: Qt shows an open menu to no walker, it only tells of the focus."""
    asked = ["xdotool", "getwindowfocus", "getwindowname"]
    focused = subprocess.run(asked, capture_output=True, text=True).stdout
    # without a window manager nothing has the keyboard at first; asking again closes a menu
    if "Qwen" not in focused:
        window = ["search", "--onlyvisible", "--name", "Qwen", "windowfocus", "--sync"]
        subprocess.run(["xdotool", *window], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["xdotool", "key", key], check=True)
    time.sleep(0.3)


def named(window: Atspi.Accessible, name: str) -> Atspi.Accessible | None:
    """A button of this name; it may be scrolled out of sight: pressing needs no pointer."""
    for item, _ in everything(window):
        if item.get_name().split("\t")[0] != name or item.get_action_iface() is None:
            continue
        states = item.get_state_set()
        if states.contains(Atspi.StateType.VISIBLE) and item.get_n_actions():
            return item
    return None


def everything(item: Atspi.Accessible, path: str = "", depth: int = 0):
    """Each accessible below `item` and itself, with its way there."""
    path = f"{path}/{item.get_role_name()}[{item.get_name()[:40]}]"
    yield item, path
    # tables and lists may manage more descendants than anybody looks at
    for place in range(min(item.get_child_count(), 500)):
        child = item.get_child_at_index(place)
        if child is not None and depth < MAX_DEPTH:
            yield from everything(child, path, depth + 1)


def text_of(item: Atspi.Accessible) -> str:
    """What stands in it, where it holds text."""
    if item.get_text_iface() is None:
        return ""
    return Atspi.Text.get_text(item, 0, Atspi.Text.get_character_count(item))


def walk(window: Atspi.Accessible):
    for item, path in everything(window):
        states = item.get_state_set()
        held = [name for name in STATES if states.contains(getattr(Atspi.StateType, name))]
        yield {
            "role": item.get_role_name(),
            "name": item.get_name(),
            "text": text_of(item),
            "description": item.get_description(),
            "states": held,
            "path": path,
        }


if __name__ == "__main__":
    os.environ.setdefault("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1")
    sys.exit(main())
