"""Errors for people: what went wrong, where, and how it came to that.

``render_human`` gives the text.  The first line is ``error: `` and the message, worded as
Nix words it; then the place, underlined; hints; and the steps that led there, innermost
first (``chain``).  ``render.render_error`` writes what Nix prints.

Invariants: one line feed at the end; without *colour* no control characters; the work
is linear in the sources shown and in the trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bytestr import to_text
from .chain import Explanation, Step, explain
from .cycles import cycle_lines
from .errors import (
    CallError,
    InfiniteRecursionError,
    MissingAttributeError,
    NixError,
    NixTypeError,
    TraceFrame,
    UndefinedVariableError,
    UsageError,
)
from .excerpt import Paint, excerpt
from .records import replace
from .render import filter_escapes
from .source import Position
from .spans import (
    SELECTING,
    Region,
    error_region,
    frame_region,
    index_of,
    name_in,
    needed,
    offset_of,
    region_at,
    region_of,
)
from .syntax import nodes as n

RED, YELLOW, BLUE, CYAN, DIM, BOLD = "31;1", "33;1", "34;1", "36;1", "2", "1"

#: What is said of a place that the excerpt there shows just as well, or better.
SELF_EVIDENT = (
    SELECTING,
    "while evaluating a path segment",
    "while evaluating the condition of the assertion",
    "while realising the context of a path",
)
#: Names of a set's attributes that are listed where one is missing.
MAX_NAMES = 8


def render_human(
    error: NixError,
    *,
    show_trace: bool = False,
    colour: bool = False,
    program: str = "",
    hint: str = "--show-trace",
    roots: Sequence[str] | None = None,
) -> str:
    """*error* as text; *hint*: what to use for the frames that are left out.

    *roots*: the user's directories, nix strings; the working directory by default.
    """
    writer = _Writer(error, Paint(colour))
    writer.message()
    explanation = explain(error, roots)
    if show_trace:
        explanation = Explanation(explanation.details, explanation.position, explanation.frame, ())
    writer.place(explanation)
    if isinstance(error, InfiniteRecursionError):
        writer.cycle(error)
    writer.hints(explanation)
    if show_trace:
        writer.whole_trace()
    else:
        writer.steps(explanation, hint)
    if isinstance(error, UsageError) and program and not error.trace:
        writer.lines.append(f"Try '{program} --help' for more information.")
    return "\n".join(writer.lines) + "\n"


class _Writer:
    """Collects lines."""

    def __init__(self, error: NixError, paint: Paint) -> None:
        self.error = error
        self.paint = paint
        self.lines: list[str] = []

    def clean(self, text: str) -> str:
        """*text* that came from Nix code: colours only where there are any."""
        shown = filter_escapes(text, keep_colours=self.paint.colour)
        return shown + "\x1b[0m" if "\x1b" in shown else shown

    def message(self) -> None:
        first, *rest = self.clean(self.error.message).rstrip().split("\n")
        self.lines.append(f"{self.paint(RED, 'error:')} {self.paint(BOLD, first)}".rstrip())
        self.lines += [f"  {line}".rstrip() for line in rest]

    # --- places ---------------------------------------------------------------------

    def place(self, explanation: Explanation) -> None:
        """Where it went wrong, and what was being done there."""
        for detail in explanation.details:
            if not detail.startswith(SELF_EVIDENT):  # the excerpt shows it
                self.lines += self.indented(self.clean(detail), "  ")
        if explanation.position is None:
            return
        region = _main_region(self.error, explanation)
        self.at("  at ", explanation.position, region, RED)

    def at(self, before: str, position: Position, region: Region | None, style: str) -> None:
        """``before FILE:1:2``, and the source there."""
        name = self.clean(str(position)).replace("\n", "␊")
        self.lines.append(f"{before}{self.paint(BLUE, name)}")
        if region is not None:
            self.lines += [
                f"  {line}" for line in excerpt(position.source, region, self.paint, style)
            ]

    def indented(self, text: str, blanks: str) -> list[str]:
        return [f"{blanks}{line}".rstrip() for line in text.rstrip().split("\n")]

    def told(self, text: str) -> None:
        """A line of the trace, *text*, which may be several."""
        first, *rest = self.clean(text).rstrip().split("\n")
        self.lines.append(f"… {first}")
        self.lines += [f"  {line}".rstrip() for line in rest]

    def note(self, text: str) -> None:
        self.lines.append(self.noted(text))

    def noted(self, text: str) -> str:
        return f"  {self.paint(CYAN, 'note:')} {text}"

    # --- the chain --------------------------------------------------------------------

    def steps(self, explanation: Explanation, hint: str) -> None:
        """How it came to that."""
        for step in explanation.steps:
            if step.kind == "context":
                self.told(step.text)
            else:
                self.step(step)
            if step.hidden:
                self.lines.append(self.paint(DIM, f"… {_frames(step.hidden, 'more ')}"))
        if explanation.hidden:
            self.lines.append(
                self.paint(DIM, f"({_frames(explanation.hidden)} not shown: {hint} shows all)")
            )

    def step(self, step: Step) -> None:
        first, *rest = self.clean(step.text).split("\n")
        self.lines.append(f"… {first}" + (":" if rest else ""))
        self.lines += [f"  {line}".rstrip() for line in rest]
        if step.position is None:
            return
        called = ", called at" if step.kind == "call" else ", at"
        if step.text in ("called", "imported"):
            called = " at"
        region = frame_region(step.frame) if step.frame is not None else None
        if rest:
            self.at(f"  {called.lstrip(', ')} ", step.position, region, YELLOW)
        else:
            self.at(self.lines.pop() + f"{called} ", step.position, region, YELLOW)
        if step.count > 1:
            self.similar(step.count - 1)

    def whole_trace(self) -> None:
        """Every frame, in the order in which Nix shows them: outermost first."""
        frames = [frame for frame in self.error.trace if frame.description]
        if not frames:
            return
        self.lines.append(self.paint(DIM, "trace, outermost frame first:"))
        seen: set[object] = set()
        similar = 0
        for frame in reversed(frames):
            at = frame.position
            key = (frame.description, at and (at.source.name, at.line, at.column))
            if key in seen:
                similar += 1
                continue
            seen.add(key)
            self.similar(similar)
            similar = 0
            self.frame(frame)
        self.similar(similar)

    def similar(self, count: int) -> None:
        if count:
            self.lines.append(self.paint(DIM, f"… {_frames(count, 'similar ')}"))

    def frame(self, frame: TraceFrame) -> None:
        self.told(frame.description)
        if frame.position is not None:
            self.at("  at ", frame.position, frame_region(frame), YELLOW)

    # --- hints ------------------------------------------------------------------------

    def hints(self, explanation: Explanation) -> None:
        """What may help: names that were perhaps meant, where things are defined."""
        error = self.error
        names = error.suggestions
        if isinstance(error, (MissingAttributeError, CallError)):
            names = _likely(name_in(error.message), names)
        if isinstance(error, UndefinedVariableError) and not names:
            names = _names_in_scope(error)
        if names:
            self.lines.append(f"  {self.paint(CYAN, 'Did you mean')} {self.alternatives(names)}?")
        elif isinstance(error, MissingAttributeError) and error.available is not None:
            self.available(error.available)
        if isinstance(error, CallError):
            self.function(explanation)
        elif isinstance(error, (NixTypeError, MissingAttributeError)):
            self.definition(explanation)

    def alternatives(self, names: tuple[str, ...]) -> str:
        shown = [f"'{self.clean(name)}'" for name in names]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"

    def available(self, names: tuple[str, ...]) -> None:
        if not names:
            self.note("the set is empty")
        elif len(names) <= MAX_NAMES:
            self.note(f"the set has {', '.join(map(self.clean, names))}")
        else:
            few = ", ".join(map(self.clean, names[: MAX_NAMES - 2]))
            self.note(f"the set has {few} and {len(names) - MAX_NAMES + 2} more")

    def function(self, explanation: Explanation) -> None:
        """Where the function is that was called wrongly."""
        there = self.error.position
        if there is None or explanation.position == there:
            return
        region = error_region(self.error)
        what = "the function is defined"
        if region is not None and region.focus is not None:
            there = there.source.position(region.focus[0])
            region = Region(*region.focus)
            what = f"'{self.clean(name_in(self.error.message))}' is required"
        self.at(f"{self.noted(what)} at ", there, region, CYAN)

    def definition(self, explanation: Explanation) -> None:
        """Where the variable is bound that has the wrong value."""
        if explanation.position is None:
            return
        found = _variable_at(explanation)
        if found is None:
            return
        source = explanation.position.source
        name, offset = found
        scope = index_of(source).scope_of(name, offset)
        if scope is None or scope.names[name] < 0:
            return
        bound = source.position(scope.names[name])
        if bound.line == explanation.position.line:
            return
        shown = self.clean(to_text(name))
        what = "is an argument of the function" if scope.is_function else "is defined"
        note = self.noted(f"'{shown}' {what}")
        end = scope.names[name] + len(name)
        self.at(f"{note} at ", bound, Region(scope.names[name], end), CYAN)

    def cycle(self, error: InfiniteRecursionError) -> None:
        """Who needs whom."""
        lines = cycle_lines(error)
        if lines:
            self.note("the values that need each other:")
            width = min(max(len(what) for what, _ in lines), 60)
            for what, position in lines:
                shown = f"    {self.clean(f'{what:<{width}}')}"
                if position is not None:
                    shown += f"  at {self.paint(BLUE, self.clean(str(position)))}"
                self.lines.append(shown.rstrip())


def _frames(count: int, kind: str = "") -> str:
    """``1 frame``, ``2 frames``."""
    return f"{count} {kind}frame{'' if count == 1 else 's'}"


def _main_region(error: NixError, explanation: Explanation) -> Region | None:
    """What to underline at the place of *error*."""
    if explanation.frame is None:
        if error.position is None and explanation.position is not None:
            region = region_at(explanation.position)
            focus = _argument_focus(explanation, explanation.position)
            return region if region is None or focus is None else replace(region, focus=focus)
        return error_region(error)
    frame = explanation.frame
    if isinstance(error, CallError) and frame.position is not None:
        return region_at(frame.position, "largest", name_in(error.message))
    region = frame_region(frame)
    if region is None or frame.position is None:
        return region
    if isinstance(error, MissingAttributeError) and not frame.description.startswith(CALLING):
        return region_at(frame.position, "select", name_in(error.message))
    focus = _argument_focus(explanation, frame.position)
    return region if focus is None else replace(region, focus=focus)


CALLING = "while calling the "
_ARGUMENT = re.compile(
    r"the (?:(first|second|third|left|right) )?(?:argument passed to|(?:argument|operand) of the)"
)
_NUMBER = {"first": 0, "left": 0, "second": 1, "right": 1, "third": 2, None: 0}


def _argument_focus(explanation: Explanation, position: Position) -> tuple[int, int] | None:
    """The argument that the details speak of, where the call is written out."""
    for detail in explanation.details:
        match = _ARGUMENT.search(detail)
        offset = offset_of(position)
        if match is None or offset is None:
            continue
        number = _NUMBER[match[1]]
        for node in index_of(position.source).expressions.get(offset, ()):
            operands: tuple[n.Expr, ...] = ()
            if type(node) is n.Apply and (match[1] is not None or len(node.args) == 1):
                operands = node.args
            elif type(node) is n.Binary:
                operands = (node.left, node.right)
            elif type(node) is n.Not or type(node) is n.Negate:
                return None  # their regions have a focus
            if len(operands) > number:
                return region_of(position.source, operands[number])
    return None


def _variable_at(explanation: Explanation) -> tuple[str, int] | None:
    """The variable that is used where the error is, and the offset of its use."""
    assert explanation.position is not None
    offset = offset_of(explanation.position)
    if offset is None:
        return None
    focus = _argument_focus(explanation, explanation.position)
    index = index_of(explanation.position.source)
    nodes = index.expressions.get(offset if focus is None else focus[0], [])
    if any(type(node) is n.Apply for node in nodes):
        return None
    for node in sorted(nodes, key=lambda one: one.end):
        for part in (node, *needed(node)):
            if type(part) is n.Var:
                return part.name, part.pos
    return None


def _names_in_scope(error: NixError) -> tuple[str, ...]:
    """Names that a variable which isn't defined was perhaps meant to be."""
    from aionix_builtins.registry import CONSTANTS, SPECS

    from .runtime.suggest import suggestions

    wanted = name_in(error.message)
    if wanted in SPECS or wanted in CONSTANTS:
        return (f"builtins.{wanted}",)
    names = {name for name, spec in SPECS.items() if spec.globally}
    names.update(name for name, constant in CONSTANTS.items() if constant.globally)
    if error.position is not None and (offset := offset_of(error.position)) is not None:
        for scope in index_of(error.position.source).scopes:
            if scope.start <= offset < scope.end:
                names.update(to_text(name) for name in scope.names)
    return _likely(wanted, suggestions(wanted, sorted(names - {wanted})))


#: How similar names must be, from 0 to 1: Nix proposes ``y`` for any ``x``.
LIKELY = 0.6


def _likely(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of *names* that *wanted* may well be a mistyped form of."""
    from difflib import SequenceMatcher

    return tuple(
        name for name in names if SequenceMatcher(None, wanted, name, False).ratio() >= LIKELY
    )
