"""Record what ``nix repl`` of C++ Nix answers to the lines of repl_cases.txt.

Usage: record_repl.py [NIX].  Writes tests/unit/cli/recorded_repl.json.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "tests" / "unit" / "cli"
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
    "NIX_REMOTE": "dummy://?read-only=false",
}


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else "nix"
    directory = HERE / "files"
    lines = [
        line
        for line in (HERE / "repl_cases.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    result = subprocess.run(
        [program, "repl", "--extra-experimental-features", "nix-command"],
        cwd=directory,
        env=ENVIRON,
        input="".join(f"{line}\n" for line in lines).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout.decode()).replace(str(directory), "/pwd")
    records = []
    for line in lines:
        _, echo, shown = shown.partition(f"nix-repl> {line}\n")
        assert echo, f"no answer to {line!r}"
        answer = shown.partition("\nnix-repl> ")[0]
        records.append([line, answer])
    text = json.dumps(records, indent=1, ensure_ascii=False) + "\n"
    (HERE / "recorded_repl.json").write_text(text)
    print(len(records), "inputs recorded")


if __name__ == "__main__":
    main()
