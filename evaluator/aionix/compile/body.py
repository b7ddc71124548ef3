"""One body: the statements of one Python function, and what is gathered about it.

A ``Unit`` is what one function of a source needs besides its statements: the bodies
that it refers to, to be compiled later, static data, tables.  A ``Body`` knows which
locals certainly hold values already (``forced``), and at which position and in
which context ("while evaluating a branch condition") code is being emitted.

Nothing in a unit depends on which other functions of the source were compiled before,
or whether: names follow from where things stand.

Contexts cost nothing at run time.  Every call and await is given a location
that is unique to its context; the unit's ``places`` table maps that location to
the context, and the VM reads it after a failure.

A function is written so that it can be finished in two ways (``Body.finished``): as
a coroutine function that awaits, or as a plain function that is run again when it
must wait (``runtime.restart``).  What must not happen twice is emitted inside
``once``.

Invariant: an ``Operand`` is a local or a literal, so it can be used repeatedly.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..records import struct
from ..resolve.bindings import Dynamic, Group, Reference, Variable
from ..syntax import nodes as n
from .names import CONTEXT, builtin_global
from .program import ContextEntry, Info, Location, PathConstant, Site
from .pyast import IS, Builder, Place

if TYPE_CHECKING:
    from .unit import Compilation


@struct(frozen=True, slots=True)
class Operand:
    """A value in weak head normal form: local *ident*, or the literal *value*.

    *kind*: what is known of its type: ``bool``, ``int``, … or "".
    """

    ident: str | None
    value: Any = None
    kind: str = ""


class Unit:
    """What belongs to the function *name* of a source."""

    __slots__ = (
        "builtins",
        "columns",
        "context_index",
        "contexts",
        "counter",
        "escapes",
        "infos",
        "last_end",
        "name",
        "node",
        "paths",
        "places",
        "resolution",
        "shifted",
        "sites",
        "source",
        "split",
        "stubs",
        "tied",
    )

    def __init__(self, compilation: Compilation, name: str) -> None:
        self.name = name
        self.source = compilation.source
        self.resolution = compilation.resolution
        self.escapes = compilation.escapes
        #: What is nested too deep to be compiled where it stands; *node*, if set, is the one
        #: of these that is compiled now.
        self.split = compilation.resolution.split
        self.node: n.Expr | None = None
        #: offset → line and column, as far as they were asked for
        self.columns = compilation.columns
        #: The functions that it refers to → which of their captures hold values already
        #: when the thunk or function is made, by position.
        self.stubs: dict[str, tuple[int, ...]] = {}
        self.infos: dict[str, Info] = {}
        self.sites: list[Site] = []
        self.paths: dict[str, PathConstant] = {}
        self.builtins: set[str] = set()
        self.contexts: list[ContextEntry] = [()]
        self.context_index: dict[ContextEntry, int] = {}
        self.places: dict[Location, int] = {}
        #: For ``Body.at``: the end column of a context whose location was taken, and the
        #: last one given out there.
        self.shifted: dict[tuple[Location, int], int] = {}
        self.last_end: dict[Location, int] = {}
        #: The code may depend on the directory of the source.
        self.tied = False
        self.counter = 0

    def is_apart(self, node: n.Expr) -> bool:
        """Whether *node* is too deep to be compiled where it stands: it is a thunk there."""
        return node in self.split and node is not self.node

    def fresh(self, prefix: str) -> str:
        """A new global name."""
        self.counter += 1
        return f"{prefix}{self.counter}_{self.name}"

    def function(self, prefix: str, node: n.Expr) -> str:
        """The name of the function that the body *node* becomes: ``f…``, of a thunk ``t…``."""
        return f"{prefix}{self.resolution.numbers[node]}"

    def refer(self, name: str, captures: list[str], forced: set[str]) -> None:
        """A thunk or closure of function *name* is made."""
        values = tuple([i for i, ident in enumerate(captures) if ident in forced])
        known = self.stubs.get(name)
        if known is not None:  # made twice: what holds in both cases
            values = tuple([i for i in values if i in known])
        self.stubs[name] = values

    def path(self, steps: list[Any]) -> int:
        """The entry of an attribute path: each step a name as shown, or a local in a 1-tuple."""
        self.contexts.append((0, "path", *steps))
        return len(self.contexts) - 1

    def context(self, *entry: Any) -> int:
        """The index of a context entry, shared by equal ones."""
        index = self.context_index.get(entry)
        if index is None:
            index = self.context_index[entry] = len(self.contexts)
            self.contexts.append(entry)
        return index


@struct(slots=True)
class Wait:
    """``if type(ident) is CORO: …``: what comes there is decided at the end.

    *rest*: statement after it that finishes a thunk, None where there can't be any.
    *last*: whether it is the result of a tail call.
    """

    statements: list[ast.stmt]
    test: ast.If
    ident: str
    loc: Place
    rest: ast.If | None
    last: bool


@struct(slots=True)
class Once:
    """``statements[start:end]`` set *idents* and must not be done twice."""

    statements: list[ast.stmt]
    start: int
    end: int
    idents: tuple[str, ...]
    loc: Place


#: Most places to wait at in a plain function: each may mean to run it once more.
MAX_WAITS = 24


class Body(Builder):
    """The function being emitted."""

    __slots__ = (
        "awaits",
        "cached",
        "context",
        "forced",
        "points",
        "recursive",
        "statements",
        "temps",
        "unit",
    )

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self.unit = unit
        self.statements: list[ast.stmt] = []
        self.forced: set[str] = set()
        #: frame slots whose value a local holds already
        self.cached: dict[Variable, str] = {}
        #: Something is awaited that can't be done by running the function again.
        self.awaits = False
        self.points: list[Wait | Once] = []
        #: It calls a function of the recursive group that it belongs to, and goes on with
        #: the result: a recursion as deep as the data, where coroutines are cheaper.
        self.recursive = False
        self.context = 0
        self.temps = 0

    # --- emission -------------------------------------------------------------------

    def temp(self) -> str:
        """A new local."""
        self.temps += 1
        return f"v{self.temps}"

    def emit(self, statement: ast.stmt) -> None:
        self.statements.append(statement)

    def set(self, ident: str, value: ast.expr) -> None:
        self.statements.append(self.assign(ident, value))

    def wait(self, value: ast.expr) -> ast.expr:
        """``await value``; makes the function a coroutine function, whatever else it does."""
        self.awaits = True
        return self.await_(value)

    def depth(self) -> ast.expr:
        return self.name("d")

    def ctx(self) -> ast.expr:
        return self.name(CONTEXT)

    @contextmanager
    def branch(self) -> Iterator[list[ast.stmt]]:
        """Collect statements of a branch; what it forces is forgotten afterwards."""
        outer, self.statements = self.statements, []
        forced, cached = set(self.forced), dict(self.cached)
        yield self.statements
        self.statements = outer
        self.forced, self.cached = forced, cached

    # --- positions and contexts -----------------------------------------------------

    def at(self, pos: int, end: int) -> None:
        """Emit at the Nix position *pos* from now on, in the current context."""
        columns = self.unit.columns
        place = columns.get(pos)
        if place is None:
            place = columns[pos] = self.unit.source.line_column_rest(pos)
        line, column, rest = place
        length = end - pos
        # CPython gives an attribute access that spans lines a place of its own.
        end_column = column + (length if 0 < length < rest else 1)
        context = self.context
        whole = (line, column - 1, line, end_column - 1)
        if self.unit.places.setdefault(whole, context) != context:
            whole = self._shifted(whole)
        self.move(*whole)

    def _shifted(self, place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """A place taken by another context: one that ends further right, always at the same
        column for the same context."""
        unit, context = self.unit, self.context
        line, column, end_line, end_column = place
        known = unit.shifted.get((place, context))
        if known is None:
            known = unit.last_end.get(place, end_column) + 1
            while unit.places.setdefault((line, column, end_line, known), context) != context:
                known += 1
            unit.last_end[place] = unit.shifted[place, context] = known
        return line, column, end_line, known

    @contextmanager
    def within(self, *entry: Any) -> Iterator[None]:
        """Emit inside a further context."""
        outer = self.context
        self.context = self.unit.context(outer, *entry)
        yield
        self.context = outer

    @contextmanager
    def saying(self, message: str, pos: int | None) -> Iterator[None]:
        """Emit inside "… *message*" with position *pos*, None for none (line 0)."""
        line, column = self.unit.source.line_column(pos) if pos is not None else (0, 0)
        with self.within("say", message, line, column):
            yield

    # --- operands -------------------------------------------------------------------

    def load(self, operand: Operand) -> ast.expr:
        if operand.ident is not None:
            return self.name(operand.ident)
        return self.const(operand.value)

    def local(self, operand: Operand) -> str:
        """The operand in a local."""
        if operand.ident is not None:
            return operand.ident
        ident = self.temp()
        self.set(ident, self.const(operand.value))
        return ident

    def force_local(self, ident: str) -> None:
        """Make sure that local *ident* holds a value."""
        if ident in self.forced:
            return
        done = self.compare(self.item(self.name(ident), 0), IS, self.const(None))
        value = self.if_else(
            done,
            self.item(self.name(ident), 1),
            self.call("force_now", self.name(ident), self.depth()),
        )
        forced = [self.assign(ident, value), self.awaited(ident)]
        self.emit(self.if_(self.type_is(ident, "list"), forced, []))
        self.forced.add(ident)

    def awaited(self, ident: str, last: bool = False) -> ast.If:
        """The statement that replaces a coroutine in *ident* by what it gives."""
        test = self.if_(self.type_is(ident, "CORO"), [], [])
        self.points.append(Wait(self.statements, test, ident, self.loc, None, last))
        return test

    def settle(self, ident: str) -> Operand:
        """After ``ident = call(…)``: await a coroutine, finish a thunk."""
        self.emit(self.awaited(ident))
        rest = self.if_(self.type_is(ident, "list"), [], [])
        self.emit(rest)
        point = self.points[-1]
        assert isinstance(point, Wait)
        point.rest = rest
        self.forced.add(ident)
        return Operand(ident)

    def settle_value(self, ident: str, kind: str = "") -> Operand:
        """After ``ident = op(…)`` that gives a value or a coroutine of one."""
        self.emit(self.awaited(ident))
        self.forced.add(ident)
        return Operand(ident, kind=kind)

    @contextmanager
    def once(self, *idents: str) -> Iterator[None]:
        """Emit what sets *idents* and must not be done twice.

        Nothing else may set them, but for forcing: running again takes them as they are.
        """
        statements, start, loc = self.statements, len(self.statements), self.loc
        yield
        self.points.append(Once(statements, start, len(statements), idents, loc))

    def set_once(self, ident: str, value: ast.expr) -> None:
        """``ident = value``, where making the value twice would show."""
        with self.once(ident):
            self.set(ident, value)

    def taken(self, operand: Operand) -> ast.expr:
        """The value of *operand*, to be used once and at once: what was emitted last to set a
        local to it is taken back if possible."""
        ident = operand.ident
        last = self.statements[-1] if self.statements else None
        if (
            ident == f"v{self.temps}"  # no variable, and not used yet
            and isinstance(last, ast.Assign)
            and isinstance(last.targets[0], ast.Name)
            and last.targets[0].id == ident
        ):
            point = self.points[-1] if self.points else None
            if not isinstance(point, Once) or point.idents[-1] != ident:
                self.statements.pop()
                return last.value
            if point.end - point.start == 1:
                self.points.pop()
                self.statements.pop()
                return last.value
        return self.load(operand)

    def finished(self, name: str, params: list[str]) -> ast.stmt:
        """The function, now that all is emitted."""
        waits = sum(1 for point in self.points if isinstance(point, Wait))
        plain = not self.awaits and not self.recursive and waits <= MAX_WAITS
        guarded = waiting = False
        here = self.loc
        for point in reversed(self.points):
            self.move_back(point.loc)
            if isinstance(point, Once):
                if plain and waiting:
                    self._guard(point)
                    guarded = True
            elif plain:
                self._hand_over(point, params[0] == "f")
                waiting = waiting or not point.last
            else:
                self._await(point)
        self.move_back(here)
        if guarded:
            params = [*params, "s"]
        is_async = not plain and (self.awaits or waits > 0)
        return self.function(name, params, self.statements, is_async, guarded)

    def _await(self, point: Wait) -> None:
        ident = point.ident
        point.test.body.append(self.assign(ident, self.await_(self.name(ident))))
        if point.rest is not None:
            finished = self.await_(self.call("finish", self.name(ident), self.depth()))
            point.rest.body.append(self.assign(ident, finished))

    def _hand_over(self, point: Wait, is_function: bool) -> None:
        values = [self.name(point.ident)]
        if point.last and is_function:
            values.append(self.name("f"))  # for traces
        helper = "landed" if point.last else "again"
        if point.rest is not None:
            point.statements.remove(point.rest)
            of = self.call("type", self.name(point.ident))
            point.test.test = self.compare(of, ast.In(), self.name("PENDING"))
        point.test.body.append(self.return_(self.call(helper, *values)))

    def _guard(self, point: Once) -> None:
        """``if s is None or ident not in s: do it; else: take it from s``."""
        saved = self.name("s")
        first = self.compare(saved, ast.Is(), self.const(None))
        absent = self.compare(self.const(point.idents[-1]), ast.NotIn(), saved)
        test = ast.BoolOp(ast.Or(), [first, absent], **self.loc)
        span = slice(point.start, point.end)
        made = point.statements[span]
        known = [self.item(saved, ident) for ident in point.idents]
        if len(made) == len(known) == 1 and isinstance(made[0], ast.Assign):
            made[0].value = self.if_else(test, made[0].value, known[0])
            return
        if len(known) > 2:
            items = self.call("map", self.attribute(saved, "__getitem__"), self.const(point.idents))
            taken = [self.unpack(list(point.idents), items)]
        else:
            taken = list(map(self.assign, point.idents, known))
        point.statements[span] = [self.if_(test, made, taken)]

    # --- variables ------------------------------------------------------------------

    def cell(self, reference: Reference) -> ast.expr:
        """The cell of a variable, not forced."""
        if isinstance(reference, Variable):
            if reference.constant is not None:
                return self.const(reference.constant.value)  # type: ignore[attr-defined]
            if reference.group is not None and reference.group.ident is not None:
                return self.item(self.name(reference.group.ident), reference.slot)
            return self.name(reference.ident)
        if isinstance(reference, Dynamic):
            raise AssertionError("a dynamic variable has no cell")
        return self.global_value(reference.name)

    def global_value(self, name: str) -> ast.expr:
        if name == "true":
            return self.const(True)
        if name == "false":
            return self.const(False)
        if name == "null":
            return self.const(None)
        self.unit.builtins.add(name)
        return self.name(builtin_global(name))

    def captures(self, key: n.Expr) -> list[str]:
        """The locals that body *key* captures: plain variables and frames."""
        idents: dict[str, None] = {}
        for variable in self.unit.resolution.free[key]:
            if variable.constant is not None:
                continue
            group: Group | None = variable.group
            if group is not None and group.ident is not None:
                idents[group.ident] = None
            else:
                idents[variable.ident] = None
        return list(idents)

    def thunk(self, node: n.Expr) -> ast.expr:
        """A new thunk of *node*: ``[code, captures …]``."""
        name = self.unit.function("t", node)
        captures = self.captures(node)
        self.unit.refer(name, captures, self.forced)
        return self.list_([self.name(name), *(self.name(ident) for ident in captures)])
