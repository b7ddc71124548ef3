#!/usr/bin/env python3
"""Record what C++ Nix makes of cases.nix and objects.nix.

    AIONIX_ORACLE=/path/to/nix-instantiate tests/unit/store/record.py

derivations.json: path of each derivation → its text, of the cases and of all that they need;
shown.json: those that are UTF-8 as JSON, as ``nix derivation show`` writes it;
cases.json: name of each case → its ``drvPath`` and the paths of its outputs;
objects.json: the paths of the objects by name, and what Nix knows of each object.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FEATURES = "blake3-hashes ca-derivations dynamic-derivations git-hashing impure-derivations"
#: Applied to the cases: every case as a set of strings.
PATHS = """
cases: builtins.mapAttrs
  (_: case:
    let answer = if case ? drvAttrs then derivationStrict case.drvAttrs else case;
    in builtins.mapAttrs (_: builtins.unsafeDiscardStringContext) answer)
  cases
"""


def record_objects() -> None:
    with tempfile.TemporaryDirectory() as root:
        environ = {**os.environ, "NIX_REMOTE": f"local?root={root}"}
        oracle = Path(os.environ["AIONIX_ORACLE"])

        def ask(*command: str) -> Any:
            done = subprocess.run(command, check=True, env=environ, stdout=subprocess.PIPE)
            return json.loads(done.stdout)

        named = ask(
            *(str(oracle), "--eval", "--strict", "--json", "--read-write-mode"),
            str(HERE / "objects.nix"),
        )
        known = ask(
            *(str(oracle.with_name("nix")), "--extra-experimental-features", "nix-command"),
            *("path-info", "--all", "--json", "--json-format", "1"),
        )
    fields = ("ca", "narHash", "narSize", "references")
    infos = {path: {field: info[field] for field in fields} for path, info in known.items()}
    text = json.dumps({"named": named, "infos": infos}, indent=1, sort_keys=True)
    (HERE / "objects.json").write_text(text + "\n")
    print(f"{len(named)} names, {len(infos)} objects")


def is_utf8(text: str) -> bool:
    """Whether *text*, with a character for each byte, has a form in JSON."""
    try:
        text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return False
    return True


def main() -> None:
    with tempfile.TemporaryDirectory() as root:
        expression = f"({PATHS}) (import {HERE}/cases.nix)"
        command = [os.environ["AIONIX_ORACLE"], "--eval", "--strict", "--json"]
        command += ["--read-write-mode", "--extra-experimental-features", FEATURES]
        environ = {**os.environ, "NIX_REMOTE": f"local?root={root}"}
        done = subprocess.run(
            [*command, "-E", expression], check=True, env=environ, stdout=subprocess.PIPE
        )
        store = Path(root) / "nix" / "store"
        found = {
            f"/nix/store/{path.name}": path.read_bytes().decode("latin-1")
            for path in sorted(store.glob("*.drv"))
        }
        show = [str(Path(os.environ["AIONIX_ORACLE"]).with_name("nix")), "derivation", "show"]
        show += ["--extra-experimental-features", f"nix-command {FEATURES}"]
        show += [path for path, text in found.items() if is_utf8(text)]
        shown = subprocess.run(show, check=True, env=environ, stdout=subprocess.PIPE)
    cases = json.loads(done.stdout)
    (HERE / "shown.json").write_bytes(shown.stdout)
    (HERE / "cases.json").write_text(json.dumps(cases, indent=1, sort_keys=True) + "\n")
    (HERE / "derivations.json").write_text(json.dumps(found, indent=1) + "\n")
    print(f"{len(cases)} cases, {len(found)} derivations")


if __name__ == "__main__":
    main()
    record_objects()
