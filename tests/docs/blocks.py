"""Code blocks of the documentation: where they are, what language, and what becomes of them.

A block is what stands between two lines of three backticks, which begin at the left
margin.  After the first stands the language, and perhaps ``title="NAME"``:

``python``   statements, run in order, with ``await`` at the top; ``# → X`` after a statement
             says that its value is X.  All such blocks of a page share their names.
``nix``      an expression that evaluates; ``# → X`` in its last line says what is printed.
``console``  commands after ``$ ``, each followed by what it prints, if that is shown.
``ini``      settings.

With a title the block is a file of that name, and is there when the later blocks of the page
run.  Every other block needs a reason, in a comment before it: ``<!-- not run: … -->``, or
``<!-- … written by tools/… -->``, which is then what checks it (at the
top of a page: all of its ``text`` blocks).

In what a command prints ``…`` stands for anything within a line, and on a line of its own for
any number of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FENCE = re.compile(r"```(?P<language>[a-z]*)(?: title=\"(?P<title>[^\"]+)\")?")
REASON = re.compile(r"<!-- (?:not run: (?P<reason>.+)|.*[Ww]ritten by tools/.+) -->")
NOTICE = "Written by tools/gen_docs.py"
LANGUAGES = ("python", "nix", "console", "ini", "text")


class PageError(ValueError):
    """A page that is not written as this module's description says."""


@dataclass(frozen=True, slots=True)
class Block:
    """*line*: that of the first line of *text*, counted from 1."""

    page: Path
    line: int
    language: str
    title: str | None
    text: str
    #: Why it is not run, or is checked elsewhere.
    reason: str | None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(slots=True)
class Command:
    """*expected*: the lines that are shown after it."""

    line: int
    text: str
    expected: list[str] = field(default_factory=list)


def pages() -> list[Path]:
    """All that is documentation."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(found)


def blocks(page: Path) -> list[Block]:
    """The code blocks of *page*.  Raises PageError."""
    found: list[Block] = []
    reason = start = None
    language = ""
    title: str | None = None
    previous = "-"
    lines = page.read_text(encoding="utf-8").splitlines()
    generated = any(NOTICE in line for line in lines[:5])
    for number, line in enumerate(lines, 1):
        place = f"{page.relative_to(ROOT)}:{number}"
        if start is not None:
            if line == "```":
                text = "\n".join([*lines[start : number - 1], ""])
                found.append(Block(page, start + 1, language, title, text, reason))
                start = reason = None
        elif line.startswith("```"):
            match = FENCE.fullmatch(line)
            if match is None or match["language"] not in LANGUAGES:
                raise PageError(f"{place}: {line!r} is none of {', '.join(LANGUAGES)}")
            start, language, title = number, match["language"], match["title"]
            if language == "text" and reason is None and generated:
                reason = "written by a tool"
            if language == "text" and reason is None:
                raise PageError(f"{place}: why is this not run?")
        elif line.lstrip().startswith(("```", "~~~")):
            raise PageError(f"{place}: blocks begin at the left margin, with ```")
        elif line.startswith("    ") and not previous:
            raise PageError(f"{place}: indented code")
        elif (match := REASON.fullmatch(line)) is not None:
            reason = match["reason"] or "written by a tool"
        elif line:
            reason = None
        previous = line
    if start is not None:
        raise PageError(f"{page.relative_to(ROOT)}:{start}: this block has no end")
    return found


def commands(block: Block) -> list[Command]:
    """The commands of a ``console`` block.  Raises PageError."""
    found: list[Command] = []
    goes_on = False
    for number, line in enumerate(block.text.splitlines(), block.line):
        if goes_on:
            found[-1].text += "\n" + line.removeprefix("> ")
        elif line.startswith("$ "):
            found.append(Command(number, line[2:]))
        elif found:
            found[-1].expected.append(line)
            continue
        else:
            raise PageError(f"{block.place}: no command before {line!r}")
        goes_on = line.endswith("\\")
    return found


def matches(expected: list[str], printed: list[str]) -> bool:
    """Whether *printed* is what a page shows."""
    parts = []
    for line in expected:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append("[^\n]*?".join(map(re.escape, line.split("…"))) + "\n")
    text = "".join(f"{line}\n" for line in printed)
    return re.fullmatch("".join(parts), text) is not None
