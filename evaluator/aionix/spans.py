"""From the position of an error to the piece of source that it is about.

Running code knows where expressions start, not where they end.  What an error shows is asked
for when it is shown: then the source is parsed once more, and the syntax nodes that start
at the position tell the rest.  Text that is no Nix (a syntax error), or too large to be
parsed on the side, gives the token at the position.

Invariants: nothing here raises, whatever the source holds; each source is parsed at most once
while it is in memory; time is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from weakref import WeakKeyDictionary

from .bytestr import to_text
from .errors import (
    CallError,
    InfiniteRecursionError,
    MissingAttributeError,
    NixError,
    NixSyntaxError,
    TraceFrame,
    UndefinedVariableError,
)
from .records import dataclass, field
from .source import Position, SourceFile, Span
from .syntax import nodes as n

#: Larger sources are not parsed for a span: 2 MiB take about a second.
MAX_SOURCE = 2 << 20

#: Characters kept of the path to an attribute.
LONG_PATH = 100

#: Which of the expressions that start at one place is meant: ``f`` or ``f x``.
Wanted = Literal["smallest", "largest", "select"]


@dataclass(frozen=True)
class Region:
    """Offsets of a piece of source; *focus*: the part of it that matters, an operator say."""

    start: int
    end: int
    focus: tuple[int, int] | None = None


@dataclass(frozen=True)
class Scope:
    """Offsets between which names are bound, and where each is: a name's first byte."""

    start: int
    end: int
    names: dict[str, int]
    is_function: bool


@dataclass(frozen=True)
class Named:
    """Offsets of ``name = value``; *path* is the name with those around it, as ``a.b``."""

    start: int
    end: int
    path: str
    value: n.Expr


@dataclass
class Index:
    """What is at which offset of a parsed source."""

    expressions: dict[int, list[n.Expr]] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)
    bindings: list[Named] = field(default_factory=list)
    #: Where ``${…}`` starts in a string or path, and ends.
    pieces: dict[int, int] = field(default_factory=dict)

    def binding_at(self, offset: int) -> Named | None:
        """The innermost ``name = value`` around *offset*."""
        found = None
        for binding in self.bindings:
            if binding.start <= offset < binding.end and (
                found is None or binding.start >= found.start
            ):
                found = binding
        return found

    def scope_of(self, name: str, offset: int) -> Scope | None:
        """The innermost scope around *offset* that binds *name*."""
        found = None
        for scope in self.scopes:
            inside = scope.start <= offset < scope.end and name in scope.names
            if inside and (found is None or scope.start >= found.start):
                found = scope
        return found


_INDEXES: WeakKeyDictionary[SourceFile, Index] = WeakKeyDictionary()
_EMPTY = Index()


def index_of(source: SourceFile) -> Index:
    """The index of *source*: empty where it can't be parsed."""
    index = _INDEXES.get(source)
    if index is None:
        index = _INDEXES[source] = _make_index(source)
    return index


def _make_index(source: SourceFile) -> Index:
    if not source.text or len(source.text) > MAX_SOURCE or source.internal:
        return _EMPTY
    from .syntax.parser import parse

    for bindings in (False, True):  # what is typed at the prompt of the REPL may be bindings
        try:
            root = parse(source, home="/", pipe_operators=True, bindings=bindings)
            return _walk(root, source.text)
        except Exception:  # an error is being shown: that must go on, whatever the source
            continue
    return _EMPTY


def _walk(root: n.Expr, text: str) -> Index:
    index = Index()
    todo: list[tuple[n.Expr, str]] = [(root, "")]
    while todo:
        node, path = todo.pop()
        if type(node) is n.AttrSet:
            names = {}
            for binding in node.bindings:
                names[binding.name] = binding.pos
                if binding.value is not None:
                    inner = f"{path[-LONG_PATH:]}.{binding.name}" if path else binding.name
                    if type(binding.value) is not n.Var or binding.value.pos != binding.pos:
                        index.bindings.append(
                            Named(binding.pos, binding.value.end, inner, binding.value)
                        )
                    todo.append((binding.value, inner))
            for dynamic in node.dynamic:
                todo += ((dynamic.name, ""), (dynamic.value, path))
            todo += ((origin, path) for origin in node.origins)
            if node.recursive:
                index.scopes.append(Scope(node.pos, node.end, names, False))
            if not text.startswith(("{", "rec"), node.pos):
                continue  # of ``a.b = …``, or of ``let``: nobody wrote it
        elif type(node) is n.Let:
            names = {binding.name: binding.pos for binding in node.bindings.bindings}
            index.scopes.append(Scope(node.pos, node.end, names, False))
            todo += ((node.bindings, ""), (node.body, path))
        elif type(node) is n.Lambda:
            names = {} if node.param is None else {node.param: node.pos}
            for formal in node.formals or ():
                names[formal.name] = formal.pos
                if formal.default is not None:
                    named = Named(formal.pos, formal.default.end, formal.name, formal.default)
                    index.bindings.append(named)
                    todo.append((formal.default, ""))
            index.scopes.append(Scope(node.pos, node.end, names, True))
            todo.append((node.body, path))
        else:
            if type(node) is n.Interpolation:
                index.pieces.update(
                    (start, part.end) for start, part in zip(node.starts, node.parts, strict=False)
                )
            todo += ((child, path) for child in _children(node))
        index.expressions.setdefault(node.pos, []).append(node)
    return index


def _children(node: n.Expr) -> Iterable[n.Expr]:
    """The expressions right below *node*, which binds no names."""
    for name in node.__match_args__:
        value = getattr(node, name)
        for child in value if type(value) is tuple else (value,):
            if isinstance(child, n.AttrName):
                child = child.name
            if isinstance(child, n.Expr):
                yield child


# --- regions ----------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""[\w.+~-]*(?:/[\w.+-]+)+/? | <[\w.+-]+(?:/[\w.+-]+)*>
      | [A-Za-z_][\w'-]* | [0-9][\w.]* | "(?:[^"\\\r\n]|\\.)*"? | \$\{ | ''
      | [=!<>]= | \+\+ | -> | // | && | \|\| | \.\.\. | \|> | <\|
      | [^\s]""",
    re.VERBOSE | re.ASCII,
)


def offset_of(position: Position) -> int | None:
    """The offset of *position*; None if its source has no such place, or no text."""
    source = position.source
    if not source.text or position.line < 1 or position.column < 1:
        return None
    try:
        offset = source.offset(position.line, position.column)
    except IndexError:
        return None
    return offset if offset <= len(source.text) else None


def region_at(position: Position, wanted: Wanted = "largest", name: str = "") -> Region | None:
    """What is at *position*; None where no text is.

    *name*, as text: the attribute or argument that matters.
    """
    offset = offset_of(position)
    if offset is None:
        return None
    source = position.source
    node = _choose(index_of(source).expressions.get(offset, ()), wanted)
    if source.text.startswith("${", offset) and (end := index_of(source).pieces.get(offset)):
        closing = source.text.find("}", end)
        return Region(offset, closing + 1 if closing >= 0 else end)
    if node is None:
        return _in_parentheses(source, offset) or Region(offset, token_end(source.text, offset))
    region = _region(source.text, node, name)
    return region if region.start <= offset <= region.end else Region(offset, offset + 1)


def region_of(source: SourceFile, node: n.Expr) -> tuple[int, int]:
    """The offsets of *node*, an expression of *source*."""
    region = _region(source.text, node, "")
    return region.start, region.end


def _in_parentheses(source: SourceFile, offset: int) -> Region | None:
    """The expression in the parentheses that open at *offset*, and these."""
    text = source.text
    inner = offset
    while text.startswith("(", inner):
        inner += 1
        while inner < len(text) and text[inner] in _BLANK:
            inner += 1
    if inner == offset:
        return None
    node = _choose(index_of(source).expressions.get(inner, ()), "largest")
    if node is None or inner - offset > _LONG:
        return None
    return Region(*_balanced(text, offset, node.end))


def token_end(text: str, offset: int) -> int:
    """Where the token that begins at *offset* ends."""
    match = _TOKEN.match(text, offset)
    return offset if match is None else match.end()


def _choose(found: Iterable[n.Expr], wanted: Wanted) -> n.Expr | None:
    """The expression that is meant, of those that start at one place."""
    nodes = sorted(found, key=lambda node: node.end)
    if not nodes:
        return None
    if wanted == "select":
        for node in nodes:
            if type(node) is n.Select:
                return node
    return nodes[0] if wanted == "smallest" else nodes[-1]


def _region(text: str, node: n.Expr, name: str) -> Region:
    start, end = node.pos, node.end
    focus = None
    if type(node) is n.Binary:
        focus = (node.pos, token_end(text, node.pos))
        start = _start(node)
    elif type(node) is n.Apply:
        start = _start(node)
        if text.startswith(("|>", "<|"), node.pos):
            focus = (node.pos, node.pos + 2)
            start = min(start, *(argument.pos for argument in node.args))
        elif name:
            focus = _argument(text, node.args[0], name)
    elif type(node) is n.Select:
        for step in node.path:
            if name and isinstance(step.name, str) and to_text(step.name) == name.strip('"'):
                focus = (step.pos, token_end(text, step.pos))
        if not name and len(node.path) == 1:
            focus = (start, node.subject.end)
    elif (condition := _condition(node)) is not None:
        end = condition.end
        focus = _balanced(text, _start(condition), end)
    elif type(node) is n.Lambda:
        end = _start(node.body)
        head = text[start:end].rstrip()
        end = start + len(head)
        if node.formals is not None and name:
            for formal in node.formals:
                if to_text(formal.name) == name:
                    focus = (formal.pos, formal.pos + len(formal.name))
        if not head.endswith(":"):  # the body begins with a parenthesis, or further left
            end = max(head.rfind(":") + start + 1, start + 1)
    start, end = _quoted(text, start, end, type(node) in (n.Str, n.Interpolation))
    return Region(*_balanced(text, start, end), focus)


def _condition(node: n.Expr) -> n.Expr | None:
    """What *node* itself needs the value of."""
    if type(node) is n.If or type(node) is n.Assert:
        return node.condition
    if type(node) is n.With:
        return node.env
    if type(node) is n.Not or type(node) is n.Negate:
        return node.operand
    return None


def needed(node: n.Expr) -> tuple[n.Expr, ...]:
    """The parts of *node* whose values it needs to begin with, the likeliest culprit first."""
    if type(node) is n.Binary:
        return node.right, node.left
    if type(node) is n.Select or type(node) is n.HasAttr:
        return (node.subject,)
    condition = _condition(node)
    return () if condition is None else (condition,)


def _start(node: n.Expr) -> int:
    """Where *node* begins: the place of an operation is that of its operator."""
    start = node.pos
    while True:
        if isinstance(node, n.Binary):
            start = min(start, node.starts[0]) if node.starts else start
            node = node.left
        elif isinstance(node, n.Apply):
            node = node.function
        elif isinstance(node, n.HasAttr):
            node = node.subject
        else:
            return min(start, node.pos)
        start = min(start, node.pos)


def _argument(text: str, argument: n.Expr, name: str) -> tuple[int, int] | None:
    """Where a set written as an argument defines *name*."""
    if type(argument) is n.AttrSet:
        for binding in argument.bindings:
            if to_text(binding.name) == name:
                return binding.pos, token_end(text, binding.pos)
    return None


def _quoted(text: str, start: int, end: int, is_string: bool) -> tuple[int, int]:
    """With the quotes around a string, which Nix does not count as part of it."""
    if is_string:
        for quote in ('"', "''"):
            if text.startswith(quote, start):
                break
            if text.endswith(quote, 0, start):
                start -= len(quote)
                if text.startswith(quote, end):
                    end += len(quote)
                break
    return start, end


#: Longer pieces are not looked through for parentheses.
_LONG = 4096
_BLANK = " \t\r\n"


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """With the opening parenthesis of an operand that the piece begins with."""
    if end - start <= _LONG:
        missing = text.count(")", start, end) - text.count("(", start, end)
        while missing > 0:
            before = len(text[max(0, start - 256) : start].rstrip(_BLANK)) + max(0, start - 256)
            if not text.endswith("(", 0, before):
                break
            start, missing = before - 1, missing - 1
        while missing < 0:
            after = end
            while after < len(text) and after < end + 256 and text[after] in _BLANK:
                after += 1
            if not text.startswith(")", after):
                break
            end, missing = after + 1, missing + 1
    return start, end


# --- of errors --------------------------------------------------------------------------

#: What a frame says that needs a set to select from.
SELECTING = "while selecting an attribute"

_QUOTED = re.compile(r"'([^']*)'")


def name_in(message: str) -> str:
    """The last name in quotes in a message, as text; empty if there is none.

    The selection path of a command line doesn't count: ``aionix.selection``.
    """
    names = _QUOTED.findall(message.partition(" in selection path ")[0])
    return names[-1] if names else ""


def error_region(error: NixError) -> Region | None:
    """What *error* is about, at its position."""
    if error.position is None:
        return None
    wanted: Wanted = "largest"
    name = ""
    if isinstance(error, (UndefinedVariableError, InfiniteRecursionError)):
        wanted = "smallest"
    elif isinstance(error, MissingAttributeError):
        wanted, name = "select", name_in(error.message)
    elif isinstance(error, CallError):
        name = name_in(error.message)
    elif isinstance(error, NixSyntaxError):
        offset = offset_of(error.position)
        if offset is None:
            return None
        return Region(offset, token_end(error.position.source.text, offset))
    return region_at(error.position, wanted, name)


def frame_region(frame: TraceFrame) -> Region | None:
    """What *frame* is about, at its position."""
    if frame.position is None:
        return None
    return region_at(frame.position, "select" if frame.description == SELECTING else "largest")


def error_span(error: NixError) -> Span | None:
    """The piece of source that *error* is about; None if its place is not known."""
    return _span(error.position, error_region(error))


def frame_span(frame: TraceFrame) -> Span | None:
    """The piece of source that *frame* is about; None if its place is not known."""
    return _span(frame.position, frame_region(frame))


def _span(position: Position | None, region: Region | None) -> Span | None:
    if position is None:
        return None
    if region is None:  # a file whose text isn't kept: all that is known is where it starts
        return Span(position.source, *(position.line, position.column) * 2)
    return position.source.span(region.start, region.end)
