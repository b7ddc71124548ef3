#!/usr/bin/env python3
"""Record derivations.json: the derivations of cases.nix as C++ Nix writes them.

AIONIX_ORACLE=/path/to/nix-instantiate tests/unit/store/record.py
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FEATURES = "ca-derivations impure-derivations dynamic-derivations git-hashing"


def main() -> None:
    with tempfile.TemporaryDirectory() as root:
        command = [os.environ["AIONIX_ORACLE"], "--eval", "--strict", "--read-write-mode"]
        command += ["--extra-experimental-features", FEATURES, str(HERE / "cases.nix")]
        environ = {**os.environ, "NIX_REMOTE": f"local?root={root}"}
        subprocess.run(command, check=True, env=environ, stdout=subprocess.DEVNULL)
        store = Path(root) / "nix" / "store"
        found = {
            f"/nix/store/{path.name}": path.read_bytes().decode("latin-1")
            for path in sorted(store.glob("*.drv"))
        }
    (HERE / "derivations.json").write_text(json.dumps(found, indent=1) + "\n")
    print(f"{len(found)} derivations")


if __name__ == "__main__":
    main()
