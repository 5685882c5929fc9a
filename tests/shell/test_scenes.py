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
def shelf(paths, qapp):
    return SceneLibrary(paths)


@pytest.fixture
def problems(shelf):
    told = []
    shelf.problem.connect(told.append)
    return told


def own(shelf, id_="own", **changes):
    return replace(shelf.scenes[DEFAULT_SCENE], id=id_, **changes)


def test_the_built_in_scenes_are_there(shelf):
    assert list(shelf.scenes) == ["companion", "customer_care", "study_coach"]
    assert {shelf.origin(id_) for id_ in shelf.scenes} == {Origin.BUILT_IN}
    assert shelf.errors == ()
    with pytest.raises(KeyError):
        shelf.origin("not there")


def test_a_saved_scene_is_there_at_the_next_start(shelf, paths, qtbot):
    scene = own(shelf, "自己的/1", name={"zh": "自己的"})
    with qtbot.waitSignal(shelf.changed):
        assert shelf.save(scene)
    assert shelf.origin("自己的/1") is Origin.OWN
    assert SceneLibrary(paths).scenes["自己的/1"] == scene
    assert [path.name for path in paths.own_scenes.iterdir()] == ["自己的_1.toml"]


def test_saving_again_changes_the_same_file(shelf, paths):
    write_scene(own(shelf, "mine"), paths.own_scenes / "by hand.toml")
    shelf.reload()
    shelf.save(own(shelf, "mine", name={"en": "Other"}))
    assert [path.name for path in paths.own_scenes.iterdir()] == ["by hand.toml"]
    assert SceneLibrary(paths).scenes["mine"].name == {"en": "Other"}


def test_a_built_in_scene_is_changed_and_put_back(shelf, paths, qtbot):
    original = shelf.scenes[DEFAULT_SCENE]
    shelf.save(replace(original, name={"en": "Friend"}))
    assert shelf.origin(DEFAULT_SCENE) is Origin.CHANGED
    assert next(iter(shelf.scenes)) == DEFAULT_SCENE
    assert SceneLibrary(paths).scenes[DEFAULT_SCENE].name == {"en": "Friend"}
    with qtbot.waitSignal(shelf.changed):
        assert shelf.remove(DEFAULT_SCENE)
    assert shelf.scenes[DEFAULT_SCENE] == original
    assert shelf.origin(DEFAULT_SCENE) is Origin.BUILT_IN
    with pytest.raises(KeyError):
        shelf.remove(DEFAULT_SCENE)


def test_removing_leaves_no_older_file_behind(shelf, paths):
    for name in ("a.toml", "b.toml"):
        write_scene(own(shelf), paths.own_scenes / name)
    shelf.reload()
    assert shelf.remove("own")
    assert list(paths.own_scenes.iterdir()) == []
    assert "own" not in SceneLibrary(paths).scenes


def test_a_copy_has_an_id_of_its_own(shelf):
    scene = shelf.scenes["study_coach"]
    first = shelf.duplicate(scene, {"zh": "教练", "en": "Study coach"})
    second = shelf.duplicate(scene, {"zh": "教练二号"})
    assert (first, second) == ("study_coach_2", "教练二号")
    assert shelf.scenes[second] == replace(scene, id=second, name={"zh": "教练二号"})


def test_a_file_is_imported(shelf, tmp_path, problems):
    scene = own(shelf)
    source = tmp_path / "from a friend.toml"
    source.write_text("\ufeff" + scene_text(scene), encoding="utf-8", newline="\r\n")
    imported = shelf.import_file(source)
    assert (imported.scene, imported.clash) == (scene, False)
    assert shelf.scenes["own"] == scene
    assert problems == []


def test_a_clash_is_asked_about(shelf, tmp_path):
    before = dict(shelf.scenes)
    scene = own(shelf, DEFAULT_SCENE, name={"en": "Another"})
    write_scene(scene, tmp_path / "x.toml")
    imported = shelf.import_file(tmp_path / "x.toml")
    assert imported.clash
    assert dict(shelf.scenes) == before
    id_ = shelf.add(imported.scene)
    assert id_ == f"{DEFAULT_SCENE}_2"
    assert shelf.scenes[DEFAULT_SCENE] == before[DEFAULT_SCENE]
    assert shelf.save(imported.scene)
    assert shelf.scenes[DEFAULT_SCENE] == scene


def test_a_bad_file_is_refused_with_its_line_and_key(shelf, tmp_path, problems):
    source = tmp_path / "bad.toml"
    text = scene_text(own(shelf))
    source.write_text(text.replace('colour = "negative"', 'colour = "red"'), encoding="utf-8")
    line = 1 + source.read_text(encoding="utf-8").split("\n").index('colour = "red"')
    assert shelf.import_file(source) is None
    (error,) = problems
    assert (error.code, error.values["key"]) == ("scene_invalid", "colour")
    assert f"bad.toml:{line}" in str(error)
    assert "own" not in shelf.scenes


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"#" * (MAX_BYTES + 1)])
def test_what_can_not_be_read_is_told(shelf, tmp_path, problems, content):
    source = tmp_path / "x.toml"
    if content is not None:
        source.write_bytes(content)
    assert shelf.import_file(source) is None
    assert [error.code for error in problems] == ["scene_invalid"]
    assert "x.toml" in str(problems[0])


def test_what_is_exported_can_be_imported(shelf, tmp_path):
    target = tmp_path / "out.toml"
    assert shelf.export("customer_care", target)
    assert read_scene(target) == shelf.scenes["customer_care"]


def test_a_disk_that_refuses_changes_nothing(shelf, paths, problems):
    paths.own_scenes.parent.mkdir(parents=True)
    paths.own_scenes.write_text("a file where the folder should be")
    before = dict(shelf.scenes)
    assert not shelf.save(own(shelf))
    assert not shelf.export(DEFAULT_SCENE, paths.own_scenes / "x.toml")
    assert len(problems) == 2
    assert dict(shelf.scenes) == before


def test_a_bad_file_leaves_the_others(shelf, paths):
    paths.own_scenes.mkdir(parents=True)
    (paths.own_scenes / "bad.toml").write_text("id = ")
    write_scene(own(shelf), paths.own_scenes / "good.toml")
    shelf.reload()
    assert "own" in shelf.scenes
    assert [error.values["place"] for error in shelf.errors] == ["bad.toml"]
