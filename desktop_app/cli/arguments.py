"""The command line's words. A contract: scripts rely on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app import __version__
from desktop_app.core.scenes.scene import DEFAULT_SCENE

SYNTHETIC_SHAPES = ("qwen1.5-0.5b",)
KERNELS = ("avx", "avx2", "avx512", "neon", "torch")
LOG_LEVELS = ("debug", "info", "warning", "error")


def build_parser() -> argparse.ArgumentParser:
    """The parser of `qwen-all-in-one`; wrong usage exits with 2, as argparse does."""
    common = _common()
    parser = argparse.ArgumentParser(
        prog="qwen-all-in-one",
        description="Private, offline, mood-aware chat. Without a command the window opens.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="window, model, one judged and answered message, then exit 0 or 1",
    )
    parser.add_argument(
        "--quit", action="store_true", help="ask the window that is open to end; exit 1: none is"
    )
    parser.add_argument("--json", action="store_true", help="with --self-test: print one object")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _judge(commands.add_parser("judge", parents=[common], help="say the mood of messages"))
    _chat(commands.add_parser("chat", parents=[common], help="chat in the terminal"))
    _model(commands.add_parser("model", help="models on this disk"), common)
    _bench(commands.add_parser("bench", parents=[common], help="measure how fast it is here"))
    doctor = commands.add_parser("doctor", parents=[common], help="look this computer over")
    doctor.add_argument("--json", action="store_true", help="print one object")
    return parser


def _common() -> argparse.ArgumentParser:
    # SUPPRESS: an option may stand before or after the command, and neither place's default may
    # overwrite what was said at the other
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--model", metavar="NAME|FOLDER", help="which model speaks")
    common.add_argument("--data-dir", metavar="DIR", type=Path, help="chats, models and settings")
    common.add_argument("--offline", action="store_true", help="never use the network")
    common.add_argument("--lang", choices=("zh", "en"), help="language of the texts")
    common.add_argument("--log-level", choices=LOG_LEVELS, help="what is logged (warning)")
    return common


def _judge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scene", default=DEFAULT_SCENE, metavar="S", help="whose judge")
    parser.add_argument(
        "--file",
        type=Path,
        metavar="F",
        help=".txt with a message a line, or .csv/.tsv with a column text",
    )
    parser.add_argument(
        "--encoding",
        default="",
        metavar="E",
        help="of the --file, such as gb18030 or big5; it is found out where it is not named",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="F",
        help="append the JSON lines to this file; a run that was stopped goes on where it was",
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="a message")
    parser.set_defaults(wrong_usage=parser.error)


def _chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scene", default=DEFAULT_SCENE, metavar="S", help="who speaks")
    parser.add_argument("--once", metavar="TEXT", help="judge and answer one message, then exit")


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--synthetic",
        choices=SYNTHETIC_SHAPES,
        help="with random weights of this model's shape: nothing needs to be downloaded",
    )
    parser.add_argument(
        "--kernel",
        choices=KERNELS,
        default="",
        help="instructions to compute with: by default the best that the processor has",
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    parser.add_argument("--json", action="store_true", help="print one object")


def _model(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", parents=[common], help="JSON lines: the models known and found")
    download = actions.add_parser("download", parents=[common], help="fetch a model")
    download.add_argument("name", nargs="?", default="", metavar="NAME | owner/name[@revision]")
    download.add_argument(
        "--accept-licence", action="store_true", help="where a model's licence asks for it"
    )
    ensure = actions.add_parser(
        "ensure", parents=[common], help="a model is here, or the best that can be had is fetched"
    )
    ensure.add_argument(
        "--accept-licence", action="store_true", help="of the model that is fetched: you read it"
    )
    ensure.add_argument(
        "--no-starter", action="store_true", help="fail where only the starter could be had"
    )
    verify = actions.add_parser("verify", parents=[common], help="hash every file again")
    verify.add_argument("name", nargs="?", default="", metavar="NAME")
    take = actions.add_parser("import", parents=[common], help="take in a folder or a .gguf file")
    take.add_argument("path", type=Path, metavar="PATH")
    take.add_argument("--in-place", action="store_true", help="use the folder where it is")
    remove = actions.add_parser("remove", parents=[common], help="delete a model")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(wrong_usage=remove.error)
