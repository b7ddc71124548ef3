"""Write into pages of the documentation what their commands print now.

    python tools/record_docs.py PAGE...      where it isn't what the page shows

Look at the difference before you commit it: what is wrong may be aionix.  Needs aionix
importable, and what the commands need.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "docs"))

from blocks import blocks, matches  # noqa: E402
from running import lay_out, outcomes, write_file  # noqa: E402


def record(page: Path) -> int:
    """Returns how many commands print something else."""
    lines = page.read_text(encoding="utf-8").splitlines()
    changes: list[tuple[int, int, list[str]]] = []
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name).resolve()
        lay_out(directory)
        for block in blocks(page):
            if block.reason is None and block.title is not None:
                write_file(block, directory)
            if block.reason is not None or block.language != "console":
                continue
            for command, printed, _ in outcomes(block, directory):
                shown = printed.splitlines()
                if command.expected and not matches(command.expected, shown):
                    first = command.line + command.text.count("\n")
                    kept = [still(line, command.expected) for line in shown]
                    changes.append((first, first + len(command.expected), kept))
    for first, last, shown in reversed(changes):
        lines[first:last] = shown
    page.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return len(changes)


def still(line: str, expected: list[str]) -> str:
    """*line* as the page shows it, if it does, with what may differ left out."""
    for one in expected:
        if one.strip() != "…" and matches([one], [line]):
            return one
    return line


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {record(Path(name).resolve())} changed")
