"""Shell scripts around nix-instantiate, with C++ Nix and with aionix in its place.

    python tools/compare_scripts.py --oracle /path/to/nix-instantiate DIRECTORY [SCRIPT...]

SCRIPT is below DIRECTORY; by default those of the library of auxolotl/core.  Each side has a Nix
daemon of its own (the one beside the oracle), with an empty store in a temporary directory.  Fails
if what a script prints, or its exit code, differs.  Needs aionix importable.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPTS = ["lib/tests/modules.sh", "lib/tests/sources.sh", "lib/tests/filesystem.sh"]
#: What stands in for nix-instantiate.
DROP_IN = """\
#!/bin/sh
exec '{python}' -c 'from aionix.cli.start import instantiate; instantiate()' "$@"
"""
PATIENCE = 30


@contextmanager
def daemon(program: Path, directory: Path) -> Iterator[dict[str, str]]:
    """A daemon with a store in *directory*; gives the environment of its clients."""
    environ = {
        # Without compiled modules each of hundreds of processes takes seconds.
        **{key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"},
        "HOME": str(directory),
        "NIX_STORE_DIR": str(directory / "store"),
        "NIX_STATE_DIR": str(directory / "state"),
        "NIX_LOG_DIR": str(directory / "log"),
        "NIX_DAEMON_SOCKET_PATH": str(directory / "socket"),
    }
    process = subprocess.Popen([program], env=environ, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not (directory / "socket").exists():
            if time.monotonic() > until or process.poll() is not None:
                sys.exit(f"{program} doesn't start")
            time.sleep(0.05)
        yield environ | {"NIX_REMOTE": "daemon"}
    finally:
        process.terminate()
        process.wait()


def run(script: Path, root: Path, environ: dict[str, str]) -> tuple[int, str, float]:
    """Exit code, output and seconds."""
    begun = time.monotonic()
    done = subprocess.run(
        ["bash", str(script)],
        cwd=root,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout, time.monotonic() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--oracle", type=Path, default=os.environ.get("AIONIX_ORACLE"))
    parser.add_argument("directory", type=Path)
    parser.add_argument("script", nargs="*", default=SCRIPTS)
    options = parser.parse_args()
    if options.oracle is None:
        parser.error("--oracle or AIONIX_ORACLE must name nix-instantiate")
    beside = Path(options.oracle).parent
    root = options.directory.resolve()
    outcomes: dict[str, list[tuple[int, str, float]]] = {}
    for side in ("Nix", "aionix"):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            programs = Path(name) / "bin"
            programs.mkdir()
            drop_in = programs / "nix-instantiate"
            drop_in.write_text(DROP_IN.format(python=sys.executable))
            drop_in.chmod(0o755)
            first = programs if side == "aionix" else beside
            with daemon(beside / "nix-daemon", Path(name)) as environ:
                environ["PATH"] = f"{first}{os.pathsep}{os.environ['PATH']}"
                for script in options.script:
                    outcomes.setdefault(script, []).append(run(root / script, root, environ))
    failed = False
    for script, (theirs, ours) in outcomes.items():
        same = theirs[:2] == ours[:2]
        failed |= not same
        last = (ours[1].splitlines() or [""])[-1]
        print(
            f"{script}: {'same' if same else 'DIFFERENT'}, exit code {ours[0]}, {last!r};", end=" "
        )
        print(f"Nix {theirs[2]:.1f} s, aionix {ours[2]:.1f} s")
        if not same:
            print(f"--- Nix ({theirs[0]})\n{theirs[1]}--- aionix ({ours[0]})\n{ours[1]}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
