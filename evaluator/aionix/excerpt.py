"""A few lines of source with a part of them underlined, for a person to read.

``excerpt`` gives a line per line of source and one below it with the marks: ``^`` under what
matters, ``~`` under the rest of the expression.  Long lines are cut around the place, tabs
become blanks, and what would not show (control characters, bytes that are no UTF-8) or would
change how the line is read (bidirectional overrides) is replaced by signs, so that columns fit.

Invariant: the work is bounded by what is shown, however long the lines are.
"""

from __future__ import annotations

from itertools import accumulate
from unicodedata import category

from .bytestr import to_text
from .render import char_width
from .source import SourceFile
from .spans import Region

#: Columns of source that are shown of a line.
WIDTH = 92
#: Columns kept before the place in a line that is cut.
BEFORE = 24
#: Longer pieces are shown by their first and their last line.
MAX_LINES = 4
TAB = 4


class Paint:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        """*text* in the graphic rendition *style*, as ``31;1``."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text


def excerpt(source: SourceFile, region: Region, paint: Paint, style: str) -> list[str]:
    """The lines of *region* with marks in *style*; no line has a line feed."""
    first, start = source.line_column(region.start)
    last, stop = source.line_column(max(region.end, region.start))
    if stop == 1 and last > first:  # it ends with a line feed
        last -= 1
        stop = len(raw_line(source, last)) + 1
    numbers = list(range(first, last + 1)) if last - first < MAX_LINES else [first, 0, last]
    focus = _positions(source, region.focus)
    if 0 in numbers and focus is not None:  # an operator between long operands
        numbers = [0] * (focus[0] > first) + [focus[0]] + [0] * (focus[0] < last)
    gutter = max(len(str(last)), 3)
    lines = []
    for number in numbers:
        if not number:
            lines.append(paint(GUTTER, f"{'…':>{gutter}} |"))
            continue
        raw = raw_line(source, number)
        indent = len(raw) - len(raw.lstrip(" \t"))
        here = start - 1 if number == first else min(indent, stop - 1 if number == last else indent)
        until = stop - 1 if number == last else len(raw.rstrip(" \t"))
        inner = None
        if focus is not None:
            inner = (focus[1] - 1, focus[2] - 1) if focus[0] == number else (here, here)
        shown, marks = _fit(raw, here, until, inner)
        lines.append(f"{paint(GUTTER, f'{number:>{gutter}} |')} {shown}".rstrip())
        if marks:
            blanks = " " * (len(marks) - len(marks.lstrip()))
            lines.append(
                f"{paint(GUTTER, ' ' * gutter + ' |')} {blanks}{paint(style, marks.lstrip())}"
            )
    return lines


GUTTER = "34;1"


def raw_line(source: SourceFile, number: int) -> str:
    """Line *number* as a nix string, without its line end."""
    start = source.offset(number, 1)
    stop = len(source.text)
    for end in "\n\r":
        found = source.text.find(end, start, stop)
        stop = stop if found < 0 else found
    return source.text[start:stop]


def _positions(source: SourceFile, focus: tuple[int, int] | None) -> tuple[int, int, int] | None:
    """Line, column and end column of *focus*; what goes on in another line is left out."""
    if focus is None:
        return None
    line, column = source.line_column(focus[0])
    end_line, end = source.line_column(focus[1])
    return line, column, end if end_line == line else len(raw_line(source, line)) + 1


def _fit(raw: str, start: int, stop: int, focus: tuple[int, int] | None) -> tuple[str, str]:
    """The part of the line *raw* to be shown, and the marks below it.

    *start*, *stop*, *focus*: offsets in the line.
    """
    centre = start if focus is None or focus[0] == focus[1] else focus[0]
    low = _boundary(raw, centre - 4 * WIDTH)
    high = _boundary(raw, max(centre, low) + 4 * WIDTH)
    window = raw[low:high]
    cells = window if window.isascii() and window.isprintable() else _cells(window)
    ends = list(accumulate(map(_width, cells)))
    column = ends[-1] if ends else 0

    def column_of(wanted: int) -> int:
        """The column at which the byte *wanted* of the line begins."""
        index = min(max(wanted - low, 0), len(ends))
        return ends[index - 1] if index else 0

    left = 0
    if low > 0 or column > WIDTH:
        left = max(0, column_of(centre) - BEFORE)
        if low == 0 and column_of(centre) < WIDTH - BEFORE:
            left = 0
    right = left + WIDTH
    text = "".join(
        cell
        for cell, end in zip(cells, ends, strict=True)
        if left <= end - _width(cell) and end <= right
    )
    cut_left = low > 0 or left > 0
    cut_right = high < len(raw) or column > right
    text = "…" * cut_left + text + "…" * cut_right
    shift = left - cut_left
    begin = max(column_of(start) - shift, 0)
    end = min(column_of(stop), right) - shift
    marks = [" "] * begin + ["~" if focus is not None else "^"] * max(end - begin, focus is None)
    if focus is not None and focus[0] < focus[1]:
        begin, end = column_of(focus[0]) - shift, min(column_of(focus[1]), right) - shift
        marks += [" "] * (begin - len(marks))
        marks[max(begin, 0) : end] = ["^"] * max(end - max(begin, 0), 1)
    return text, "".join(marks).rstrip()


def _cells(window: str) -> list[str]:
    """What is shown for each byte of *window*: all of a character for its last byte."""
    cells: list[str] = []
    column = 0
    for char in to_text(window):
        if char > "\x7f" and not "\udc80" <= char <= "\udcff":
            cells += [""] * (len(char.encode()) - 1)
        cells.append(_shown(char, column))
        column += _width(cells[-1])
    return cells


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(char_width, text))


def _boundary(raw: str, offset: int) -> int:
    """*offset*, within the line, or the byte before it where a character begins."""
    if offset <= 0:
        return 0
    if offset >= len(raw):
        return len(raw)
    for back in range(4):
        if not "\x80" <= raw[offset - back] <= "\xbf":
            return offset - back
    return offset


def _shown(char: str, column: int) -> str:
    """What stands for *char* in an excerpt."""
    if " " <= char <= "~":
        return char
    if char == "\t":
        return " " * (TAB - column % TAB)
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "␡"
    return "�" if category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char
