"""Chats to files and back: Markdown and plain text to read, JSON to keep.

The JSON format, version 1. UTF-8; one object:

    format         "qwen-all-in-one/chats"
    version        1
    exported_at    time
    conversations  list of conversations

A time is ISO 8601 in UTC with microseconds, "2026-03-01T08:30:00.000000Z", from 1970-01-02 to
2999-12-31, so that it is one in every zone. A text is a string; one with lone surrogates, which
have no UTF-8, is {"surrogatepass": base64 of Python's encoding}.

    conversation   id, title (text), title_is_own, scene, created_at, updated_at, pinned, archived,
                   deleted_at (time or null), shown (id of the first message shown, or null),
                   messages: parents before children, variants of a message in their order
    message        id, parent (id or null), shown (id of the child shown, or null), role ("user",
                   "assistant" or "system"), note (written for oneself), text, created_at,
                   utc_offset_s (of the zone in which it was written, or null),
                   finish_reason ("stop", "length", "cancelled", "failed", "interrupted" or null),
                   stats (null, or new_tokens, prompt_tokens, first_token_ms, tokens_per_s, steps),
                   mood (null, or label, confidence, unsure, probabilities, scene, judged_score,
                   score (number or null), correction (label, "" for cleared, or null), feeling
                   (number, or null where it was not measured), told; earlier versions of the
                   program wrote no feeling and no told, and a reader does without them)

A file is taken as a whole or not at all. A conversation whose messages are all here already is left
out; ids of messages that are taken are made anew.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from desktop_app.core.conversation import Role
from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.rows import offset_of
from desktop_app.core.system.atomic_file import new_private_file

FORMAT = "qwen-all-in-one/chats"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the exports made to be read, in the language of the window."""

    user: str = "You"
    assistant: str = "Assistant"
    system: str = "System"
    note: str = "Note"
    untitled: str = "Conversation"

    def speaker(self, stored: StoredMessage) -> str:
        """Who speaks."""
        if stored.note:
            return self.note
        return {Role.USER: self.user, Role.ASSISTANT: self.assistant}.get(
            stored.message.role, self.system
        )


def export_json(reader: HistoryReader, conversation_ids: Iterable[str], target: Path) -> None:
    """Write conversations with all branches, moods and stats.

    The file is complete or not there. Raises KeyError for a conversation that is gone, KnownError
    as disk.known_disk_error and database.known_error say. So do the other exports.
    """
    head = {"format": FORMAT, "version": VERSION, "exported_at": _time(datetime.now(UTC))}
    with _new_file(target) as file:
        file.write(json.dumps(head)[:-1] + ', "conversations": [')
        for index, conversation_id in enumerate(conversation_ids):
            file.write(",\n" if index else "\n")
            file.write(_dumps(conversation_to_json(reader.tree(conversation_id))))
        file.write("\n]}\n")


def export_markdown(
    reader: HistoryReader,
    conversation_ids: Iterable[str],
    target: Path,
    wording: Wording = Wording(),
) -> None:
    """Write the branches shown: a heading for each conversation and each message."""
    with _new_file(target) as file:
        for index, conversation_id in enumerate(conversation_ids):
            file.write("\n\n" if index else "")
            conversation = reader.conversation(conversation_id)
            file.write(f"# {_one_line(conversation.title) or wording.untitled}\n")
            for stored in reader.messages(conversation_id):
                file.write(f"\n## {_caption(stored, wording)}\n\n{_readable(stored)}\n")


def export_text(
    reader: HistoryReader,
    conversation_ids: Iterable[str],
    target: Path,
    wording: Wording = Wording(),
) -> None:
    """Write the branches shown, without any markup of ours."""
    with _new_file(target) as file:
        for index, conversation_id in enumerate(conversation_ids):
            file.write("\n\n" if index else "")
            title = _one_line(reader.conversation(conversation_id).title) or wording.untitled
            file.write(f"{title}\n{'=' * 40}\n")
            for stored in reader.messages(conversation_id):
                file.write(f"\n[{_caption(stored, wording)}]\n{_readable(stored)}\n")


def conversation_to_json(tree: Tree) -> dict[str, Any]:
    """One conversation as the format says."""
    conversation: Conversation = tree.conversation
    deleted = conversation.deleted_at
    return {
        "id": conversation.id,
        "title": _text(conversation.title),
        "title_is_own": conversation.title_is_own,
        "scene": _text(conversation.scene_id),
        "created_at": _time(conversation.created_at),
        "updated_at": _time(conversation.updated_at),
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "deleted_at": None if deleted is None else _time(deleted),
        "shown": tree.shown_root,
        "messages": [_message(stored, tree) for stored in tree.messages],
    }


def _dumps(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _message(stored: StoredMessage, tree: Tree) -> dict[str, Any]:
    message, stats = stored.message, stored.message.stats
    reason = message.finish_reason
    return {
        "id": message.id,
        "parent": stored.parent_id,
        "shown": tree.shown_child.get(message.id),
        "role": str(message.role),
        "note": stored.note,
        "text": _text(message.text),
        "created_at": _time(message.created_at),
        "utc_offset_s": offset_of(message.created_at),
        "finish_reason": None if reason is None else str(reason),
        "stats": None
        if stats is None
        else {
            "new_tokens": stats.new_tokens,
            "prompt_tokens": stats.prompt_tokens,
            "first_token_ms": stats.first_token_ms,
            "tokens_per_s": stats.tokens_per_s,
            "steps": stats.steps,
        },
        "mood": None if stored.verdict is None else _mood(stored.verdict),
    }


def _mood(verdict: Verdict) -> dict[str, Any]:
    mood, correction = verdict.mood, verdict.correction
    return {
        "label": _text(mood.label),
        "confidence": mood.confidence,
        "unsure": mood.unsure,
        "probabilities": list(mood.probabilities),
        "scene": _text(verdict.scene_id),
        "judged_score": verdict.judged_score,
        "score": verdict.score,
        "correction": None if correction is None else _text(correction),
        "feeling": mood.feeling,
        "told": mood.told,
    }


def _text(text: str) -> str | dict[str, str]:
    try:
        text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
        return {"surrogatepass": base64.b64encode(data).decode()}
    return text


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _caption(stored: StoredMessage, wording: Wording) -> str:
    moment = stored.message.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    label = stored.verdict.label if stored.verdict is not None else None
    words = [wording.speaker(stored), moment, *([] if label is None else [label])]
    return _one_line(" · ".join(words))


def _readable(stored: StoredMessage) -> str:
    return _encodable(stored.message.text).rstrip("\n")


def _one_line(text: str) -> str:
    return " ".join(_encodable(text).split())


def _encodable(text: str) -> str:
    """A reader's file has no lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@contextlib.contextmanager
def _new_file(target: Path) -> Iterator[TextIO]:
    """A text file that takes its name once it is complete and on the disk."""
    with new_private_file(target) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        yield text
        text.flush()
        # the binary file is the other one's to close
        text.detach()
