"""The language cases: how they are found, run and compared.

A case is a file `KIND-NAME.nix` somewhere below this directory; its kind says how it is run:

    eval-okay   --eval --strict          NAME.exp    standard output
    lazy        --eval                   NAME.exp
    json        --eval --strict --json   NAME.exp
    xml         --eval --strict --xml    NAME.exp
    eval-fail   --eval --strict          NAME.err    standard error; exit code 1
                … and --show-trace       NAME.trace  where that file exists
                (NAME.exp, if there, is what was written before the failure; without it, nothing)

`NAME.flags` holds further arguments (with -E among them, the text of the file is given in place of
its path: for output that depends on the length of the path, as tabs do), `NAME.env` further
environment variables (one KEY=VALUE a line), `NAME.stderr` the standard error of a successful run
(without it there must be none).
Goldens are bytes; in them, the absolute path of this directory is `/pwd`.

The goldens are written by `tools/record_goldens.py`, which asks C++ Nix.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PWD = b"/pwd"

KINDS: dict[str, tuple[str, ...]] = {
    "eval-okay": ("--eval", "--strict"),
    "eval-fail": ("--eval", "--strict"),
    "lazy": ("--eval",),
    "json": ("--eval", "--strict", "--json"),
    "xml": ("--eval", "--strict", "--xml"),
}

# What every case sees, and nothing else.
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
    "AIONIX_LANG": "set by the language suite",
    "AIONIX_EMPTY": "",
}


INTERNAL_PLACE = re.compile(
    "( at «nix-internal»/derivation-internal\\.nix):[0-9]+:[0-9]+:\n(?: *[0-9]* *\\|.*\n)+".encode()
)


@dataclass(frozen=True)
class Outcome:
    """What a run left behind, with the directory of the suite normalised."""

    code: int
    stdout: bytes
    stderr: bytes


def normalise(output: bytes) -> bytes:
    """Replace what differs between machines.

    That is the absolute path of the suite, and the size that a file system gives a directory.
    Places in the Nix code behind ``derivation`` go as well, with their lines: aionix's own
    function is written differently.
    """
    output = output.replace(str(ROOT).encode(), PWD)
    output = INTERNAL_PLACE.sub(rb"\1\n", output)
    return re.sub(rb"read of \d+ bytes: Is a directory", b"read of N bytes: Is a directory", output)


@dataclass(frozen=True)
class Case:
    """One run of one file."""

    path: Path
    kind: str
    trace: bool = False

    @property
    def name(self) -> str:
        """The id of the case: `topic/kind-name`, with `+trace` for the run with --show-trace."""
        stem = self.path.relative_to(ROOT).with_suffix("").as_posix()
        return stem + "+trace" if self.trace else stem

    def beside(self, suffix: str) -> Path:
        """The file with the same name and another suffix."""
        return self.path.with_suffix(suffix)

    @property
    def fails(self) -> bool:
        return self.kind == "eval-fail"

    @property
    def golden(self) -> Path:
        """The file with the expected output: standard error for failures, else standard output."""
        if not self.fails:
            return self.beside(".exp")
        return self.beside(".trace" if self.trace else ".err")

    @property
    def argv(self) -> list[str]:
        """The arguments of nix-instantiate."""
        flags = self.beside(".flags")
        extra = shlex.split(flags.read_text(), comments=True) if flags.exists() else []
        show = ["--show-trace"] if self.trace else []
        what = self.path.read_text() if "-E" in extra else str(self.path)
        return [*KINDS[self.kind], *show, *extra, what]

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment."""
        own = self.beside(".env")
        lines = own.read_text().splitlines() if own.exists() else []
        return ENVIRON | dict(line.split("=", 1) for line in lines if line)

    @property
    def cwd(self) -> Path:
        return self.path.parent

    def expected(self) -> Outcome:
        """The recorded outcome."""

        def read(path: Path) -> bytes:
            return path.read_bytes() if path.exists() else b""

        if self.fails:
            return Outcome(1, read(self.beside(".exp")), self.golden.read_bytes())
        return Outcome(0, self.golden.read_bytes(), read(self.beside(".stderr")))


def kind_of(path: Path) -> str | None:
    """The kind a file name announces; None if it is not a case (data, or another suite's)."""
    return next((kind for kind in KINDS if path.name.startswith(kind + "-")), None)


def find_cases(root: Path = ROOT) -> list[Case]:
    """All cases below a directory, in order of their names."""
    cases = []
    for path in sorted(root.rglob("*.nix")):
        if (kind := kind_of(path)) is None:
            continue
        cases.append(Case(path, kind))
        if kind == "eval-fail" and path.with_suffix(".trace").exists():
            cases.append(Case(path, kind, trace=True))
    return cases
