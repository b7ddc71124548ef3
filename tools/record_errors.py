"""Record what is expected of the cases of tests/errors/cases.txt.

    record_errors.py NIX-INSTANTIATE   write recorded.json: what C++ Nix says
    record_errors.py --human           write human.txt and human-colour.txt: what aionix writes
                                       for people, to be reviewed

The cases shown to people are those that human.txt has already, and any named as arguments.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "errors"))

from error_cases import HUMAN, RECORDED, ask, cases, sections


def record(oracle: str) -> None:
    """Write recorded.json."""
    records = {one.name: [ask(oracle, one, False), ask(oracle, one, True)] for one in cases()}
    RECORDED.write_text(json.dumps(records, indent=1) + "\n")
    print(len(records), "cases recorded")


def record_human(names: list[str]) -> None:
    """Write human.txt and human-colour.txt."""
    from test_errors import stderr_of

    path = HUMAN[False]
    wanted = {*names, *(sections(path.read_text()) if path.exists() else ())}
    for colour, path in HUMAN.items():
        environ = {"CLICOLOR_FORCE": "1"} if colour else {}
        parts = [
            f"=== {case.name}\n{asyncio.run(stderr_of(case, **environ))}\n"
            for case in cases()
            if case.name in wanted
        ]
        path.write_text("".join(parts))


if __name__ == "__main__":
    if "--human" in sys.argv:
        record_human([name for name in sys.argv[1:] if name != "--human"])
    else:
        record(sys.argv[1] if len(sys.argv) > 1 else "nix-instantiate")
