"""A scene's form gives the scene back, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.scenes.writer import check_scene
from desktop_app.ui.scenes.draft import draft_of, scene_of
from desktop_app.ui.scenes.line_format import (
    is_spaced,
    lines_of,
    texts_of,
    without_word,
    word_lines,
    words_of,
)
from tests.core.scenes.test_writer import scenes

odd = st.text(alphabet=st.sampled_from(list(" \\/／␣\n\r\t\u2028\u3000\xa0u{}a好")), min_size=1)
texts = odd | st.text(min_size=1)


@given(st.lists(texts).map(tuple))
@example(("␣", "\\␣ ", "\\", "\\ ", "a\\"))
def test_lines_hold_every_text(items):
    lines = lines_of(items)
    assert texts_of(lines) == items
    assert lines.count("\n") == max(0, len(items) - 1)


@given(st.lists(st.lists(texts, min_size=1, max_size=4).map(tuple)).map(tuple))
@example((("a\\", "\\/"), ("/", "／")))
def test_word_lines_hold_every_set(sets):
    spaced = is_spaced(sets)
    assert words_of(word_lines(sets, spaced), spaced) == sets
    assert words_of(word_lines(sets, False), False) == sets


@given(st.text(), st.booleans())
def test_any_line_is_read(text, spaced):
    words_of(text, spaced)
    texts_of(text)
    without_word(text, 1)


def test_words_as_a_person_writes_them():
    assert words_of("good/bad\n  好 ／ 坏 \n\n", False) == (("good", "bad"), ("好", "坏"))
    assert words_of("good / bad", True) == ((" good", " bad"),)
    assert words_of("good / ", True) == ((" good", ""),)
    assert words_of("alone", False) == (("alone",),)
    assert without_word("a / b / c\nd/e", 1) == "a / c\nd"


@given(scenes())
@settings(max_examples=100, deadline=None)
def test_a_form_gives_its_scene_back(scene):
    assert scene_of(draft_of(scene)) == scene


def test_a_built_in_scene_comes_back():
    for scene in read_scenes(RESOURCES / "scenes")[0].values():
        assert scene_of(draft_of(scene)) == scene


def test_a_language_can_be_left_out_and_a_label_taken_away():
    scene = read_scenes(RESOURCES / "scenes")[0]["companion"]
    draft = draft_of(scene)
    english = replace(draft, roles={**draft.roles, "zh": replace(draft.roles["zh"], spoken=False)})
    assert set(scene_of(english).judge) == set(scene_of(english).assistant) == {"en"}
    check_scene(scene_of(english))
    nothing = {code: replace(role, spoken=False) for code, role in draft.roles.items()}
    with pytest.raises(KnownError) as caught:
        check_scene(scene_of(replace(draft, roles=nothing)))
    assert caught.value.values["where"] == "judge"


def test_other_ways_of_asking_go_where_they_do_not_fit():
    scene = read_scenes(RESOURCES / "scenes")[0]["companion"]
    draft = draft_of(scene)
    assert scene_of(draft).judge["en"].candidates
    role = draft.roles["en"]
    one = replace(
        draft,
        labels=draft.labels[:1],
        roles={
            "zh": replace(draft.roles["zh"], spoken=False),
            "en": replace(
                role,
                words=without_word(role.words, 1),
                anchors=role.anchors[:1],
                cues=role.cues[:1],
                openers=role.openers[:1],
                closings=role.closings[:1],
            ),
        },
    )
    check_scene(scene_of(one))
    assert scene_of(one).judge["en"].candidates == ()
