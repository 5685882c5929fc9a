"""Scenes to files: what is written is what is read, and no name leads out of the folder."""

from __future__ import annotations

import stat
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import (
    COLOUR_ROLES,
    LANGUAGES,
    AssistantRole,
    JudgeRole,
    Label,
    Scene,
    parse_scene,
    read_scene,
    read_scenes,
)
from desktop_app.core.scenes.writer import (
    check_scene,
    file_name,
    free_path,
    scene_id,
    scene_text,
    write_scene,
)

BUILT_IN = sorted((RESOURCES / "scenes").glob("*.toml"))

filled = st.text(min_size=1, max_size=12)
spoken = filled.filter(lambda text: text.strip())
"""A text that is not blank, as prompts and names must be."""
by_language = st.dictionaries(st.sampled_from(LANGUAGES), spoken, min_size=1)


def questions(labels: int) -> st.SearchStrategy[JudgeRole]:
    words = st.lists(filled, min_size=labels, max_size=labels, unique=True).map(tuple)
    return st.builds(
        JudgeRole,
        system=spoken,
        answer=spoken,
        word_sets=st.lists(words, min_size=1, max_size=3).map(tuple),
        more_answers=st.lists(filled, max_size=2).map(tuple),
    )


@st.composite
def judges(draw, ids):
    size = draw(st.integers(1, 3))
    sentences = st.lists(filled, min_size=size, max_size=size).map(tuple)
    anchors = {id_: draw(sentences) for id_ in ids} if draw(st.booleans()) else {}
    others = draw(st.lists(questions(len(ids)), max_size=2))
    return replace(
        draw(questions(len(ids))),
        anchors=anchors,
        candidates=tuple(replace(other, anchors=anchors) for other in others),
    )


@st.composite
def scenes(draw):
    ids = draw(st.lists(spoken, min_size=1, max_size=6, unique=True))
    labels = [
        Label(id_, draw(spoken), draw(st.sampled_from(COLOUR_ROLES)), draw(by_language))
        for id_ in ids
    ]
    codes = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
    assistants = st.builds(
        AssistantRole,
        system=spoken,
        greeting=st.text(max_size=12),
        suggestions=st.lists(filled, max_size=3).map(tuple),
        cues=st.dictionaries(st.sampled_from(ids), spoken),
        openers=st.dictionaries(st.sampled_from(ids), st.lists(filled, min_size=1).map(tuple)),
        closings=st.dictionaries(st.sampled_from(ids), st.lists(filled, min_size=1).map(tuple)),
    )
    return Scene(
        draw(spoken),
        draw(by_language),
        tuple(labels),
        {code: draw(judges(ids)) for code in codes},
        {code: draw(assistants) for code in codes},
    )


@given(scenes())
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_what_is_read(scene):
    assert parse_scene(scene_text(scene), "own.toml") == scene


@given(scene=scenes())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_file_holds_the_same(scene, tmp_path):
    path = tmp_path / file_name(scene.id)
    write_scene(scene, path)
    assert read_scene(path) == scene


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_built_in_scene_survives(path, tmp_path):
    scene = read_scene(path)
    write_scene(scene, tmp_path / "new" / path.name)
    assert read_scene(tmp_path / "new" / path.name) == scene


@pytest.mark.posix
def test_only_this_person_reads_it(tmp_path):
    scene = read_scene(BUILT_IN[0])
    path = tmp_path / "scenes" / "own.toml"
    write_scene(scene, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [other.name for other in path.parent.iterdir()] == ["own.toml"]


def test_what_is_no_sound_scene_is_not_written(tmp_path):
    scene = read_scene(BUILT_IN[0])
    role = scene.judge["en"]
    bad = {
        "judge.en.system": replace(role, system=" "),
        "judge.en.words": replace(role, word_sets=(("good", "good"),)),
        "judge.en.anchors": replace(role, anchors={"positive": ("Fine.",), "negative": ()}),
    }
    path = tmp_path / "own.toml"
    write_scene(scene, path)
    for where, wrong in bad.items():
        with pytest.raises(KnownError) as caught:
            write_scene(replace(scene, judge={**scene.judge, "en": wrong}), path)
        assert caught.value.code == "scene_invalid"
        assert caught.value.values["where"] == where
    assert read_scene(path) == scene


def test_half_a_character_is_refused():
    scene = replace(read_scene(BUILT_IN[0]), name={"en": "half \ud83d"})
    with pytest.raises(KnownError) as caught:
        check_scene(scene)
    assert caught.value.code == "scene_invalid"


def test_a_disk_that_refuses_is_told(tmp_path):
    (tmp_path / "scenes").write_text("a file where the folder should be")
    with pytest.raises(KnownError) as caught:
        write_scene(read_scene(BUILT_IN[0]), tmp_path / "scenes" / "own.toml")
    assert caught.value.code in ("folder_not_writable", "disk_error")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Customer care", "customer_care"),
        ("学习教练", "学习教练"),
        ("  Café №5!  ", "café_no5"),
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\Windows", "c_windows"),
        ("😀", "scene"),
        ("", "scene"),
        ("CON", "scene_con"),
        ("com1", "scene_com1"),
        ("companion", "companion_2"),
        ("Companion", "companion_2"),
        ("a" * 300, "a" * 40),
        ("a\0b\nc", "a_b_c"),
    ],
)
def test_an_id_from_a_name(name, id_):
    assert scene_id(name, ["companion"]) == id_


@given(st.text(max_size=80), st.lists(st.text(max_size=6), max_size=6))
def test_no_id_is_taken_or_leaves_the_folder(name, taken):
    id_ = scene_id(name, taken)
    assert id_.casefold() not in {other.casefold() for other in taken}
    assert file_name(name) == file_name(file_name(name).removesuffix(".toml"))
    assert not set(id_) & set('/\\:*?"<>|. \0\n')
    assert 0 < len(file_name(name).encode("utf-8")) < 256


def test_two_scenes_never_share_a_file(tmp_path):
    scene = read_scene(BUILT_IN[0])
    for id_ in ("a b", "a/b", "A_B"):
        write_scene(replace(scene, id=id_), free_path(tmp_path, id_))
    found, errors = read_scenes(tmp_path)
    assert errors == []
    assert set(found) == {"a b", "a/b", "A_B"}
