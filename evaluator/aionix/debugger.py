"""Breakpoints: what is known where ``builtins.break`` stops.

``on_break`` has a handler called at each; the evaluation goes on when the handler is
done.  A compiled frame holds its variables as Python locals with names of their own;
what they are called in Nix is found by resolving the source once more, which gives the
same names again.

A frame holds the variables that its code uses, nothing else: what isn't mentioned in
the expression around the breakpoint is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from types import FrameType
from typing import TYPE_CHECKING, Any

from .errors import NixError
from .records import dataclass
from .resolve.bindings import Variable
from .resolve.resolver import resolve
from .runtime.linkage import Unit
from .runtime.stubs import unit_of
from .runtime.values import Cell
from .source import Position
from .vm.traceback import location

if TYPE_CHECKING:
    from .evaluator import Evaluator


@dataclass(frozen=True)
class Stop:
    """Where an evaluation stopped: the place, None if not known, and the variables there.

    *variables*: cells by name (nix string); inner ones hide outer ones.
    """

    position: Position | None
    variables: dict[str, Cell]


#: Is given control; the evaluation goes on when it returns.
Handler = Callable[[Stop], Awaitable[None]]


def on_break(evaluator: Evaluator, handler: Handler | None) -> None:
    """Have *handler* awaited at each ``builtins.break``; None to pass by them again.

    It runs inside of the evaluation, and may evaluate with the same evaluator.  What it
    raises ends the evaluation.
    """

    def stopped(frame: FrameType) -> Coroutine[Any, Any, None]:
        # Read now: a frame that calls in tail position is gone when the call runs.
        stop = stop_at(evaluator, frame)

        async def hand_over() -> None:
            assert handler is not None
            await handler(stop)

        return hand_over()

    evaluator.context.on_break = None if handler is None else stopped


def stop_at(evaluator: Evaluator, frame: FrameType | None) -> Stop:
    """The innermost Nix frame at or around *frame*."""
    while frame is not None:
        unit = unit_of(frame)
        if unit is not None:
            place = location(frame.f_code, frame.f_lasti)
            position = None if place is None else Position(unit.source, place[0], place[1] + 1)
            return Stop(position, _variables(evaluator, unit, frame.f_locals))
        frame = frame.f_back
    return Stop(None, {})


def _variables(evaluator: Evaluator, unit: Unit, names: dict[str, Any]) -> dict[str, Cell]:
    """The Nix variables among the locals of a frame, those made last (inner ones) last."""
    found: list[tuple[int, str, Cell]] = []
    known = _known(evaluator, unit)
    if known is None:
        # Of no use for a frame's slots, and names that are no Python names are changed.
        for ident, value in names.items():
            name, _, digits = ident.rpartition("_")
            if name and digits.isdecimal() and name != "frame":
                found.append((int(digits), name, value))
    for variable in known or ():
        number = int(variable.ident.rpartition("_")[2])
        group = variable.group
        if group is not None and group.ident is not None and variable.slot >= 0:
            slots = names.get(group.ident)
            if slots is not None and slots[variable.slot] is not None:
                found.append((number, variable.name, slots[variable.slot]))
        elif variable.ident in names:
            found.append((number, variable.name, names[variable.ident]))
    found.sort(key=lambda one: one[:2])
    return {name: cell for _, name, cell in found}


def _known(evaluator: Evaluator, unit: Unit) -> set[Variable] | None:
    """All variables of a unit; None if it was compiled with names that were given to it."""
    try:
        root = evaluator.parse(unit.source)
        resolution = resolve(root, unit.source, frozenset(evaluator.loader.cells))
    except NixError:
        return None
    found = {one for one in resolution.uses.values() if isinstance(one, Variable)}
    found.update(resolution.params.values())
    for group in resolution.groups.values():
        found.update(group.variables.values())
    return found
