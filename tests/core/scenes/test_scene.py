"""Scene files: the built-in ones are sound, and a bad one is refused by file, line and key."""

from __future__ import annotations

import random
import re

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import (
    COLOUR_ROLES,
    DEFAULT_SCENE,
    message_language,
    read_scene,
    read_scenes,
)

BUILT_IN = sorted((RESOURCES / "scenes").glob("*.toml"))

GOOD = """id = "own"
name = { en = "Own", zh = "自己的" }

[[labels]]
id = "yes"
emoji = "👍"
colour = "positive"
word = { en = "yes" }

[[labels]]
id = "no"
emoji = "👎"
colour = "negative"
word = { en = "no" }

[judge.en]
system = "Judge."
answer = "Answer:"
words = [[" yes", " no"], [" good", " bad"]]

[judge.en.anchors]
yes = ["I agree.", "Right."]
no = ["I do not.", "Wrong."]

[assistant.en]
system = "Answer."
greeting = "Hello."
suggestions = ["Yes?"]

[assistant.en.cues]
yes = "Be glad."

[assistant.en.openers]
no = ["Oh,", "Well,"]
"""


@pytest.fixture
def scene_file(tmp_path):
    def write(text: str | bytes, name: str = "own.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_built_in_scene(path):
    scene = read_scene(path)
    assert scene.id == path.stem
    assert set(scene.judge) == set(scene.assistant) == set(scene.name) == {"zh", "en"}
    ids = [label.id for label in scene.labels]
    for label in scene.labels:
        assert set(label.word) == {"zh", "en"}
        assert label.colour in COLOUR_ROLES
        assert scene.label(label.id) is label
    for role in scene.judge.values():
        assert set(role.anchors) == set(ids)
        sentences = [text for texts in role.anchors.values() for text in texts]
        assert len(set(sentences)) == len(sentences) >= 16
    for language, role in scene.assistant.items():
        assert set(role.cues) <= set(ids)
        assert role.greeting
        assert len(role.suggestions) == 3
        assert message_language(role.system) == language


def test_the_default_scene_is_built_in():
    scenes, errors = read_scenes(RESOURCES / "scenes")
    assert DEFAULT_SCENE in scenes
    assert errors == []
    assert [label.id for label in scenes[DEFAULT_SCENE].labels] == ["positive", "negative"]


def test_a_good_file(scene_file):
    scene = read_scene(scene_file(GOOD))
    assert scene.judge["en"].word_sets == ((" yes", " no"), (" good", " bad"))
    assert scene.assistant["en"].cues == {"yes": "Be glad."}
    assert scene.assistant["en"].openers == {"no": ("Oh,", "Well,")}
    assert scene.assistant["en"].closings == {}
    with pytest.raises(KeyError):
        scene.label("maybe")


CANDIDATE = """
[[judge.en.candidates]]
system = "Other."
answer = "It is"
words = [[" yes", " no"]]
"""


def test_more_answers_and_candidates(scene_file):
    text = GOOD.replace('answer = "Answer:"', 'answer = "Answer:"\nmore_answers = ["So,"]')
    role = read_scene(scene_file(text + CANDIDATE)).judge["en"]
    assert role.more_answers == ("So,",)
    (other,) = role.candidates
    assert (other.system, other.answer, other.word_sets) == ("Other.", "It is", ((" yes", " no"),))
    assert other.anchors == role.anchors
    assert read_scene(scene_file(GOOD)).judge["en"].candidates == ()
    for bad in (
        CANDIDATE.replace(', " no"', ""),
        CANDIDATE.replace("[[j", "[j").replace("]]\ns", "]\ns"),
    ):
        with pytest.raises(KnownError):
            read_scene(scene_file(text + bad))


BAD = {
    "no id": ('id = "own"\n', "", "id", None),
    "empty name": ('name = { en = "Own", zh = "自己的" }', "name = {}", "name", 2),
    "name is a number": ('{ en = "Own", zh = "自己的" }', "{ en = 5 }", "en", 2),
    "colour": ('colour = "negative"', 'colour = "pink"', "colour", 13),
    "two labels alike": ('id = "no"', 'id = "yes"', "labels", 4),
    "one word too many": ('" good", " bad"', '" good", " bad", " so"', "words", 19),
    "an empty word": ('" good", " bad"', '" good", ""', "words", 19),
    "a number for a word": ('" good", " bad"', '" good", 5', "words", 19),
    "the same word twice": ('" good", " bad"', '" good", " good"', "words", 19),
    "no word sets": ('[[" yes", " no"], [" good", " bad"]]', "[]", "words", 19),
    "words are a text": ('[[" yes", " no"], [" good", " bad"]]', '"yes"', "words", 19),
    "fewer anchors": ('"I do not.", "Wrong."', '"Wrong."', "anchors", 21),
    "anchors of no label": ('no = ["I do not', 'nay = ["I do not', "anchors", 21),
    "an anchor is a number": ('"Wrong."]', "7]", "no", 23),
    "blank system": ('system = "Answer."', 'system = "  "', "system", None),
    "no answer": ('answer = "Answer:"\n', "", "answer", None),
    "cue of no label": ('yes = "Be glad."', 'perhaps = "Be glad."', "cues", 30),
    "suggestions are a text": ('["Yes?"]', '"Yes?"', "suggestions", 28),
    "languages differ": ("[judge.en", "[judge.zh", "assistant", 25),
    "unknown language": ("[judge.en]", "[judge.fr]", "judge", 16),
}


@pytest.mark.parametrize(("old", "new", "key", "line"), BAD.values(), ids=BAD)
def test_an_error_names_file_line_and_key(scene_file, old, new, key, line):
    assert old in GOOD
    with pytest.raises(KnownError) as caught:
        read_scene(scene_file(GOOD.replace(old, new)))
    assert caught.value.code == "scene_invalid"
    assert caught.value.values["key"] == key
    place = str(caught.value.values["place"])
    assert place == f"own.toml:{line}" if line else place.startswith("own.toml")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\xff\xfe\x00",
        'id = "一"'.encode("gb18030"),
        b"id = ",
        b"id = 5",
        b"labels = 5",
        b"[labels]\nid = 1",
        b"judge = 5",
        GOOD.replace("[judge.en.anchors]", "[judge.en.anchors").encode(),
    ],
)
def test_what_is_no_scene_at_all(scene_file, content):
    with pytest.raises(KnownError) as caught:
        read_scene(scene_file(content))
    assert caught.value.code == "scene_invalid"
    assert "own.toml" in str(caught.value)
    assert "{" not in str(caught.value)


def test_toml_that_does_not_parse_has_its_line(scene_file):
    with pytest.raises(KnownError) as caught:
        read_scene(scene_file('id = "own"\nname = {\n'))
    assert re.search(r"line \d", str(caught.value))


def test_no_damage_is_more_than_a_known_error(scene_file):
    """Lines lost, doubled and swapped, bytes changed: a scene or a KnownError, nothing else."""
    dice = random.Random(3)
    refused: list[str] = []
    for _ in range(300):
        lines = GOOD.splitlines(keepends=True)
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                value = dice.choice(["5", "[]", "{}", '""', "true", "[[]]", "[1]", '["",""]'])
                lines[at] = f"{lines[at].split('=')[0]}= {value}\n"
        try:
            read_scene(scene_file("".join(lines)))
        except KnownError as error:
            refused.append(str(error))
    assert len(refused) > 100
    assert [text for text in refused if "own.toml" not in text] == []


def test_one_bad_file_leaves_the_others_alone(scene_file, tmp_path):
    scene_file("id = ", "bad.toml")
    scene_file(GOOD, "good.toml")
    scenes, errors = read_scenes(tmp_path, tmp_path / "not there")
    assert list(scenes) == ["own"]
    assert [error.values["place"] for error in errors] == ["bad.toml"]


def test_a_later_folder_replaces_a_scene(scene_file, tmp_path):
    scene_file(GOOD.replace('"own"', f'"{DEFAULT_SCENE}"', 1))
    scenes, errors = read_scenes(RESOURCES / "scenes", tmp_path)
    assert errors == []
    assert scenes[DEFAULT_SCENE].name["en"] == "Own"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello there", "en"),
        ("今天很好", "zh"),
        ("我今天用 Python 写完了", "zh"),
        ("The word 好 means good", "en"),
        ("café déjà vu", "en"),
        ("𠮷野家", "zh"),
        ("", None),
        ("12345 ?!", None),
        ("😀👍", None),
        ("привет", None),
        ("好 ok", "zh"),
    ],
)
def test_the_language_of_a_message(text, language):
    assert message_language(text) == language


def test_the_roles_follow_the_message_where_the_model_can():
    scene = read_scene(RESOURCES / "scenes" / f"{DEFAULT_SCENE}.toml")
    assert scene.language_for("今天很好", ("en",)) == "en"
    assert scene.language_for("今天很好", ("zh", "en")) == "zh"
    assert scene.language_for("今天很好", ()) == "zh"
    assert scene.language_for("Hello", ()) == "en"
    assert scene.language_for("123", ("en",)) == "en"
    assert scene.languages(("fr",)) == ("zh", "en")
