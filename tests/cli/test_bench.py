"""`bench`: which model it measures."""

from __future__ import annotations

import shutil

from desktop_app.cli import bench
from desktop_app.core.errors import KnownError


def test_the_model_is_looked_for_where_the_person_keeps_models(
    cli, toy_model, tmp_path, monkeypatch
):
    measured = []

    def measure(subject, *_):
        measured.append(subject.folder)
        raise KnownError("seen", "Seen.")

    monkeypatch.setattr(bench, "run_benchmark", measure)
    data, chosen = tmp_path / "data", tmp_path / "my models"
    data.mkdir()
    (data / "settings.ini").write_text(f"[General]\nmodels_folder={chosen}\n", encoding="utf-8")
    source = shutil.copytree(toy_model, tmp_path / "toy")
    assert cli("model", "import", source, data=data).code == 0
    assert cli("bench", data=data).error == "Seen."
    assert measured[0].is_relative_to(chosen)
