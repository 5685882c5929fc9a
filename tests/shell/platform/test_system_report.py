"""The facts about this computer."""

from __future__ import annotations

from desktop_app.shell.platform.system_report import as_text


def test_facts_are_written_as_a_person_writes_them():
    facts = {"usable": True, "reason": None, "kernels": {"1": "onednn"}, "ms": {}, "name": "it"}
    assert as_text({"engine": facts}).splitlines() == [
        "engine:",
        "  usable: yes",
        "  reason: -",
        "  kernels: 1 onednn",
        "  ms: -",
        "  name: it",
    ]
