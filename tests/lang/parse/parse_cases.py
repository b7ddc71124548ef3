"""The cases of the parser: how they are found, and how their goldens are compared.

`parse-okay-NAME.nix` is printed by `nix-instantiate --parse`; `NAME.exp` is the
output, `NAME.warn` the standard error where there is any.  `parse-fail-NAME.nix`
is refused; `NAME.err` is the standard error.  `NAME.flags` holds further
arguments.  Commands run in this directory, with the name of the file alone;
`/pwd` in a golden stands for the directory, `/above` for the one above it.

The goldens are written by `tools/record_parse.py`, which asks C++ Nix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
PWD = "/pwd"
ABOVE = "/above"


def normalise(output: bytes) -> bytes:
    """Replace what depends on where the suite lies: its directory, and the one above."""
    output = output.replace(str(ROOT).encode(), PWD.encode())
    return output.replace(str(ROOT.parent).encode(), ABOVE.encode())


HOME = "/homeless"

_ERROR = re.compile(
    r"^error: (?P<message>.*?)(?:\n +at (?P<file>[^\n]*?):(?P<line>\d+):(?P<column>\d+):.*)?\Z",
    re.DOTALL | re.MULTILINE,
)


class Failure(NamedTuple):
    """What a golden says of an error; the place is None when Nix shows none."""

    message: str
    line: int | None
    column: int | None


@dataclass(frozen=True)
class Case:
    """One file."""

    path: Path

    @property
    def name(self) -> str:
        """What the file is called after `parse-`."""
        return self.path.stem.removeprefix("parse-")

    @property
    def fails(self) -> bool:
        return self.name.startswith("fail-")

    @property
    def flags(self) -> list[str]:
        """Further arguments."""
        flags = self.beside(".flags")
        return flags.read_text().split() if flags.exists() else []

    def beside(self, suffix: str) -> Path:
        """The file with the same name and another suffix."""
        return self.path.with_suffix(suffix)


def find_cases() -> list[Case]:
    """All cases, in order of their names."""
    return [Case(path) for path in sorted(ROOT.glob("parse-*.nix"))]


def failure(golden: str) -> Failure:
    """The message and the place in a recorded standard error.

    Nix indents the lines of a message that has several.
    """
    match = _ERROR.search(golden.rstrip("\n"))
    assert match, golden
    line, column = match["line"], match["column"]
    message = match["message"].replace("\n       ", "\n")
    return Failure(message, line and int(line), column and int(column))
