"""Chats that other programs have exported, read by what their formats are known to say.

Each reader takes the parsed JSON of one format and yields chats as plain values; what makes one of
our trees of them is the same for all. Nothing is computed from what a file says but places in it:
a key that is missing or of another type ends in a ValueError, and then nothing is imported.

Sources: the programs' own code and documentation. ChatGPT's conversations.json is a list of trees
("mapping", "current_node"); Open WebUI's export a list of {"chat": {"history"}}; LM Studio's
*.conversation.json has "versions" of each message; Jan keeps messages.jsonl beside thread.json;
Cherry Studio's backup is {"indexedDB": {"topics", "message_blocks"}}.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import Conversation, StoredMessage, Tree
from desktop_app.core.history.rows import EARLIEST, LATEST
from desktop_app.core.scenes.scene import DEFAULT_SCENE

ROLES = {"user": Role.USER, "human": Role.USER, "assistant": Role.ASSISTANT, "system": Role.SYSTEM}
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class ForeignMessage:
    """id, parent: as the file has them.  created: whatever it has, see `moment`."""

    id: str
    parent: str | None
    role: str
    text: str
    created: Any


@dataclass(frozen=True, slots=True)
class ForeignChat:
    """leaf: id of the last message of the branch shown; None shows the last one."""

    id: str
    title: str
    created: Any
    updated: Any
    messages: tuple[ForeignMessage, ...]
    leaf: str | None = None
    pinned: bool = False
    archived: bool = False


def read_foreign(content: Any, name: str) -> list[Tree] | None:
    """The conversations of another program's export; None where it is no known one's.

    name: of the file, for what has no title.
    Raises KeyError, TypeError, ValueError or AttributeError for one that is not as its kind says.
    """
    for program, knows, read in READERS:
        if knows(content):
            return [_tree(program, chat) for chat in read(content, name) if chat.messages]
    return None


def program_of(content: Any) -> str:
    """The program that wrote a file which can't be read here, "" where it is not known."""
    first = content[0] if isinstance(content, list) and content else content
    if not isinstance(first, dict):
        return ""
    if "chat_messages" in first:
        return "Claude"
    if first.get("header") in ("Gemini Apps", "Bard"):
        return "Gemini"
    if "conversations" in first and "from" in str(first["conversations"])[:200]:
        return "ShareGPT"
    return ""


# -- the formats ---------------------------------------------------------------------------------


def _is_chatgpt(content: Any) -> bool:
    return _is_list_of(content, "mapping")


def _chatgpt(content: list[dict], name: str) -> Iterator[ForeignChat]:
    for chat in content:
        messages = []
        for id_, node in chat["mapping"].items():
            message = node.get("message") or {}
            hidden = (message.get("metadata") or {}).get("is_visually_hidden_from_conversation")
            inner = message.get("content") or {}
            parts = inner.get("parts") or [inner.get("text") or ""]
            spoken = inner.get("content_type", "text") in ("text", "multimodal_text", "code")
            text = "\n\n".join(part for part in parts if isinstance(part, str))
            role = (message.get("author") or {}).get("role", "")
            shown = text if spoken and not hidden else ""
            messages.append(
                ForeignMessage(id_, node.get("parent"), role, shown, message.get("create_time"))
            )
        yield ForeignChat(
            chat.get("conversation_id") or chat["id"],
            chat.get("title") or "",
            chat.get("create_time"),
            chat.get("update_time"),
            tuple(messages),
            chat.get("current_node"),
            archived=bool(chat.get("is_archived")),
        )


def _is_open_webui(content: Any) -> bool:
    chats = content if isinstance(content, list) else [content]
    return _is_list_of(chats, "chat") and all(
        isinstance(chat["chat"], dict) and "history" in chat["chat"] for chat in chats
    )


def _open_webui(content: Any, name: str) -> Iterator[ForeignChat]:
    for row in content if isinstance(content, list) else [content]:
        chat = row["chat"]
        history = chat["history"]
        yield ForeignChat(
            row.get("id") or chat["id"],
            row.get("title") or chat.get("title") or "",
            row.get("created_at") or chat.get("timestamp"),
            row.get("updated_at"),
            tuple(
                ForeignMessage(
                    id_, m.get("parentId"), m["role"], _text(m["content"]), m.get("timestamp")
                )
                for id_, m in history["messages"].items()
            ),
            history.get("currentId"),
            bool(row.get("pinned")),
            bool(row.get("archived")),
        )


def _is_lm_studio(content: Any) -> bool:
    rows = content.get("messages") if isinstance(content, dict) else None
    return isinstance(rows, list) and bool(rows) and _is_list_of(rows, "versions")


def _lm_studio(content: dict, name: str) -> Iterator[ForeignChat]:
    created = content.get("createdAt")
    messages: list[ForeignMessage] = []
    if isinstance(content.get("systemPrompt"), str) and content["systemPrompt"].strip():
        messages.append(ForeignMessage("system", None, "system", content["systemPrompt"], created))
    for number, row in enumerate(content["messages"]):
        version = row["versions"][row.get("currentlySelected", 0)]
        steps = version["steps"] if version["type"] == "multiStep" else [version]
        # what it thought is no part of what it said; tools' steps have no content
        said = [s for s in steps if (s.get("style") or {}).get("type") != "thinking"]
        text = "\n\n".join(filter(None, (_text(step.get("content")) for step in said)))
        parent = messages[-1].id if messages else None
        messages.append(ForeignMessage(str(number), parent, version["role"], text, created))
    yield ForeignChat(
        str(created or _digest(json.dumps(content, sort_keys=True))),
        content.get("name") or name.removesuffix(".json").removesuffix(".conversation"),
        created,
        content.get("userLastMessagedAt") or content.get("assistantLastMessagedAt"),
        tuple(messages),
        pinned=bool(content.get("pinned")),
    )


def _is_jan(content: Any) -> bool:
    return (
        _is_list_of(content, "thread_id")
        and _is_list_of(content, "content")
        and all(row.get("object", "thread.message") == "thread.message" for row in content)
    )


def _jan(content: list[dict], name: str) -> Iterator[ForeignChat]:
    threads: dict[str, list[ForeignMessage]] = {}
    titles: dict[str, str] = {}
    for row in content:
        rows = threads.setdefault(row["thread_id"], [])
        parent = rows[-1].id if rows else None
        text = _text(row["content"])
        rows.append(ForeignMessage(row["id"], parent, row["role"], text, row.get("created_at")))
        titles.setdefault(row["thread_id"], row.get("thread_title") or "")
    for id_, rows in threads.items():
        yield ForeignChat(id_, titles[id_], rows[0].created, rows[-1].created, tuple(rows))


def _is_cherry_studio(content: Any) -> bool:
    return isinstance(content, dict) and "topics" in (content.get("indexedDB") or ())


def _cherry_studio(content: dict, name: str) -> Iterator[ForeignChat]:
    tables = content["indexedDB"]
    blocks = {block["id"]: block for block in tables.get("message_blocks") or ()}
    titles = _cherry_titles(content)
    for topic in tables["topics"]:
        messages: list[ForeignMessage] = []
        for row in topic["messages"]:
            own = [blocks[id_] for id_ in row.get("blocks") or () if id_ in blocks]
            kinds = ("main_text", "code", "translation")
            said = [block.get("content") for block in own if block.get("type") in kinds]
            text = "\n\n".join(filter(None, said)) or _text(row.get("content"))
            parent = messages[-1].id if messages else None
            messages.append(
                ForeignMessage(row["id"], parent, row["role"], text, row.get("createdAt"))
            )
        times = [message.created for message in messages] or [None]
        title = titles.get(topic["id"], "")
        yield ForeignChat(topic["id"], title, times[0], times[-1], tuple(messages))


def _cherry_titles(content: dict) -> dict[str, str]:
    """Topics' names stand in the settings, as JSON in JSON; without them the texts give titles."""
    try:
        stored = json.loads(content["localStorage"]["persist:cherry-studio"])
        assistants = json.loads(stored["assistants"])["assistants"]
        return {topic["id"]: topic["name"] for a in assistants for topic in a["topics"]}
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}


_Reader = tuple[str, Callable[[Any], bool], Callable[[Any, str], Iterator[ForeignChat]]]

READERS: tuple[_Reader, ...] = (
    ("chatgpt", _is_chatgpt, _chatgpt),
    ("open-webui", _is_open_webui, _open_webui),
    ("lm-studio", _is_lm_studio, _lm_studio),
    ("jan", _is_jan, _jan),
    ("cherry-studio", _is_cherry_studio, _cherry_studio),
)
PROGRAMS = ("ChatGPT", "Open WebUI", "LM Studio", "Jan", "Cherry Studio")


# -- what makes trees of them --------------------------------------------------------------------


def _tree(program: str, chat: ForeignChat) -> Tree:
    """One of our trees; a message without words, or of a tool, is left out and its children stay.

    Ids are made of the file's own, so that the same export gives the same conversation again.
    """
    by_id = {message.id: message for message in chat.messages}
    kept = {m.id for m in chat.messages if m.text.strip() and m.role in ROLES}
    created = moment(chat.created) or datetime.now(UTC)
    place = f"{program}:{_id(chat.id)}"
    ids = {id_: f"{program}:{_digest(f'{chat.id} {id_}')}" for id_ in kept}
    parents = {id_: _kept_above(by_id[id_].parent, by_id, kept) for id_ in kept}
    ordered = _parents_first([m.id for m in chat.messages if m.id in kept], parents)
    stored = []
    for id_ in ordered:
        message, parent = by_id[id_], parents[id_]
        role = ROLES[message.role]
        reason = FinishReason.STOP if role is Role.ASSISTANT else None
        said_at = moment(message.created) or created
        own = Message(role, message.text, ids[id_], said_at, None, reason)
        stored.append(StoredMessage(own, None if parent is None else ids[parent]))
    shown = _branch(chat.leaf, by_id, kept, parents, ordered)
    return Tree(
        Conversation(
            id=place,
            scene_id=DEFAULT_SCENE,
            created_at=created,
            updated_at=max(moment(chat.updated) or created, created),
            title=" ".join(chat.title.split())[:MAX_TITLE],
            title_is_own=bool(chat.title.strip()),
            pinned=chat.pinned,
            archived=chat.archived,
        ),
        tuple(stored),
        ids[shown[0]] if shown else None,
        {ids[a]: ids[b] for a, b in itertools.pairwise(shown)},
    )


def _kept_above(id_: str | None, by_id: dict[str, ForeignMessage], kept: set[str]) -> str | None:
    seen = set()
    while id_ is not None and id_ in by_id and id_ not in kept:
        if id_ in seen:
            raise ValueError("a message that follows itself")
        seen.add(id_)
        id_ = by_id[id_].parent
    return id_ if id_ in kept else None


def _parents_first(ids: Sequence[str], parents: dict[str, str | None]) -> list[str]:
    """Raises ValueError where messages follow each other in a circle."""
    children: dict[str | None, list[str]] = {}
    for id_ in ids:
        children.setdefault(parents[id_], []).append(id_)
    ordered: list[str] = []
    waiting = list(reversed(children.get(None, ())))
    while waiting:
        ordered.append(waiting.pop())
        waiting += reversed(children.get(ordered[-1], ()))
    if len(ordered) < len(ids):
        raise ValueError("a message that follows itself")
    return ordered


def _branch(
    leaf: str | None,
    by_id: dict[str, ForeignMessage],
    kept: set[str],
    parents: dict[str, str | None],
    ordered: list[str],
) -> list[str]:
    """Ids from the first message to the leaf that is shown."""
    at = _kept_above(leaf, by_id, kept) or (ordered[-1] if ordered else None)
    branch: list[str] = []
    while at is not None:
        branch.append(at)
        at = parents[at]
    return branch[::-1]


def moment(value: Any) -> datetime | None:
    """A time as programs write it: seconds, milli-, micro- or nanoseconds, or ISO 8601."""
    try:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9.]+", value):
            found = datetime.fromisoformat(value)
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            found = found.astimezone(UTC)
        elif value is None or isinstance(value, bool):
            return None
        else:
            seconds = float(value)
            if not math.isfinite(seconds):
                return None
            while abs(seconds) > 1e11:
                seconds /= 1000
            found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if EARLIEST <= found <= LATEST else None


def _text(content: Any) -> str:
    """The words of a message: a text, or parts of which some are texts."""
    if isinstance(content, str):
        return content
    texts = []
    for part in content or ():
        text = part if isinstance(part, str) else part.get("text")
        if isinstance(text, dict):
            text = text.get("value")
        if isinstance(text, str):
            texts.append(text)
    return "\n\n".join(texts)


def _is_list_of(content: Any, key: str) -> bool:
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(row, dict) and key in row for row in content)
    )


def _id(text: str) -> str:
    """An id as ours are."""
    return text if re.fullmatch(r"[A-Za-z0-9._:-]{1,80}", text) else _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
