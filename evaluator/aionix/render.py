"""Errors and messages as Nix writes them to standard error.

``render`` gives an error in either format; the one for people is ``human``'s.
``render_error`` gives the text of a ``NixError``: its trace, outermost frame
first, each with its place and three lines of source, then the message.  Without
*show_trace* the trace stops after a few frames.  ``render_warning`` and
``log_text`` do the same for warnings and ``trace`` messages.

Text is built with colours and goes through ``filter_escapes`` last, which takes
them out again where standard error is no terminal: trailing blanks are dropped
before, tabs are expanded after, so that the bytes are Nix's.

Invariant: everything returned ends in one line feed and is text; encode it with
``surrogateescape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import category, east_asian_width

from .errors import ErrorFormat, NixError, TraceFrame, UsageError
from .source import Position, SourceFile

NORMAL = "\x1b[0m"
RED = "\x1b[31;1m"
MAGENTA = "\x1b[35;1m"
BLUE = "\x1b[34;1m"

TRUNCATED = "(stack trace truncated; use '--show-trace' to show the full, detailed trace)"
#: Frames shown before the trace is cut; one with a place counts twice.
FEW_FRAMES = 3
#: Runs of repeated frames up to this long are shown in full.
FEW_REPEATS = 5


def render(
    error: NixError,
    format: ErrorFormat = "human",
    *,
    show_trace: bool = False,
    colour: bool = False,
    program: str = "",
    hint: str = "--show-trace",
    roots: Sequence[str] | None = None,
) -> str:
    """*error* in *format*; *hint* and *roots* are for people (``human.render_human``)."""
    if format == "nix":
        return render_error(error, show_trace=show_trace, colour=colour, program=program)
    from .human import render_human

    return render_human(
        error, show_trace=show_trace, colour=colour, program=program, hint=hint, roots=roots
    )


def render_error(
    error: NixError, *, show_trace: bool = False, colour: bool = False, program: str = ""
) -> str:
    """What Nix prints for *error*; *program* is named in the hint after a usage error."""
    prefix = f"{RED}error:{NORMAL} "
    text = log_text(_indent(prefix, len("error: "), _body(error, show_trace, prefix)), colour)
    if isinstance(error, UsageError) and program:
        text += f"Try '{program} --help' for more information.\n"
    return text


def render_warning(message: str, *, evaluation: bool = False, colour: bool = False) -> str:
    """``warning: …``; with *evaluation*, ``evaluation warning: …``."""
    label = "evaluation warning" if evaluation else "warning"
    prefix = f"{MAGENTA}{label}:{NORMAL} "
    return log_text(_indent(prefix, len(label) + 2, message), colour)


def render_message(line: str, *, colour: bool = False) -> str:
    """What the evaluator emits: a warning by its prefix, or a plain line of ``trace``."""
    label, _, message = line.partition(": ")
    if label == "evaluation warning":
        return render_warning(message, evaluation=True, colour=colour)
    if label == "warning":  # further lines are not indented
        line = f"{MAGENTA}warning:{NORMAL} {message}"
    return log_text(line, colour)


def log_text(text: str, colour: bool = False) -> str:
    """*text* as the log shows it, with its line feed."""
    return filter_escapes(text, keep_colours=colour) + "\n"


def render_place(position: Position, *, colour: bool = False) -> str:
    """``at FILE:1:2:`` with the lines around it."""
    return log_text(_place("", position).rstrip("\n"), colour)


# --- the parts of an error ------------------------------------------------------------


def _body(error: NixError, show_trace: bool, prefix: str) -> str:
    """TraceFrame, message, place and suggestions, before indentation."""
    out: list[str] = []
    frames = [frame for frame in error.trace if show_trace or not frame.call]
    if frames:
        _Frames(out, show_trace).add(reversed(frames))
        out.append(f"\n{prefix}")
    out.append(f"{error.message}\n")
    if error.position is not None:
        out.append(_place("", error.position))
    if error.suggestions:
        out.append(f"Did you mean {_alternatives(error.suggestions)}?\n")
    return "".join(out)


class _Frames:
    """Prints frames, outermost first, leaving out what repeats."""

    def __init__(self, out: list[str], show_trace: bool) -> None:
        self.out = out
        self.show_trace = show_trace
        self.count = 0
        self.skipped: list[TraceFrame] = []

    def add(self, frames: Iterable[TraceFrame]) -> None:
        seen: set[object] = set()
        truncated = False
        for frame in frames:
            if not frame.description:
                continue
            if not self.show_trace and self.count > FEW_FRAMES:
                truncated = True
            if truncated and not frame.always:
                continue
            position = frame.position
            key = (
                frame.description,
                position and (position.line, position.column, _origin(position.source)),
            )
            if key in seen:
                self.skipped.append(frame)
                continue
            seen.add(key)
            self.flush()
            self.count += 1
            self.show(frame)
        self.flush()
        if truncated:
            self.out.append(f"\n{MAGENTA}{TRUNCATED}{NORMAL}\n")

    def flush(self) -> None:
        """Show the repeated frames seen since the last new one, or how many they are."""
        if len(self.skipped) > FEW_REPEATS:
            count = len(self.skipped)
            self.out.append(f"\n{MAGENTA}({count} duplicate frames omitted){NORMAL}\n")
        else:
            for frame in self.skipped:
                self.show(frame)
        self.skipped.clear()

    def show(self, frame: TraceFrame) -> None:
        self.out.append(f"\n… {frame.description}\n")
        if frame.position is not None:
            self.out.append(_place("  ", frame.position))
            self.count += 1


def _origin(source: SourceFile) -> object:
    """What tells sources apart: files by their path, other text by identity."""
    return source.path if source.path is not None else id(source)


def _place(indent: str, position: Position) -> str:
    """``at FILE:1:2:`` and the lines around it."""
    out = [f"{indent}{BLUE}at {MAGENTA}{position}{NORMAL}:"]
    source = position.source
    line = position.line
    if line > 0:
        if line > 1 and (before := source.line(line - 1)) is not None:
            out.append(f"\n {line - 1:5d}| {before}")
        if source.text and (here := source.line(line)) is not None:
            out.append(f"\n {line:5d}| {here}")
            if position.column > 0:
                out.append(f"\n      |{' ' * position.column}{RED}^{NORMAL}")
            if (after := source.line(line + 1)) is not None:
                out.append(f"\n {line + 1:5d}| {after}")
        out.append("\n")
    return "".join(out)


def _alternatives(names: tuple[str, ...]) -> str:
    """``a``, or ``one of a, b or c``."""
    shown = [f"{MAGENTA}{filter_escapes(name)}{NORMAL}" for name in names]
    if len(shown) == 1:
        return shown[0]
    return f"one of {', '.join(shown[:-1])} or {shown[-1]}"


_BLANKS = " \n\r\t"


def _indent(prefix: str, width: int, text: str) -> str:
    """*text* behind *prefix*, further lines indented as far, blanks at line ends dropped."""
    lines = text.rstrip(_BLANKS).split("\n")
    rest = " " * width
    first = (prefix + lines[0]).rstrip(_BLANKS)
    return "\n".join([first, *((rest + line).rstrip(_BLANKS) for line in lines[1:])])


# --- terminals --------------------------------------------------------------------------


def filter_escapes(text: str, *, keep_colours: bool = False) -> str:
    """*text* without control sequences (but colours if wanted), tabs expanded.

    Tab stops are every eight columns, counted from the start of the text, not of
    the line.  Carriage returns and bells are dropped.
    """
    if text.isprintable():
        return text
    out: list[str] = []
    column = 0
    index = 0
    size = len(text)
    while index < size:
        char = text[index]
        if char == "\x1b":
            stop, final = _escape(text, index)
            if keep_colours and final == "m":
                out.append(text[index:stop])
            index = stop
            continue
        index += 1
        if char == "\t":
            blanks = 8 - column % 8
            out.append(" " * blanks)
            column += blanks
        elif char not in "\r\a":
            out.append(char)
            column += 1 if " " <= char <= "~" else char_width(char)
    return "".join(out)


def _escape(text: str, start: int) -> tuple[int, str]:
    """Where the control sequence at *start* ends, and its last character if that matters."""
    size = len(text)
    index = start + 1
    if index < size and text[index] == "[":
        index += 1
        while index < size and "0" <= text[index] <= "?":
            index += 1
        while index < size and " " <= text[index] <= "/":
            index += 1
        if index < size and "@" <= text[index] <= "~":
            return index + 1, text[index]
        return index, ""
    if index < size and text[index] == "]":
        index += 1
        while index < size and text[index] not in "\x1b\a":
            index += 1
        if index < size:
            index += 1
            if index < size and text[index - 1] == "\x1b" and text[index] == "\\":
                index += 1
        return index, ""
    if index < size and "@" <= text[index] <= "_":
        index += 1
    return index, ""


def char_width(char: str) -> int:
    """Columns that a character takes on a terminal."""
    if "\ud800" <= char <= "\udfff":
        return 1  # a byte that is no UTF-8
    if category(char)[0] in "CM":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
