"""A model's chat template, run with a bound on its time and on all that it makes.

A template is a program of the model's maker. Jinja's sandbox keeps it from the system; here it is
kept from running for ever and from filling the memory. Every value that it makes is weighed, so
that no single operation takes long, and the clock is looked at every few lines.
"""

from __future__ import annotations

import functools
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import FrameType
from typing import Any

import jinja2
import jinja2.compiler
import jinja2.ext
import jinja2.filters
import jinja2.nodes
import jinja2.parser
import jinja2.sandbox
import jinja2.utils

MAX_SOURCE = 1 << 18
"""Characters of a template; those of real models have some thousands."""
MAX_VALUE = 1 << 20
"""Characters, or items of all levels, in one value."""
MAX_TOTAL = 1 << 24
"""Characters and items in all that one rendering makes."""
MAX_SECONDS = 2.0
"""Of the processor; a chat of hundreds of messages takes some milliseconds."""
EVENTS_PER_LOOK = 32
"""Lines and calls between two looks at the clock, which costs more than a line."""
MAX_INDENT = 64
MAX_INDENTED = 1 << 12
MAX_BITS = 1 << 12
MAX_DATE_FORMAT = 64


class TooMuchError(BaseException):
    """More time or memory than any chat needs. Nothing in Jinja catches it on its way."""


class ChatTemplate:
    """Rows of a chat in, text out."""

    def __init__(self, source: str) -> None:
        """Compile it. Raises jinja2.TemplateError, SyntaxError or RecursionError."""
        if len(source) > MAX_SOURCE:
            raise jinja2.TemplateError("a chat template that is too long")
        self._environment = _Environment(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[jinja2.ext.loopcontrols, _Generation],
            # what is computed while compiling is not weighed
            optimized=False,
        )
        self._template = self._environment.from_string(source)

    def render(
        self,
        rows: Sequence[Mapping[str, Any]],
        names: Mapping[str, str],
        nothing: tuple | None = None,
    ) -> str:
        """The chat up to where the assistant speaks; names: of control tokens.

        nothing: what stands for the tools and documents that there are not.

        Raises TooMuchError, and whatever the template fails with.
        """
        self._environment.left = MAX_TOTAL
        with _Clock(self._template.root_render_func.__code__.co_filename):
            return self._template.render(
                messages=rows,
                tools=nothing,
                documents=nothing,
                add_generation_prompt=True,
                enable_thinking=False,
                **names,
            )


class _Clock:
    """Inside, the template's lines and all calls in this thread make it look at the clock."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._events = 0

    def __enter__(self) -> None:
        self._end = time.thread_time() + MAX_SECONDS
        self._before = sys.gettrace()
        sys.settrace(self._look)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _look(self, frame: FrameType, event: str, argument: object) -> Callable | None:
        self._events += 1
        if self._events % EVENTS_PER_LOOK == 0 and time.thread_time() > self._end:
            raise TooMuchError("time")
        return self._look if frame.f_code.co_filename == self._file_name else None


class _Generator(jinja2.compiler.CodeGenerator):
    """Compiles so that what a template makes by its own syntax is weighed."""

    def visit_Template(self, node: jinja2.nodes.Template, frame: Any = None) -> None:
        # calls of blocks are put together by Jinja itself, past the scales; no chat needs them
        if node.find(jinja2.nodes.Block):
            raise jinja2.TemplateAssertionError("a block in a chat template", 1)
        super().visit_Template(node, frame)

    def visit_Concat(self, node: jinja2.nodes.Concat, frame: Any) -> None:
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: jinja2.nodes.Getitem, frame: Any) -> None:
        if isinstance(node.arg, jinja2.nodes.Slice):
            self._weighed(super().visit_Getitem, node, frame)
        else:
            super().visit_Getitem(node, frame)

    def visit_List(self, node: jinja2.nodes.List, frame: Any) -> None:
        self._weighed(super().visit_List, node, frame)

    def visit_Dict(self, node: jinja2.nodes.Dict, frame: Any) -> None:
        self._weighed(super().visit_Dict, node, frame)

    def visit_Tuple(self, node: jinja2.nodes.Tuple, frame: Any) -> None:
        if node.ctx == "load":
            self._weighed(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def _weighed(self, visit: Callable[[Any, Any], None], node: Any, frame: Any) -> None:
        self.write("environment.weighed(")
        visit(node, frame)
        self.write(")")


class _Generation(jinja2.ext.Extension):
    """`{% generation %}` marks what the assistant said, for training; here it is what it holds."""

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self.tags = {"generation"}

    def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Namespace(jinja2.utils.Namespace):
    """Names in names in names could say more of themselves than any memory holds."""

    def __repr__(self) -> str:
        return "namespace"


class _Environment(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """A sandbox with scales: no operation makes more than a small multiple of MAX_VALUE."""

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))
    left = MAX_TOTAL

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals = {
            "range": self.globals["range"],
            "dict": dict,
            "namespace": _Namespace,
            "raise_exception": _raise_exception,
            "strftime_now": _strftime_now,
        }
        own = {
            **{name: jinja2.filters.FILTERS[name] for name in _FILTERS},
            "join": self._join,
            "replace": self._replace,
            "tojson": self._to_json,
            "indent": self._indent,
        }
        self.filters = {name: self._weighing(function) for name, function in own.items()}

    def weighed(self, value: Any) -> Any:
        """The value, if there is room for it."""
        self._spend(len(value) if isinstance(value, _SIZED) else 1)
        weight, rest = 0, [value]
        while rest:
            one = rest.pop()
            weight += 1
            if isinstance(one, int):
                weight += one.bit_length() >> 3
            elif isinstance(one, _SIZED):
                weight += len(one)
            if weight > MAX_VALUE:
                raise TooMuchError("memory")
            if isinstance(one, list | tuple):
                rest += one
            elif isinstance(one, dict):
                rest += one.keys()
                rest += one.values()
        return value

    def joined(self, parts: Sequence[Any]) -> str:
        """What `~` makes."""
        self.weighed(parts)
        return self.concat(map(str, parts))

    def concat(self, parts: Iterable[str]) -> str:
        """What an output makes, of the whole template or a part of it."""
        made, weight = [], 0
        for part in parts:
            weight += len(part)
            if weight > MAX_VALUE:
                raise TooMuchError("memory")
            made.append(part)
        self._spend(weight)
        return "".join(made)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and not (abs(left) < 1 << 16 and abs(right) < 16):
            raise TooMuchError("memory")
        if operator == "%" and isinstance(left, str):
            raise jinja2.TemplateError("'%' of a text")
        if operator == "*":
            self._check_product(left, right)
        return self.weighed(super().call_binop(context, operator, left, right))

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        owner = getattr(called, "__self__", None)
        if isinstance(owner, str) and called.__name__ == "replace":
            return self.weighed(self._replace(owner, *args))
        # another number of arguments is an error of the template's, and join() says so
        if isinstance(owner, str) and called.__name__ == "join" and len(args) == 1:
            return self.weighed(self._join(args[0], owner))
        return self.weighed(super().call(context, called, *args, **kwargs))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # of a text's methods those whose result is about as long as the text
        if isinstance(obj, str) and attr not in _TEXT_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No method of texts that fills in a format: see is_safe_attribute."""

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise TooMuchError("memory")

    def _weighing(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def weigh(*args: Any, **kwargs: Any) -> Any:
            return self.weighed(function(*args, **kwargs))

        return weigh

    def _check_product(self, left: Any, right: Any) -> None:
        for one, times in ((left, right), (right, left)):
            if isinstance(one, _SIZED) and isinstance(times, int) and len(one) * times > MAX_VALUE:
                raise TooMuchError("memory")
        if isinstance(left, int) and isinstance(right, int):
            self._check_size(left.bit_length() + right.bit_length(), MAX_BITS)

    def _join(self, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
        parts, between = list(value), str(d)
        if attribute is not None:
            parts = list(map(jinja2.filters.make_attrgetter(self, attribute), parts))
        self.weighed(parts)
        self._check_size(len(parts) * len(between), MAX_VALUE)
        return between.join(map(str, parts))

    def _replace(self, value: Any, old: str, new: str, count: int | None = None) -> str:
        text, old, new = str(value), str(old), str(new)
        self._check_size(text.count(old) * len(new), MAX_VALUE)
        return text.replace(old, new, -1 if count is None else count)

    def _to_json(self, value: Any, indent: int | None = None) -> str:
        if indent is not None:
            self._check_size(indent, MAX_INDENT)
            self._check_size(len(str(value)), MAX_INDENTED)
        options = self.policies["json.dumps_kwargs"]
        return jinja2.utils.htmlsafe_json_dumps(value, indent=indent, **options)

    def _indent(
        self, value: Any, width: int | str = 4, first: bool = False, blank: bool = False
    ) -> str:
        self._check_size(len(width) if isinstance(width, str) else width, MAX_INDENT)
        return jinja2.filters.do_indent(str(value), width, first, blank)

    @staticmethod
    def _check_size(size: int, most: int) -> None:
        if size > most:
            raise TooMuchError("memory")


def _raise_exception(message: str) -> None:
    """What chat templates call to refuse a chat."""
    raise jinja2.TemplateError(message)


def _strftime_now(format: str) -> str:
    """Today, as chat templates tell it to the model. Without paddings: they could fill memory."""
    if len(format) > MAX_DATE_FORMAT or re.search(r"%[^a-zA-Z%]*[0-9]", format):
        raise jinja2.TemplateError("a format of the date")
    return datetime.now().astimezone().strftime(format)


_SIZED = (str, list, tuple, dict)
_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float"),
    *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "reverse", "safe", "select", "selectattr", "sort", "string", "title"),
    *("trim", "unique", "upper"),
)
_TEXT_METHODS = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha"),
        *("isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isspace"),
        *("istitle", "isupper", "join", "lower", "lstrip", "partition", "removeprefix"),
        *("removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split"),
        *("splitlines", "startswith", "strip", "swapcase", "title", "upper"),
    )
)
