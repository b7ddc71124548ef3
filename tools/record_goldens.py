#!/usr/bin/env python3
"""Record the goldens of the language suite (tests/lang) from C++ Nix.

    AIONIX_ORACLE=/path/to/nix-instantiate tools/record_goldens.py [--check] [--trace] [PATTERN …]

Patterns are parts of case names (`builtins/`, `eval-fail-head`); without one, all cases run.
`--check` compares and writes nothing; `--trace` also starts a --show-trace golden for the failing
cases that match. The exit code is 1 if a case does not do what its kind says, or differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "lang"))

from lang_cases import Case, Outcome, find_cases, normalise


def run_oracle(oracle: str, case: Case) -> Outcome:
    """Run C++ Nix on a case, in an environment with nothing but what the case asks for."""
    done = subprocess.run(
        [oracle, *case.argv],
        cwd=case.cwd,
        env={"PATH": os.defpath, **case.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, normalise(done.stdout), normalise(done.stderr))


def goldens(case: Case, outcome: Outcome) -> dict[Path, bytes | None]:
    """The files an outcome makes; None for a file that must not exist."""
    if case.fails:
        return {case.golden: outcome.stderr, case.beside(".exp"): outcome.stdout or None}
    return {case.golden: outcome.stdout, case.beside(".stderr"): outcome.stderr or None}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--trace", action="store_true", help="start --show-trace goldens")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    options = parser.parse_args()
    oracle = os.environ.get("AIONIX_ORACLE")
    if not oracle:
        parser.error("AIONIX_ORACLE must name nix-instantiate")

    def wanted() -> list[Case]:
        patterns = options.patterns
        return [c for c in find_cases() if not patterns or any(p in c.name for p in patterns)]

    if options.trace and not options.check:
        for case in wanted():
            if case.fails:
                case.beside(".trace").touch()

    changed = wrong = 0
    cases = wanted()
    for case in cases:
        outcome = run_oracle(oracle, case)
        if outcome.code != (1 if case.fails else 0):
            wrong += 1
            text = outcome.stderr if outcome.stderr else outcome.stdout
            print(f"WRONG {case.name}: exit code {outcome.code}\n{text.decode(errors='replace')}")
            continue
        for path, content in goldens(case, outcome).items():
            old = path.read_bytes() if path.exists() else None
            if old == content:
                continue
            changed += 1
            print(f"{'differs' if options.check else 'wrote'} {path}")
            if options.check:
                continue
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
    print(f"{len(cases)} cases, {wrong} wrong, {changed} goldens changed")
    return 1 if wrong or (options.check and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
