"""Call stacks with weights, and the files that other tools read them from.

A ``Place`` is what a Nix frame shows as: a function, a delayed expression, a builtin, a
file.  ``Stacks`` adds up weights by stack; ``folded`` and ``speedscope`` are the formats
of Brendan Gregg's ``flamegraph.pl`` and of https://www.speedscope.app
(its "file format" page, "sampled" profiles).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..bytestr import to_text
from ..source import Position
from ..vm.observe import Frame


class Place(NamedTuple):
    """A frame as it is shown; *file* is None and *line* 0 where there is no place."""

    name: str
    file: str | None = None
    line: int = 0
    column: int = 0

    @property
    def shown(self) -> str:
        """Name and place in one."""
        if self.file is None:
            return self.name
        return f"{self.name} ({self.file}:{self.line}:{self.column})"


#: Recursion shows once: a place that is among the last few of its stack already is taken
#: for the same call.  Otherwise every depth of a recursion would be a stack of its own.
FOLDED = 4


def push(stack: list[Place], place: Place) -> None:
    """Put *place* on *stack*, recursion folded."""
    for distance in range(1, min(FOLDED, len(stack)) + 1):
        if stack[-distance] == place:
            if distance > 1:
                del stack[1 - distance :]
            return
    stack.append(place)


class Stacks:
    """Weights of stacks, outermost frame first.

    *name*: of the profile.  *unit*: ``"seconds"``, or ``"none"`` for numbers of something.
    """

    def __init__(self, name: str, unit: str = "seconds") -> None:
        self.name = name
        self.unit = unit
        self.weights: dict[tuple[Place, ...], float] = {}

    def add(self, stack: tuple[Place, ...], weight: float) -> None:
        """Charge *weight* to the innermost frame of *stack*."""
        self.weights[stack] = self.weights.get(stack, 0) + weight

    @property
    def total(self) -> float:
        return sum(self.weights.values())


# --- formats --------------------------------------------------------------------------


def folded(stacks: Stacks) -> str:
    """A line for each stack: its frames with ``;`` between, and its weight.

    Seconds are written in microseconds, since weights are whole numbers there.
    """
    scale = 1e6 if stacks.unit == "seconds" else 1
    lines = []
    for stack, weight in stacks.weights.items():
        number = round(weight * scale)
        if number > 0:
            lines.append(f"{';'.join(_plain(place.shown) for place in stack)} {number}\n")
    return "".join(sorted(lines))


def _plain(name: str) -> str:
    return re.sub(r"[;\s]+", " ", name)


def speedscope(profiles: Sequence[Stacks], title: str) -> str:
    """A file for https://www.speedscope.app with all *profiles* in it."""
    frames: dict[Place, int] = {}
    shown = []
    for stacks in profiles:
        samples, weights = [], []
        for stack, weight in stacks.weights.items():
            samples.append([frames.setdefault(place, len(frames)) for place in stack])
            weights.append(round(weight, 9))
        shown.append(
            {
                "type": "sampled",
                "name": stacks.name,
                "unit": stacks.unit,
                "startValue": 0,
                "endValue": sum(weights),
                "samples": samples,
                "weights": weights,
            }
        )
    data = {
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "name": title,
        "exporter": "aionix",
        "activeProfileIndex": 0,
        "shared": {"frames": [_frame(place) for place in frames]},
        "profiles": shown,
    }
    return json.dumps(data, ensure_ascii=True) + "\n"


def _frame(place: Place) -> dict[str, Any]:
    frame: dict[str, Any] = {"name": place.name}
    if place.file is not None:
        frame |= {"file": place.file, "line": place.line, "col": place.column}
    return frame


def table(profiles: Sequence[Stacks], limit: int = 30) -> str:
    """The places with the largest own weights of the first profile, and their other weights."""
    own: list[dict[Place, float]] = [{} for _ in profiles]
    inclusive: dict[Place, float] = {}
    for sums, stacks in zip(own, profiles, strict=True):
        for stack, weight in stacks.weights.items():
            sums[stack[-1]] = sums.get(stack[-1], 0) + weight
    for stack, weight in profiles[0].weights.items():
        for place in set(stack):
            inclusive[place] = inclusive.get(place, 0) + weight
    head = "".join(f"{stacks.name:>16}" for stacks in profiles)
    lines = [f"{head}{'with callees':>16}  where"]
    for place in sorted(inclusive, key=lambda one: -own[0].get(one, 0))[:limit]:
        numbers = [
            _number(sums.get(place, 0), stacks) for sums, stacks in zip(own, profiles, strict=True)
        ]
        numbers.append(_number(inclusive[place], profiles[0]))
        lines.append("".join(f"{number:>16}" for number in numbers) + f"  {place.shown}")
    return "\n".join(lines) + "\n"


def _number(weight: float, stacks: Stacks) -> str:
    return f"{weight * 1000:.2f} ms" if stacks.unit == "seconds" else f"{weight:.0f}"


# --- frames ---------------------------------------------------------------------------

#: Bindings: what stands before a delayed expression that is the value of an attribute.
_BOUND = re.compile(r"""((?:[\w'-]|\.(?=[\w"])|"[^"\n]*")+)\s*=\s*\Z""")
_LOOK_BACK = 120
#: How a function begins, but for set patterns.
_PARAMETERS = re.compile(r"(?:[A-Za-z_][\w'-]*:\s+)+")
_OPENING = frozenset("([{\"'_")
_EXCERPT = 32


def place_of(frame: Frame) -> Place:
    """How *frame* is shown."""
    position = frame.position
    if frame.kind == "builtin":
        return Place(f"builtins.{frame.name}")
    if frame.kind == "file":
        return Place(f"file {frame.name}", frame.name, 1, 1)
    if position is None:
        return Place(frame.name or f"({frame.kind})")
    if frame.kind == "function" and frame.name is not None:
        name = f"{_text(frame.name)}:"
    else:
        name = _expression(position)
    return Place(name, position.source.name, position.line, position.column)


def _text(name: str) -> str:
    try:
        return to_text(name)
    except UnicodeEncodeError:
        return name


def _expression(position: Position) -> str:
    """The name that an expression is bound to, or how it begins."""
    source = position.source
    offset = source.offset(position.line, position.column)
    bound = _BOUND.search(source.text[max(0, offset - _LOOK_BACK) : offset])
    if bound is not None:
        return to_text(bound[1])
    parameters = _PARAMETERS.match(source.text, offset)
    if parameters is not None:
        return to_text(parameters[0].rstrip())
    excerpt = to_text(source.text[offset : offset + _EXCERPT]).partition("\n")[0].strip()
    # The place of an operator is that of its sign.
    return f"‹{excerpt}›" if excerpt[:1].isalnum() or excerpt[:1] in _OPENING else "expression"
