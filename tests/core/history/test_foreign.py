"""Exports of other programs, in files of our own making that are as their formats say."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime

import pytest

from desktop_app.core.conversation import Role
from desktop_app.core.errors import KnownError
from desktop_app.core.history.foreign import moment
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.store import open_history

AT = 1_700_000_000
WHEN = datetime.fromtimestamp(AT, UTC)


def node(id_, parent, role, text, **more):
    content = {"content_type": "text", "parts": [text]}
    message = {"author": {"role": role}, "create_time": AT + 1, "content": content, **more}
    return {"id": id_, "parent": parent, "children": [], "message": message}


CHATGPT = [
    {
        "title": "Rain",
        "create_time": AT,
        "update_time": AT + 9.5,
        "conversation_id": "c-1",
        "current_node": "d",
        "is_archived": True,
        "mapping": {
            "root": {"id": "root", "parent": None, "children": ["s"], "message": None},
            "s": node(
                "s", "root", "system", "", metadata={"is_visually_hidden_from_conversation": True}
            ),
            "a": node("a", "s", "user", "hello"),
            "b": node("b", "a", "assistant", "first answer"),
            "t": node("t", "a", "tool", "searching"),
            "d": node("d", "t", "assistant", "second answer"),
        },
    }
]
OPEN_WEBUI = [
    {
        "id": "w-1",
        "title": "Rain",
        "created_at": AT,
        "updated_at": AT + 5,
        "archived": True,
        "chat": {
            "history": {
                "currentId": "d",
                "messages": {
                    "a": {"id": "a", "parentId": None, "role": "user", "content": "hello"},
                    "b": {
                        "id": "b",
                        "parentId": "a",
                        "role": "assistant",
                        "content": "first answer",
                    },
                    "d": {
                        "id": "d",
                        "parentId": "a",
                        "role": "assistant",
                        "content": "second answer",
                        "timestamp": AT,
                    },
                },
            }
        },
    }
]
LM_STUDIO = {
    "name": "Rain",
    "createdAt": AT * 1000,
    "pinned": True,
    "systemPrompt": "Be kind.",
    "messages": [
        {
            "currentlySelected": 0,
            "versions": [
                {
                    "type": "singleStep",
                    "role": "user",
                    "content": [{"type": "text", "text": "hello"}, {"type": "file", "id": "x"}],
                }
            ],
        },
        {
            "currentlySelected": 1,
            "versions": [
                {"type": "multiStep", "role": "assistant", "steps": []},
                {
                    "type": "multiStep",
                    "role": "assistant",
                    "steps": [
                        {
                            "type": "contentBlock",
                            "style": {"type": "thinking"},
                            "content": [{"type": "text", "text": "hm"}],
                        },
                        {
                            "type": "contentBlock",
                            "content": [{"type": "text", "text": "second answer"}],
                        },
                        {"type": "debugInfoBlock", "debugInfo": "speed"},
                    ],
                },
            ],
        },
    ],
}
JAN = [
    {
        "id": f"m{number}",
        "object": "thread.message",
        "thread_id": "j-1",
        "role": role,
        "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
        "created_at": AT * 1000,
    }
    for number, (role, text) in enumerate([("user", "hello"), ("assistant", "second answer")])
]
TOPIC = {"id": "t-1", "name": "Rain"}
CHERRY = {
    "time": AT * 1000,
    "version": 5,
    "localStorage": {
        "persist:cherry-studio": json.dumps(
            {
                "assistants": json.dumps(
                    {"assistants": [{"topics": [{"id": "t-1", "name": "Rain"}]}]}
                )
            }
        )
    },
    "indexedDB": {
        "topics": [
            {
                "id": "t-1",
                "messages": [
                    {
                        "id": "a",
                        "role": "user",
                        "blocks": ["1"],
                        "createdAt": "2023-11-14T22:13:20.000Z",
                    },
                    {"id": "b", "role": "assistant", "blocks": ["2", "3"]},
                ],
            },
            {"id": "empty", "messages": []},
        ],
        "message_blocks": [
            {"id": "1", "type": "main_text", "content": "hello"},
            {"id": "2", "type": "thinking", "content": "hm"},
            {"id": "3", "type": "main_text", "content": "second answer"},
        ],
    },
}
OLD_CHERRY = {
    "indexedDB": {
        "topics": [
            {
                "id": "t-1",
                "messages": [
                    {"id": "a", "role": "user", "content": "hello"},
                    {"id": "b", "role": "assistant", "content": "second answer"},
                ],
            }
        ]
    }
}
ALL = {
    "ChatGPT": CHATGPT,
    "Open WebUI": OPEN_WEBUI,
    "Open WebUI, one chat": OPEN_WEBUI[0],
    "LM Studio": LM_STUDIO,
    "Jan": JAN,
    "Cherry Studio": CHERRY,
    "an older Cherry Studio": OLD_CHERRY,
}


def write(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def shown(tree) -> list[tuple[Role, str]]:
    by_id = {stored.message.id: stored.message for stored in tree.messages}
    at, rows = tree.shown_root, []
    while at is not None:
        rows.append((by_id[at].role, by_id[at].text))
        at = tree.shown_child.get(at)
    return rows


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
def test_the_branch_that_was_shown_is_shown(tmp_path, content):
    (tree,) = read_export(write(tmp_path / "Rain.json", content))
    rows = [row for row in shown(tree) if row[0] is not Role.SYSTEM]
    assert rows == [(Role.USER, "hello"), (Role.ASSISTANT, "second answer")]


@pytest.fixture
def history(tmp_path):
    store = open_history(tmp_path / "h" / "chats.sqlite3")
    yield store
    store.close()


@pytest.mark.parametrize("content", ALL.values(), ids=ALL)
def test_it_is_stored_once_however_often_it_comes(history, tmp_path, content):
    path = write(tmp_path / "a.json", content)
    (id_,) = history.add_trees(read_export(path)).result(10)
    before = history.reader.tree(id_)
    assert history.add_trees(read_export(path)).result(10) == []
    assert [row.id for row in history.reader.conversations()] in ([id_], [])
    assert history.reader.tree(id_) == before


def test_branches_titles_and_times_are_kept(tmp_path):
    (tree,) = read_export(write(tmp_path / "a.json", CHATGPT))
    assert [m.message.text for m in tree.messages] == ["hello", "first answer", "second answer"]
    assert tree.messages[1].parent_id == tree.messages[2].parent_id == tree.messages[0].message.id
    chat = tree.conversation
    assert (chat.title, chat.title_is_own, chat.archived) == ("Rain", True, True)
    assert (chat.created_at, chat.updated_at.timestamp()) == (WHEN, AT + 9.5)
    (tree,) = read_export(write(tmp_path / "b.json", LM_STUDIO))
    assert (tree.conversation.created_at, tree.conversation.pinned) == (WHEN, True)
    assert tree.messages[0].message.text == "Be kind."
    (tree,) = read_export(write(tmp_path / "c.json", CHERRY))
    assert (tree.conversation.title, tree.conversation.created_at) == ("Rain", WHEN)


def test_jan_keeps_a_message_on_each_line(tmp_path):
    lines = "".join(json.dumps(row) + "\n" for row in JAN)
    path = tmp_path / "messages.jsonl"
    path.write_text(lines, encoding="utf-8")
    (tree,) = read_export(path)
    assert tree.conversation.title == ""
    write(tmp_path / "thread.json", {"id": "j-1", "title": "Rain"})
    (tree,) = read_export(path)
    assert tree.conversation.title == "Rain"
    assert len(shown(tree)) == 2


@pytest.mark.parametrize(
    ("name", "content"), [("x/conversations.json", CHATGPT), ("data.json", CHERRY)]
)
def test_the_archives_need_not_be_unpacked(tmp_path, name, content):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("user.json", "{}")
        archive.writestr(name, json.dumps(content))
    (tree,) = read_export(path)
    assert len(shown(tree)) == 2


@pytest.mark.parametrize(
    ("content", "program"),
    [
        ([{"uuid": "1", "name": "x", "chat_messages": []}], "Claude"),
        ([{"header": "Gemini Apps", "title": "x"}], "Gemini"),
    ],
)
def test_other_programs_are_named(tmp_path, content, program):
    with pytest.raises(KnownError, match=program) as caught:
        read_export(write(tmp_path / "a.json", content))
    assert caught.value.code == "chats_unknown"


def broken(content, way, value):
    copy = json.loads(json.dumps(content))
    at = copy
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    return copy


@pytest.mark.parametrize(
    "content",
    [
        broken(CHATGPT, [0, "mapping"], []),
        broken(CHATGPT, [0, "mapping", "a", "parent"], "d"),
        broken(CHATGPT, [0, "mapping", "a"], "text"),
        broken(OPEN_WEBUI, [0, "chat", "history", "messages"], None),
        broken(OPEN_WEBUI, [0, "chat", "history", "messages", "a", "parentId"], "b"),
        broken(LM_STUDIO, ["messages", 0, "versions"], []),
        broken(LM_STUDIO, ["messages", 0, "currentlySelected"], 7),
        broken(JAN, [0, "role"], {}),
        broken(JAN, [1, "content"], [7]),
        broken(CHERRY, ["indexedDB", "topics", 0, "messages"], "x"),
        [*CHATGPT, {"mapping": 7, "id": "x"}],
    ],
)
def test_nothing_is_half_imported(tmp_path, content):
    with pytest.raises(KnownError) as caught:
        read_export(write(tmp_path / "a.json", content))
    assert caught.value.code == "chats_invalid"
    assert "{" not in str(caught.value).replace("{file}", "")


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(100)])
def test_archives_of_something_else(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_export(path)
    assert caught.value.code == "chats_invalid"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.json", "{}")
    with pytest.raises(KnownError, match="archive") as caught:
        read_export(path)


@pytest.mark.parametrize(
    "value",
    [AT, AT * 1000, AT * 10**6, AT * 10**9, float(AT), str(AT), "2023-11-14T22:13:20Z"],
)
def test_times_of_every_kind(value):
    assert moment(value) == WHEN


@pytest.mark.parametrize("value", [None, "", "yesterday", True, {}, -5, "1e999", 1e999, 10**400])
def test_what_is_no_time(value):
    assert moment(value) is None
