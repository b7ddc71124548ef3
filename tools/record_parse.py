#!/usr/bin/env python3
"""Record the goldens of the parser's cases (tests/lang/parse) from C++ Nix.

    AIONIX_ORACLE=/path/to/nix-instantiate tools/record_parse.py [--check] [PATTERN …]

Patterns are parts of case names; without one, all cases run.  `--check` compares
and writes nothing.  The exit code is 1 if a case does not do what its name says,
or differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lang" / "parse"))

from parse_cases import HOME, ROOT, Case, find_cases, normalise

ENVIRON = {"PATH": os.defpath, "HOME": HOME, "NIX_PATH": "", "NIX_CONF_DIR": "/nonexistent"}


def record(oracle: str, case: Case) -> tuple[bool, dict[Path, bytes]]:
    """Whether C++ Nix does what the case's name says, and the goldens it makes."""
    done = subprocess.run(
        [oracle, "--parse", *case.flags, case.path.name],
        cwd=ROOT,
        env=ENVIRON,
        capture_output=True,
        check=False,
        timeout=60,
    )
    stdout, stderr = (normalise(output) for output in (done.stdout, done.stderr))
    if case.fails:
        return done.returncode == 1 and not stdout, {case.beside(".err"): stderr}
    files = {case.beside(".exp"): stdout}
    if stderr:
        files[case.beside(".warn")] = stderr
    return done.returncode == 0, files


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    options = parser.parse_args()
    oracle = os.environ.get("AIONIX_ORACLE")
    if not oracle:
        parser.error("AIONIX_ORACLE must name nix-instantiate")

    faults = 0
    for case in find_cases():
        if options.patterns and not any(part in case.name for part in options.patterns):
            continue
        expected, files = record(oracle, case)
        if not expected:
            faults += 1
            print(f"{case.name}: C++ Nix says otherwise:\n{files}")
            continue
        for path, content in files.items():
            if path.exists() and path.read_bytes() == content:
                continue
            faults += options.check
            print(f"{path.name}: {'differs' if options.check else 'recorded'}")
            if not options.check:
                path.write_bytes(content)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
