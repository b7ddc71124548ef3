"""Record what ``nix eval`` of C++ Nix does with the command lines of eval_cases.txt.

Usage: record_eval.py [NIX].  Writes tests/unit/cli/recorded_eval.json.
"""

from __future__ import annotations

import json
import shlex
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
    records = []
    for line in (HERE / "eval_cases.txt").read_text().splitlines():
        if line.startswith("#") or not line:
            continue
        argv = shlex.split(line)
        command = [program, "--extra-experimental-features", "nix-command", "eval", "--impure"]
        result = subprocess.run(
            [*command, *argv], cwd=directory, env=ENVIRON, input=b"", capture_output=True
        )
        stdout, stderr = (
            stream.decode().replace(str(directory), "/pwd")
            for stream in (result.stdout, result.stderr)
        )
        records.append(
            {"argv": argv, "code": result.returncode, "stdout": stdout, "stderr": stderr}
        )
    text = json.dumps(records, indent=1) + "\n"
    (HERE / "recorded_eval.json").write_text(text)
    print(len(records), "command lines recorded")


if __name__ == "__main__":
    main()
