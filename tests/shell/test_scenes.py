"""The scenes of a person: saved, changed, put back, imported and exported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, MAX_BYTES, read_scene
from desktop_app.core.scenes.writer import scene_text, write_scene
from desktop_app.shell.scenes import Origin, SceneLibrary


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "data")


@pytest.fixture
def library(paths, qapp):
    return SceneLibrary(paths)


@pytest.fixture
def problems(library):
    told = []
    library.problem.connect(told.append)
    return told


def own(library, id_="own", **changes):
    return replace(library.scenes[DEFAULT_SCENE], id=id_, **changes)


def test_the_built_in_scenes_are_there(library):
    assert list(library.scenes) == ["companion", "customer_care", "study_coach"]
    assert {library.origin(id_) for id_ in library.scenes} == {Origin.BUILT_IN}
    assert library.errors == ()
    with pytest.raises(KeyError):
        library.origin("not there")


def test_a_saved_scene_is_there_at_the_next_start(library, paths, qtbot):
    scene = own(library, "自己的/1", name={"zh": "自己的"})
    with qtbot.waitSignal(library.changed):
        assert library.save(scene)
    assert library.origin("自己的/1") is Origin.OWN
    assert SceneLibrary(paths).scenes["自己的/1"] == scene
    assert [path.name for path in paths.own_scenes.iterdir()] == ["自己的_1.toml"]


def test_saving_again_changes_the_same_file(library, paths):
    write_scene(own(library, "mine"), paths.own_scenes / "by hand.toml")
    library.reload()
    library.save(own(library, "mine", name={"en": "Other"}))
    assert [path.name for path in paths.own_scenes.iterdir()] == ["by hand.toml"]
    assert SceneLibrary(paths).scenes["mine"].name == {"en": "Other"}


def test_a_built_in_scene_is_changed_and_put_back(library, paths, qtbot):
    original = library.scenes[DEFAULT_SCENE]
    library.save(replace(original, name={"en": "Friend"}))
    assert library.origin(DEFAULT_SCENE) is Origin.CHANGED
    assert next(iter(library.scenes)) == DEFAULT_SCENE
    assert SceneLibrary(paths).scenes[DEFAULT_SCENE].name == {"en": "Friend"}
    with qtbot.waitSignal(library.changed):
        assert library.remove(DEFAULT_SCENE)
    assert library.scenes[DEFAULT_SCENE] == original
    assert library.origin(DEFAULT_SCENE) is Origin.BUILT_IN
    with pytest.raises(KeyError):
        library.remove(DEFAULT_SCENE)


def test_removing_leaves_no_older_file_behind(library, paths):
    for name in ("a.toml", "b.toml"):
        write_scene(own(library), paths.own_scenes / name)
    library.reload()
    assert library.remove("own")
    assert list(paths.own_scenes.iterdir()) == []
    assert "own" not in SceneLibrary(paths).scenes


def test_a_copy_has_an_id_of_its_own(library):
    scene = library.scenes["study_coach"]
    first = library.duplicate(scene, {"zh": "教练", "en": "Study coach"})
    second = library.duplicate(scene, {"zh": "教练二号"})
    assert (first, second) == ("study_coach_2", "教练二号")
    assert library.scenes[second] == replace(scene, id=second, name={"zh": "教练二号"})


def test_a_file_is_imported(library, tmp_path, problems):
    scene = own(library)
    source = tmp_path / "from a friend.toml"
    source.write_text("\ufeff" + scene_text(scene), encoding="utf-8", newline="\r\n")
    imported = library.import_file(source)
    assert (imported.scene, imported.clash) == (scene, False)
    assert library.scenes["own"] == scene
    assert problems == []


def test_a_clash_is_asked_about(library, tmp_path):
    before = dict(library.scenes)
    scene = own(library, DEFAULT_SCENE, name={"en": "Another"})
    write_scene(scene, tmp_path / "x.toml")
    imported = library.import_file(tmp_path / "x.toml")
    assert imported.clash
    assert dict(library.scenes) == before
    id_ = library.add(imported.scene)
    assert id_ == f"{DEFAULT_SCENE}_2"
    assert library.scenes[DEFAULT_SCENE] == before[DEFAULT_SCENE]
    assert library.save(imported.scene)
    assert library.scenes[DEFAULT_SCENE] == scene


def test_a_bad_file_is_refused_with_its_line_and_key(library, tmp_path, problems):
    source = tmp_path / "bad.toml"
    text = scene_text(own(library))
    source.write_text(text.replace('colour = "negative"', 'colour = "red"'), encoding="utf-8")
    line = 1 + source.read_text(encoding="utf-8").split("\n").index('colour = "red"')
    assert library.import_file(source) is None
    (error,) = problems
    assert (error.code, error.values["key"]) == ("scene_invalid", "colour")
    assert f"bad.toml:{line}" in str(error)
    assert "own" not in library.scenes


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"#" * (MAX_BYTES + 1)])
def test_what_can_not_be_read_is_told(library, tmp_path, problems, content):
    source = tmp_path / "x.toml"
    if content is not None:
        source.write_bytes(content)
    assert library.import_file(source) is None
    assert [error.code for error in problems] == ["scene_invalid"]
    assert "x.toml" in str(problems[0])


def test_what_is_exported_can_be_imported(library, tmp_path):
    target = tmp_path / "out.toml"
    assert library.export("customer_care", target)
    assert read_scene(target) == library.scenes["customer_care"]


def test_a_disk_that_refuses_changes_nothing(library, paths, problems):
    paths.own_scenes.parent.mkdir(parents=True)
    paths.own_scenes.write_text("a file where the folder should be")
    before = dict(library.scenes)
    assert not library.save(own(library))
    assert not library.export(DEFAULT_SCENE, paths.own_scenes / "x.toml")
    assert len(problems) == 2
    assert dict(library.scenes) == before


def test_a_bad_file_leaves_the_others(library, paths):
    paths.own_scenes.mkdir(parents=True)
    (paths.own_scenes / "bad.toml").write_text("id = ")
    write_scene(own(library), paths.own_scenes / "good.toml")
    library.reload()
    assert "own" in library.scenes
    assert [error.values["place"] for error in library.errors] == ["bad.toml"]
