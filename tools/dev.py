"""One command for each job of a developer; needs Python 3.11 or later and nothing else.

    python3 tools/dev.py demo      evaluate the example, through the CLI and the library
    python3 tools/dev.py test      run the tests (more arguments go to pytest)
    python3 tools/dev.py lint      ruff check, ruff format --check, mypy --strict
    python3 tools/dev.py docs      write the generated pages of docs/ anew
    python3 tools/dev.py site      build the documentation as a site, in site/
    python3 tools/dev.py run …     aionix with these arguments

The first use makes a virtual environment (``.venv-3.11``, by Python's version) and
installs aionix there, editable, with what the job needs.  It is made anew when
``pyproject.toml`` changes; otherwise a job starts at once.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
#: Job → the extras of pyproject.toml that it needs.
EXTRAS = {
    "demo": "",
    "run": "",
    "test": "[test]",
    "lint": "[dev]",
    "docs": "[dev]",
    "site": "[docs]",
    "setup": "[dev]",
}
#: Extras → those of which any, once installed, has them all.
SERVED_BY = {
    "[dev]": ("[dev]",),
    "[docs]": ("[docs]",),
    "[test]": ("[dev]", "[test]"),
    "": ("[dev]", "[test]", "[docs]", ""),
}


def main() -> int:
    """Run the job named by the first argument."""
    if len(sys.argv) < 2 or sys.argv[1] not in EXTRAS:
        print(__doc__)
        return 2
    if sys.version_info < OLDEST:
        return with_newer_python()
    job, arguments = sys.argv[1], sys.argv[2:]
    python = environment(EXTRAS[job])
    return JOBS[job](python, arguments)


# --- the environment ------------------------------------------------------------------


def environment(extras: str) -> Path:
    """The Python of the virtual environment, made first where it isn't there."""
    version = "{}.{}".format(*sys.version_info)
    folder = ROOT / f".venv-{version}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamps = [folder / f"installed{one}" for one in SERVED_BY[extras]]
    if python.exists() and any(s.exists() and s.read_text() == digest for s in stamps):
        return python
    print(f"setting up {folder.name} …", flush=True)
    if not python.exists():
        # A process of its own: what is on PATH may itself be a virtual environment.
        run([sys.executable, "-m", "venv", str(folder)])
    run([python, "-m", "pip", "install", *QUIET, "-e", f"{ROOT}{extras}"])
    (folder / f"installed{extras}").write_text(digest)
    return python


QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


def with_newer_python() -> int:
    """Start again with a Python that is new enough."""
    for minor in range(19, OLDEST[1] - 1, -1):
        places = os.environ.get("PATH", "").split(os.pathsep)
        places += map(str, (Path.home() / ".pyenv/versions").glob(f"3.{minor}.*/bin"))
        for place in places:
            python = Path(place) / f"python3.{minor}"
            check = [str(python), "-c", "import venv, ensurepip"]
            if python.exists() and subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0:
                return subprocess.run([str(python), *sys.argv]).returncode
    print("aionix needs Python {}.{} or later".format(*OLDEST), file=sys.stderr)
    return 1


def run(command, **options) -> None:  # type: ignore[no-untyped-def]
    """Run a command that must succeed."""
    result = subprocess.run([str(part) for part in command], cwd=ROOT, **options)
    if result.returncode:
        sys.exit(result.returncode)


# --- jobs -----------------------------------------------------------------------------


def demo(python: Path, arguments: list) -> int:
    """The example: a module system that makes the configuration of a small company's servers."""
    example = "examples/fleet"
    shows = [
        ("A configuration of services, written as Nix modules, evaluated to JSON:",
         ["-m", "aionix", "eval", "--strict", "--json", "-A", "summary", example]),
        ("From Python, with a builtin that awaits:",
         ["examples/async_builtin.py"]),
    ]  # fmt: skip
    for title, command in shows:
        print(f"\n{title}\n$ python {' '.join(command)}", flush=True)
        run([python, *command])
    return 0


def test(python: Path, arguments: list) -> int:
    """The tests, on all processors unless told otherwise (``-n 0``)."""
    parallel = [] if any(one.startswith("-n") for one in arguments) else ["-n", "auto"]
    run([python, "-m", "pytest", *parallel, *arguments])
    return 0


def lint(python: Path, arguments: list) -> int:
    """What the code must satisfy before it is committed."""
    run([python, "-m", "ruff", "check", "."])
    run([python, "-m", "ruff", "format", "--check", "."])
    run([python, "-m", "mypy"])
    return 0


def docs(python: Path, arguments: list) -> int:
    """The generated pages."""
    run([python, "tools/gen_docs.py", *arguments])
    return 0


def site(python: Path, arguments: list) -> int:
    """The documentation as a site; warnings and dead links are errors."""
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "true"}
    # With --quiet mkdocs overlooks its own warnings.
    run([python, "-m", "mkdocs", "build", "--strict", *arguments], env=quiet)
    print("site/index.html")
    return 0


def cli(python: Path, arguments: list) -> int:
    """The command line."""
    return subprocess.run([str(python), "-m", "aionix", *arguments]).returncode


def setup(python: Path, arguments: list) -> int:
    """Nothing but the environment."""
    print(python)
    return 0


JOBS = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "docs": docs,
    "site": site,
    "run": cli,
    "setup": setup,
}

if __name__ == "__main__":
    sys.exit(main())
