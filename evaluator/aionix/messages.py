"""What evaluations report while they run: where it goes, and which of them it belongs to.

An evaluator has one output for all its evaluations.  One whose result carries its messages
(``Evaluator.evaluate_result``) notes them on the way, in its own task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .limits import count_output


class Collected:
    """What one evaluation reported so far."""

    __slots__ = ("messages", "warnings")

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.messages: list[str] = []


#: Set while an evaluation whose result carries its messages runs in this task.
_COLLECTED: ContextVar[Collected | None] = ContextVar("aionix_collected", default=None)


@contextmanager
def collecting() -> Iterator[Collected]:
    """Collects what the evaluation in the block reports."""
    collected = Collected()
    token = _COLLECTED.set(collected)
    try:
        yield collected
    finally:
        _COLLECTED.reset(token)


class Warnings(list[str]):
    """``Context.warnings``: hands each one to the evaluation it belongs to, and keeps none."""

    def append(self, message: str) -> None:
        collected = _COLLECTED.get()
        if collected is not None:
            collected.warnings.append(message)


def noting(emit: Callable[[str], None] | None) -> Callable[[str], None]:
    """*emit* (``log`` for None) that also keeps the line for the evaluation it belongs to."""
    chosen = log if emit is None else emit

    def note(line: str) -> None:
        count_output(len(line))
        collected = _COLLECTED.get()
        if collected is not None:
            collected.messages.append(line)
        chosen(line)

    return note


def log(line: str) -> None:
    """Where messages go by default: the logger ``aionix``, warnings as such, traces as info."""
    import logging

    level = logging.WARNING if "warning:" in line.partition(" trace:")[0] else logging.INFO
    logging.getLogger("aionix").log(level, "%s", line)
