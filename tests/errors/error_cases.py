"""The cases of cases.txt: what C++ Nix says of each, and how that is recorded and compared.

``recorded.json`` has standard error of ``nix-instantiate --eval --strict``, without and with
``--show-trace``.  ``human.txt`` and ``human-colour.txt`` have what aionix writes for people.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
RECORDED = HERE / "recorded.json"
HUMAN = {False: HERE / "human.txt", True: HERE / "human-colour.txt"}
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
    "NIX_REMOTE": "dummy://",
}
#: Places in the Nix code behind ``derivation``, which is not the same as Nix's.
INTERNAL_PLACE = re.compile(
    r"( at «nix-internal»/derivation-internal\.nix):\d+:\d+:\n(?: *\d* *\|.*\n)+"
)


@dataclass(frozen=True)
class Case:
    """An expression that fails."""

    name: str
    flags: tuple[str, ...]
    text: str

    def arguments(self, show_trace: bool) -> list[str]:
        """The command line, after the program's name."""
        trace = ["--show-trace"] if show_trace else []
        return ["--eval", "--strict", *trace, *self.flags, "-E", self.text]


def cases() -> list[Case]:
    """All of them, in order."""
    found = []
    for block in re.split(r"^## ", (HERE / "cases.txt").read_text(), flags=re.MULTILINE)[1:]:
        head, _, text = block.partition("\n")
        name, *flags = shlex.split(head)
        found.append(Case(name, tuple(flags), text.strip("\n")))
    return found


def shown(stderr: bytes) -> str:
    """Standard error with the names of directory and program replaced."""
    text = stderr.decode("utf-8", "surrogateescape").replace(str(FILES), "/pwd")
    text = re.sub("^Try '.* --help'", "Try 'PROGRAM --help'", text, flags=re.MULTILINE)
    return INTERNAL_PLACE.sub(r"\1\n", text)


def ask(oracle: str, case: Case, show_trace: bool) -> str:
    """What C++ Nix writes to standard error; *oracle* is its nix-instantiate."""
    done = subprocess.run(
        [oracle, *case.arguments(show_trace)],
        cwd=FILES,
        env=ENVIRON,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1, (case.name, done)
    return shown(done.stderr)


def sections(text: str) -> dict[str, str]:
    """The parts of a file of human.txt's form, by name."""
    found = {}
    for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        found[name] = body.removesuffix("\n")
    return found
