"""Whether a conversation that is to be added is here already: an export can be imported twice."""

from __future__ import annotations

import dataclasses
import hashlib
import sqlite3

from desktop_app.core.history.records import Tree
from desktop_app.core.history.sqlite import to_column

_ID_CHARACTERS = 96


def is_here(connection: sqlite3.Connection, tree: Tree) -> bool:
    """Whether every message of it stands in the conversation of its id; others may have come."""
    rows = connection.execute(
        "SELECT m.id, m.role, m.text FROM messages AS m JOIN conversations AS c"
        " ON c.key = m.conversation WHERE c.id = ?",
        (tree.conversation.id,),
    )
    known = {id_: (role, text) for id_, role, text in rows}
    return all(
        known.get(stored.message.id) == (str(stored.message.role), to_column(stored.message.text))
        for stored in tree.messages
    )


def branched_off(tree: Tree) -> Tree:
    """The same under an id that says what is in it: added again, it is the same once more."""
    digest = hashlib.sha256()
    for stored in tree.messages:
        for text in (stored.message.id, stored.message.role, stored.message.text):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    id_ = f"{tree.conversation.id[:_ID_CHARACTERS]}.{digest.hexdigest()[:16]}"
    return dataclasses.replace(tree, conversation=dataclasses.replace(tree.conversation, id=id_))
