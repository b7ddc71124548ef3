"""Record what C++ Nix does with the command lines of tests/unit/cli/cases.txt.

Usage: record_cli.py [NIX-INSTANTIATE].  Writes recorded.json beside them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "unit" / "cli"))

from cli_cases import ENVIRON, FILES, HERE, arguments, cases, outcome, prepare


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else "nix-instantiate"
    records = []
    for argv in cases():
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            prepare(directory)
            done = subprocess.run(
                [program, *arguments(argv, directory)],
                cwd=FILES,
                env=ENVIRON,
                input=b"",
                capture_output=True,
            )
            found = outcome(directory, done.returncode, done.stdout, done.stderr)
            records.append({"argv": argv, **found})
    (HERE / "recorded.json").write_text(json.dumps(records, indent=1) + "\n")
    print(len(records), "command lines recorded")


if __name__ == "__main__":
    main()
