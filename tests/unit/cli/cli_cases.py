"""The command lines of cases.txt: how they are run, by C++ Nix and by aionix.

Each is run in ``files/``, with empty standard input.  ``@TMP@`` in one stands for a new
directory, in which ``prepare`` has put a few things; the links that are there in the end
are part of the outcome.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
}
#: Nix's warning where it writes to a store of its own.  Ours has no garbage collector.
WARNING = (
    "warning: you did not specify '--add-root';"
    " the result might be removed by the garbage collector\n"
)
#: A place in the Nix code behind ``derivation``, which is not the same as Nix's.
INTERNAL_PLACE = re.compile(
    r"( at Â«nix-internalÂ»/derivation-internal\.nix):\d+:\d+:\n(?: *\d* *\|.*\n)+"
)
#: Links that are there from the start.
LINKS = {"away": "/etc/passwd", "old": "/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b"}


def cases() -> list[list[str]]:
    """All command lines."""
    lines = (HERE / "cases.txt").read_text().splitlines()
    return [shlex.split(line) for line in lines if line and not line.startswith("#")]


def prepare(directory: Path) -> None:
    """Fill the directory of a case: what may be in the way of links."""
    (directory / "taken").write_text("a file")
    (directory / "second-2").write_text("a file")
    (directory / "directory").mkdir()
    for name, target in LINKS.items():
        (directory / name).symlink_to(target)


def arguments(argv: list[str], directory: Path) -> list[str]:
    """*argv* for a run in *directory*."""
    return [one.replace("@TMP@", str(directory)) for one in argv]


def outcome(directory: Path, code: int, stdout: bytes, stderr: bytes) -> dict[str, Any]:
    """What a run left behind, with the names of directories replaced."""
    shown = [
        stream.decode("latin-1").replace(str(FILES), "/pwd").replace(str(directory), "/tmp-dir")
        for stream in (stdout, stderr)
    ]
    shown[1] = INTERNAL_PLACE.sub(r"\1\n", shown[1])
    links = {
        str(one.relative_to(directory)): os.readlink(one)
        for one in sorted(directory.rglob("*"))
        if one.is_symlink() and not one.is_relative_to(directory / "root")
    }
    return {
        "code": code,
        "stdout": shown[0],
        "stderr": shown[1].replace(WARNING, ""),
        "links": {} if links == LINKS else links,
    }
