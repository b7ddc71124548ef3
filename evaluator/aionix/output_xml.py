"""Values as XML: ``builtins.toXML`` and the command line's ``--xml``.

The walk keeps its own stack, so depth costs memory only.  Attributes come in
name order.  A derivation is written out once and is ``<repeated />`` where it
comes again; other cycles end in Nix's error for too deep a recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from operator import length_hint
from typing import TYPE_CHECKING, Any

from .bytestr import from_text
from .errors import CallDepthError
from .limits import FLOOR, check_string
from .runtime.large import discard, joined
from .runtime.literals import show_float
from .runtime.requests import Run, suspend
from .runtime.thunk import GUARD, force, whnf
from .runtime.values import (
    Attrs,
    Cell,
    ContextString,
    Lambda,
    Partial,
    Path,
    attr_position,
    with_context,
)
from .source import Position

if TYPE_CHECKING:
    from .runtime.context import Context

#: Nix's limit of depth, kept here: indentation makes the text grow with the square of it.
MAX_DEPTH = 10_000

#: Cells between two chances for the VM to take over.
BREATH = 4096

_SPECIAL = re.compile('["<>&\n]')
_ENTITIES = {'"': "&quot;", "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": "&#xA;"}

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*")

_HEAD = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n"


def escape(string: str) -> str:
    """*string* as the value of an XML attribute."""
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], string)


async def to_xml(
    ctx: Context,
    value: Cell,
    depth: int,
    *,
    strict: bool = True,
    location: bool = False,
    partial: list[str] | None = None,
) -> str:
    """The XML text of *value* (a nix string), with the context of all strings in it.

    Without *strict* nothing is forced; with *location* attributes and functions
    tell where they were defined.  Should evaluation fail, *partial* gets what was
    written so far, its elements closed (C++ Nix prints that).
    """
    if depth >= GUARD[0]:
        result: str = await suspend(
            Run(to_xml(ctx, value, 0, strict=strict, location=location, partial=partial))
        )
        return result
    writer = _Writer(location)
    open_: list[_Open] = [(None, "", 0)]
    try:
        await _write(ctx, value, depth, strict, writer, open_)
    except BaseException:
        if partial is not None:
            partial.extend(writer.out)
            partial.append(writer.unfinished)
            partial.extend(end for _, end, _ in reversed(open_))
            partial.append("</expr>\n")
        raise
    writer.out.append("</expr>\n")
    text = await joined(writer.out)
    await discard(writer.out)
    return with_context(text, frozenset(writer.context))


#: Of an open container: its set (None for a list), its end tags, and its identity.
_Open = tuple[Attrs | None, str, int]


async def _write(
    ctx: Context, value: Cell, depth: int, strict: bool, writer: _Writer, open_: list[_Open]
) -> None:
    """The walk: writes *value* and all in it; *open_* tells what is open."""
    limit = min(ctx.settings.max_call_depth or MAX_DEPTH, MAX_DEPTH)
    drawn: set[str] = set()
    pending: list[Iterator[Any]] = [iter((value,))]
    inside: set[int] = set()
    while pending:
        owner, end, identity = open_[-1]
        for cell in islice(pending[-1], BREATH):
            tail = ""
            if owner is not None:
                tail = writer.open_attribute(owner, cell)
                writer.unfinished = tail
                cell = owner.d[cell]
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                elif strict:
                    cell = await force(cell, depth + 1)
            elif not strict and len(pending) > 1 and type(cell) is Lambda:
                # Nix makes a thunk for a function that is written there.
                cell = [None]
            kind = type(cell)
            if kind is Attrs:
                source, tag = sorted(cell.d), "attrs"
                seen = False
                if await _is_derivation(cell, depth):
                    tag = "derivation"
                    path = await writer.open_derivation(cell, depth, strict)
                    seen = not path or path in drawn
                    drawn.add(path)
                else:
                    writer.open("attrs")
                tail = f"{writer.end(tag)}{tail}"
                if seen:
                    writer.empty("repeated")
                    source = []
                if not source:
                    writer.close(tail)
                    continue
            elif kind is tuple:
                writer.open("list")
                source = cell
                tail = f"{writer.end('list')}{tail}"
            else:
                writer.atom(cell)
                writer.close(tail)
                continue
            if id(cell) in inside or len(pending) > limit:
                raise CallDepthError("stack overflow; max-call-depth exceeded")
            inside.add(id(cell))
            writer.unfinished = ""
            pending.append(iter(source))
            open_.append((cell if kind is Attrs else None, tail, id(cell)))
            break
        else:
            if depth >= GUARD[0]:
                await suspend(Run(_nothing()))
            if length_hint(pending[-1]):
                continue
            pending.pop()
            open_.pop()
            inside.discard(identity)
            writer.close(end)


async def _nothing() -> None:
    """What the VM is asked to run when it only wants to be reached."""


async def _is_derivation(attrs: Attrs, depth: int) -> bool:
    if "type" not in attrs.d:
        return False
    kind = await whnf(attrs.d["type"], depth + 1)
    return isinstance(kind, str) and kind == "derivation"


class _Writer:
    """The text so far, its indentation, and the context of its strings."""

    def __init__(self, location: bool) -> None:
        self.out: list[str] = [_HEAD]
        self.size = 0
        self.level = 1
        self.location = location
        #: The end tag of the attribute whose value is not begun yet.
        self.unfinished = ""
        self.context: set[str] = set()
        self.parsed: dict[int, dict[tuple[int, int], str | None]] = {}

    def put(self, text: str) -> None:
        """Append to the text, unless that becomes too long."""
        self.size += len(text)
        if FLOOR and self.size > FLOOR[0]:
            check_string(self.size)
        self.out.append(text)

    def open(self, tag: str, attributes: str = "") -> None:
        self.put(f"{'  ' * self.level}<{tag}{attributes}>\n")
        self.level += 1

    def end(self, tag: str) -> str:
        """The end tag of the element just opened, for ``close``."""
        return f"{'  ' * (self.level - 1)}</{tag}>\n"

    def close(self, tags: str) -> None:
        """Write end tags (up to two: a value's and its attribute's)."""
        self.unfinished = ""
        if tags:
            self.put(tags)
            self.level -= tags.count("\n")

    def empty(self, tag: str, attributes: str = "") -> None:
        self.put(f"{'  ' * self.level}<{tag}{attributes} />\n")

    def open_attribute(self, attrs: Attrs, name: str) -> str:
        """Begin ``<attr>``; returns its end tag."""
        place = attr_position(attrs, name) if self.location else None
        before, after = self.place(place)
        self.open("attr", f'{before} name="{escape(name)}"{after}')
        return self.end("attr")

    def place(self, position: Position | None) -> tuple[str, str]:
        """The XML attributes of a position: those sorted before ``name``, and behind it."""
        if position is None:
            return "", ""
        path = position.source.path
        return (
            f' column="{position.column}" line="{position.line}"',
            f' path="{escape(path)}"' if path is not None else "",
        )

    async def open_derivation(self, attrs: Attrs, depth: int, strict: bool) -> str:
        """Begin ``<derivation>``; returns its ``drvPath``, "" when there is none."""
        found = {}
        for name in ("drvPath", "outPath"):
            cell = attrs.d.get(name)
            if strict:
                cell = await whnf(cell, depth + 1)
            elif type(cell) is list and cell[0] is None:
                cell = cell[1]
            if isinstance(cell, str):
                found[name] = cell
        shown = "".join(f' {name}="{escape(path)}"' for name, path in found.items())
        self.open("derivation", shown)
        return found.get("drvPath", "")

    def atom(self, value: Any) -> None:
        """An element for what contains nothing."""
        kind = type(value)
        if kind is str or kind is ContextString:
            if kind is ContextString:
                self.context |= value.context
            self.empty("string", f' value="{escape(value)}"')
        elif kind is int:
            self.empty("int", f' value="{value}"')
        elif kind is bool:
            self.empty("bool", f' value="{"true" if value else "false"}"')
        elif value is None:
            self.empty("null")
        elif kind is float:
            self.empty("float", f' value="{show_float(value)}"')
        elif kind is Path:
            self.empty("path", f' value="{escape(value.name)}"')
        elif kind is Lambda:
            self.function(value, 0)
        elif kind is Partial:
            self.function(value.function, len(value.args))
        else:
            self.empty("unevaluated")

    def function(self, function: Lambda, index: int) -> None:
        """A function and its pattern; *index* arguments were given already."""
        info = function.info
        position = info.position(index)
        name = self.parameter(position)
        before, after = self.place(position if self.location else None)
        self.open("function", before + after)
        end = self.end("function")
        if info.formals is not None and index == info.arity - 1:
            ellipsis = ' ellipsis="1"' if info.ellipsis else ""
            named = f' name="{name}"' if name is not None else ""
            self.open("attrspat", ellipsis + named)
            end = self.end("attrspat") + end
            for formal in sorted(formal[0] for formal in info.formals):
                self.empty("attr", f' name="{formal}"')
        else:
            self.empty("varpat", f' name="{name}"')
        self.close(end)

    def parameter(self, position: Position) -> str | None:
        """The name that the function at *position* gives its argument as a whole.

        Compiled functions don't keep it: it is read off the source.
        """
        line = position.source.line(position.line)
        match = _IDENTIFIER.match(from_text(line or ""), position.column - 1)
        if match is not None:
            return match[0]
        known = self.parsed.get(id(position.source))
        if known is None:
            known = self.parsed[id(position.source)] = _parameters(position)
        return known.get((position.line, position.column))


def _parameters(position: Position) -> dict[tuple[int, int], str | None]:
    """Line and column of every function in a source, and what it calls its argument."""
    # Rarely needed, and slow to import.
    from .syntax import nodes
    from .syntax.parser import parse

    source = position.source
    found: dict[tuple[int, int], str | None] = {}
    todo: list[Any] = [parse(source, home="/", pipe_operators=True)]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(node)
        elif type(node).__module__ == nodes.__name__ and hasattr(node, "__match_args__"):
            if isinstance(node, nodes.Lambda):
                found[source.line_column(node.pos)] = node.param
            todo.extend(getattr(node, name) for name in node.__match_args__)
    return found
