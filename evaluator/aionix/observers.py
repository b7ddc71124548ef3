"""What users of observers need: the base of compile observers, and two ready-made observers.

Runtime observers derive from ``Observer`` (``vm.observe``) and are given to
``Evaluator(observer=…)``; compile observers derive from ``CompileObserver`` and are
given to ``Evaluator(compile_observer=…)``.
"""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

from .compile.program import CompiledUnit
from .source import Position, SourceFile
from .syntax.nodes import Expr
from .vm.observe import Frame, Kind, Observer

if TYPE_CHECKING:
    import ast

__all__ = ["CallCounts", "CompileObserver", "Frame", "Observer", "Profile"]


class CompileObserver:
    """Base of observers of compilation: override what is of interest."""

    def parsed(self, source: SourceFile, root: Expr) -> None:
        """*source* was parsed to the syntax tree *root*."""

    def generated(self, source: SourceFile, module: ast.Module) -> None:
        """Python was generated for *source*, or for the next part of a large one."""

    def compiled(self, source: SourceFile, unit: CompiledUnit) -> None:
        """That Python was compiled to code."""


#: What calls are counted by: what was called, its name, where it is.
Subject = tuple[Kind, str | None, Position | None]


class CallCounts(Observer):
    """Counts how often each function, builtin and file was entered, and how frames waited."""

    def __init__(self) -> None:
        self.calls: Counter[Subject] = Counter()
        self.tail_calls = 0
        self.forces = 0
        self.suspensions = 0

    def enter(self, frame: Frame) -> None:
        if frame.kind == "force":
            self.forces += 1
        else:
            self.calls[frame.kind, frame.name, frame.position] += 1

    def suspend(self, frame: Frame) -> None:
        self.suspensions += 1

    def tail_call(self, target: Frame) -> None:
        self.tail_calls += 1

    def count(self, name: str) -> int:
        """Calls of all functions and builtins called *name*."""
        return sum(number for (_, called, _), number in self.calls.items() if called == name)


class Profile(Observer):
    """Where the time goes: calls and own time of each function, builtin and delayed expression.

    Own time is that of the frame without the frames it calls, and without the time
    that it waits.  Observing takes time itself; the proportions are what counts.
    """

    def __init__(self) -> None:
        self.calls: Counter[Subject] = Counter()
        self.seconds: dict[Subject, float] = {}
        #: Frames that run now, innermost last.
        self._running: list[Subject] = []
        self._since = 0.0

    def enter(self, frame: Frame) -> None:
        subject = (frame.kind, frame.name, frame.position)
        self.calls[subject] += 1
        self._switch()
        self._running.append(subject)

    def resume(self, frame: Frame) -> None:
        self._switch()
        self._running.append((frame.kind, frame.name, frame.position))

    def suspend(self, frame: Frame) -> None:
        self._switch()
        self._running.pop()

    def exit(self, frame: Frame, failed: bool) -> None:
        self._switch()
        self._running.pop()

    def _switch(self) -> None:
        """Charge the time since the last event to the frame that ran."""
        now = perf_counter()
        if self._running:
            subject = self._running[-1]
            self.seconds[subject] = self.seconds.get(subject, 0.0) + now - self._since
        self._since = now

    def report(self, limit: int = 20) -> str:
        """A table, the largest own time first."""
        lines = [f"{'ms':>10} {'calls':>9}  what"]
        busiest = sorted(self.seconds.items(), key=lambda item: -item[1])
        for subject, seconds in busiest[:limit]:
            kind, name, position = subject
            place = f" at {position}" if position is not None else ""
            calls = self.calls[subject]
            lines.append(f"{seconds * 1000:10.2f} {calls:9}  {kind} {name or ''}{place}")
        return "\n".join(lines)
