"""The kinds of files that this program reads, each with a sound one and with what reads it.

A reader may return or raise KnownError. Whatever else comes of a damaged file is a defect.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from desktop_app.cli.judge import _already_judged
from desktop_app.cli.message_files import FileMessage, read_messages
from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.export import export_json, export_markdown, export_text
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.journal import (
    corrected_messages,
    days_as_csv,
    judged_messages,
    mood_by_day,
    recorded_span,
)
from desktop_app.core.history.journal_facts import by_week, facts_of, totals
from desktop_app.core.history.records import Conversation, Folder
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scene, read_scenes
from desktop_app.core.system.text_files import read_text_file
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.check import check_folder
from desktop_app.models.file_transfer import Patience, Transfer
from desktop_app.models.hub import StreamStart, TransferError, _parse_info
from desktop_app.models.manifest import MANIFEST, FileRecord, Manifest, write_manifest
from desktop_app.models.partial import PART, PLAN, Plan, PlannedFile, unfinished, write_plan
from desktop_app.models.sources import HUB
from desktop_app.models.store import ModelStore
from desktop_app.shell.platform.diagnostics import LAST_CRASH_NAME, Diagnostics
from tests.models.toy import model_files, write_model
from tests.soak.mutations import damaged_bytes, damaged_database, damaged_json, damaged_lines

Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    make: writes a sound one below a folder and returns its path.
    read: given that path after it was damaged.
    is_slow: some ten times fewer of it are tried.
    """

    name: str
    make: Callable[[Path], Path]
    read: Callable[[Path], Any]
    damage: Damage = damaged_bytes
    is_slow: bool = False


def _model_file(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        return write_model(folder / "model") / name

    return make


def _check(path: Path) -> None:
    check_folder(path.parent)
    # a model that seems sound is imported with all that is said of it
    ModelStore(path.parent.parent / "models", read_catalogue(RESOURCES)).import_folder(path.parent)


def _make_index(folder: Path) -> Path:
    model = write_model(folder / "model")
    (model / "model.safetensors").rename(model / "model-00001-of-00001.safetensors")
    path = model / "model.safetensors.index.json"
    names = {"model.embed_tokens.weight": "model-00001-of-00001.safetensors"}
    path.write_text(json.dumps({"metadata": {}, "weight_map": names}), encoding="utf-8")
    return path


def _make_manifest(folder: Path) -> Path:
    entry = write_model(folder / "models" / "toy" / "1")
    records = tuple(FileRecord(n, len(c), "0" * 64) for n, c in model_files().items())
    write_manifest(entry, Manifest("toy", "Toy", "1", "import", "a/b", ("en",), "", records))
    return entry / MANIFEST


def _read_manifest(path: Path) -> None:
    store = ModelStore(path.parents[2], read_catalogue(RESOURCES))
    for model in store.list():
        for step in (store.check, store.verify):
            with contextlib.suppress(KnownError):
                step(model)
    copies = ModelStore(path.parents[3] / "copies", read_catalogue(RESOURCES))
    copies.import_folder(path.parent)


def _make_plan(folder: Path) -> Path:
    partial = folder / "models" / "toy" / ".partial-main"
    partial.mkdir(parents=True)
    files = (PlannedFile("config.json", 100, "0" * 64), PlannedFile("model.safetensors", 5000))
    write_plan(partial, Plan("toy", "Toy", "a/b", "main", "0" * 40, ("en",), files))
    return partial / PLAN


def _read_plan(path: Path) -> None:
    for item in unfinished(path.parents[2]):
        for file in item.plan.files:
            inside = (item.folder / file.name).resolve().parent == item.folder.resolve()
            assert inside, f"a plan leads to {file.name!r}"


WEIGHTS = bytes(range(256)) * 40


class _Hub:
    """A hub that sends one file's content from anywhere on, without a network."""

    source = HUB

    def stream(self, repo, revision, name, start, aborted, on_open):
        yield StreamStart(start, len(WEIGHTS))
        yield WEIGHTS[start:]


def _make_part(folder: Path) -> Path:
    path = folder / ("model.safetensors" + PART)
    path.write_bytes(WEIGHTS[:6000])
    return path


def _read_part(path: Path) -> None:
    """Whatever lies there, what comes out of the download is the file that was planned."""
    sha256 = hashlib.sha256(WEIGHTS).hexdigest()
    file = PlannedFile("model.safetensors", len(WEIGHTS), sha256)
    plan = Plan("toy", "Toy", "a/b", "main", "0" * 40, ("en",), (file,))
    transfer = Transfer(_Hub(), plan, path.parent, threading.Event(), Patience())
    try:
        list(transfer.file(file))
    except KnownError as error:
        if error.code != "download_mismatch" or path.exists():
            raise
        list(transfer.file(file))
    assert (path.parent / file.name).read_bytes() == WEIGHTS


def _make_table(folder: Path) -> Path:
    path = folder / "messages.csv"
    path.write_text('text,who\n"今天, good",a\nhello,b\n' * 20, encoding="utf-8")
    return path


def _read_table(path: Path) -> None:
    for name in ("messages.csv", "messages.tsv", "messages.txt"):
        try:
            messages = read_messages(path.rename(path.with_name(name)))
        except KnownError:
            continue
        finally:
            path.with_name(name).rename(path)
        assert all(isinstance(message.text, str) for message in messages)


def _make_verdicts(folder: Path) -> Path:
    path = folder / "verdicts.jsonl"
    lines = [json.dumps({"text": f"row {number}", "mood": "positive"}) for number in range(5)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _read_verdicts(path: Path) -> None:
    done = _already_judged(path, [FileMessage(f"row {number}") for number in range(20)])
    assert 0 <= done <= 20


def _make_trace(folder: Path) -> Path:
    path = folder / "logs" / LAST_CRASH_NAME
    path.parent.mkdir()
    path.write_text("Fatal Python error: Segmentation fault\n" * 20, encoding="utf-8")
    return path


def _read_trace(path: Path) -> None:
    trace = Diagnostics(Paths(path.parents[1])).previous_crash()
    assert trace is None or trace.text


def _make_scene(folder: Path) -> Path:
    path = folder / "scene.toml"
    path.write_bytes((RESOURCES / "scenes" / f"{DEFAULT_SCENE}.toml").read_bytes())
    return path


def _read_scene(path: Path) -> None:
    _, errors = read_scenes(path.parent)
    for error in errors:
        assert error.sentences()
    read_scene(path)


def _make_text(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("Heute war ein guter Tag. 今天很好。\n" * 20, encoding="utf-8")
    return path


def _make_hub_answer(folder: Path) -> Path:
    path = folder / "info.json"
    rows = [{"rfilename": name, "size": len(c)} for name, c in model_files().items()]
    rows.append({"rfilename": "x.bin", "lfs": {"size": 5, "sha256": "0" * 64}})
    path.write_text(json.dumps({"sha": "0" * 40, "siblings": rows}), encoding="utf-8")
    return path


def _read_hub_answer(path: Path) -> None:
    from desktop_app.models.download import choose_files

    try:
        _, files = _parse_info(path.read_bytes())
    except TransferError:
        return
    model = read_catalogue(RESOURCES).resolve("owner/name")
    for file in choose_files(files, model):
        assert Path(file.name).name == file.name


def write_history(folder: Path, conversations: int = 3, messages: int = 8) -> Path:
    """A chat database with a little of everything in it."""
    path = folder / "data" / FILE_NAME
    history = open_history(path)
    scene = read_scene(RESOURCES / "scenes" / f"{DEFAULT_SCENE}.toml")
    try:
        for number in range(conversations):
            now = datetime(2026, 3, 1, 8, number, tzinfo=UTC)
            chat = Conversation(new_id(), DEFAULT_SCENE, now, now)
            history.create_conversation(chat)
            parent = None
            for turn in range(messages):
                question = Message(Role.USER, f"今天的实验 {turn} went well 😀", created_at=now)
                history.add_message(chat.id, question, parent)
                history.set_mood(question.id, Mood("positive", 0.9, False, (0.9, 0.1)), scene)
                reply = Message(Role.ASSISTANT, "", created_at=now)
                history.begin_reply(chat.id, reply, question.id)
                stats = ReplyStats(5, 20, 100.0, 25.0, 5)
                history.finish_reply(reply.id, "Good to hear.", FinishReason.STOP, stats)
                parent = reply.id
        history.settled().result(30)
    finally:
        history.close()
    return path


def _read_history(path: Path) -> None:
    """All that the window does with the chats of a start, and one more message."""
    history = open_history(path)
    try:
        reader = history.reader
        for folder in Folder:
            rows = reader.conversations(folder)
            reader.recent_moods([row.id for row in rows])
        for id_ in reader.conversation_ids():
            try:
                reader.tree(id_)
                list(reader.messages(id_))
            except KeyError:
                continue
        reader.search("实验 went")
        span = recorded_span(reader) or (date(2026, 1, 1), date(2026, 12, 31))
        # what the page of a year shows, at the ends of what there is
        for year in {end.year for end in span}:
            first, last = date(year, 1, 1), date(year, 12, 31)
            days = mood_by_day(reader, first, last, zone=UTC)
            totals(days), by_week(days), facts_of(days), days_as_csv(days)
            judged_messages(reader, first, last, zone=UTC)
        corrected_messages(reader)
        ids = reader.conversation_ids()
        for export in (export_json, export_markdown, export_text):
            export(reader, ids, path.parent / "export")
        now = datetime.now(UTC)
        chat = Conversation(new_id(), DEFAULT_SCENE, now, now)
        history.create_conversation(chat)
        history.add_message(chat.id, Message(Role.USER, "after"), None).result(30)
        assert [m.message.text for m in history.reader.messages(chat.id)] == ["after"]
    finally:
        history.close()


def _make_export(folder: Path) -> Path:
    history = open_history(write_history(folder))
    try:
        target = folder / "chats.json"
        export_json(history.reader, history.reader.conversation_ids(), target)
    finally:
        history.close()
    return target


def _read_export(path: Path) -> None:
    trees = read_export(path)
    history = open_history(path.parent / "other" / FILE_NAME)
    try:
        ids = history.add_trees(trees).result(30)
        reader = history.reader
        for folder in Folder:
            rows = reader.conversations(folder)
            reader.recent_moods([row.id for row in rows])
        assert [len(reader.tree(id_).messages) for id_ in ids] == [len(t.messages) for t in trees]
        export_markdown(reader, ids, path.parent / "chats.md")
    finally:
        history.close()


def _make_settings(folder: Path) -> Path:
    path = folder / "settings.ini"
    lines = ("[General]", "threads=2", "theme=dark", "proxy=http://127.0.0.1:1", "top_p=0.5")
    path.write_text("\n".join((*lines, "look_ahead=false", "seed=5", "")), encoding="utf-8")
    return path


def _read_settings(path: Path) -> None:
    from desktop_app.shell.settings.ini_file import read_settings

    read_settings(Paths(path.parent))


def _make_window(folder: Path) -> Path:
    path = folder / "window.ini"
    text = "[General]\nplace=10 10 800 600\nmaximised=false\nsplitter=200 600\nconversation=abc\n"
    path.write_text(text, encoding="utf-8")
    return path


def _read_window(path: Path) -> None:
    from desktop_app.ui.window.window_state import read_window_state

    state = read_window_state(Paths(path.parent))
    numbers = (*state.splitter, *(state.place.getRect() if state.place else ()))
    assert all(math.isfinite(number) for number in numbers)


KINDS: tuple[Kind, ...] = (
    Kind("safetensors header", _model_file("model.safetensors"), _check),
    Kind("config.json", _model_file("config.json"), _check, damaged_json),
    Kind("tokenizer.json", _model_file("tokenizer.json"), _check, damaged_json),
    Kind("tokenizer_config.json", _model_file("tokenizer_config.json"), _check, damaged_json),
    Kind("weights index", _make_index, _check, damaged_json),
    Kind("manifest", _make_manifest, _read_manifest, damaged_json),
    Kind("download plan", _make_plan, _read_plan, damaged_json),
    Kind("hub's answer", _make_hub_answer, _read_hub_answer, damaged_json),
    Kind("partial file", _make_part, _read_part),
    Kind("scene", _make_scene, _read_scene),
    Kind("scene's values", _make_scene, _read_scene, damaged_lines),
    Kind("quoted text file", _make_text, read_text_file),
    Kind("settings.ini", _make_settings, _read_settings),
    Kind("settings.ini's values", _make_settings, _read_settings, damaged_lines),
    Kind("window.ini", _make_window, _read_window),
    Kind("window.ini's values", _make_window, _read_window, damaged_lines),
    Kind("table of messages", _make_table, _read_table),
    Kind("judge's output", _make_verdicts, _read_verdicts),
    Kind("trace of a crash", _make_trace, _read_trace),
    Kind("chat export", _make_export, _read_export, damaged_json, is_slow=True),
    Kind("chat database", write_history, _read_history, damaged_database, is_slow=True),
)
