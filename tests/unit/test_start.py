"""What commands import, and what they don't: that is most of the time of a small one."""

from __future__ import annotations

import inspect
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import aionix_builtins
from aionix.code_cache import VARIABLE
from aionix.runtime import eager
from aionix.vm import collector
from aionix_builtins import registry, scope

#: Modules that take a millisecond or more, and what they are for.
LATE = {
    "ast": "compiling",
    "asyncio": "waiting",
    "dataclasses": "what users make of records",
    "hashlib": "hashes that Nix asks for",
    "inspect": "what users make of records",
    "json": "fromJSON",
    "pkgutil": "files of the package",
    "re2": "regular expressions",
    "pathlib": "paths given by the library's user",
    "urllib.parse": "stores by name",
    "aionix.compile.unit": "compiling",
    "aionix.syntax.parser": "compiling",
    "aionix_builtins.tomlscan": "fromTOML",
    "aionix_builtins.jsonscan": "fromJSON",
    "aionix_builtins.posix_regex": "regular expressions",
    "aionix_builtins.flakeref": "parseFlakeRef",
}

COMMAND = """
import atexit, sys
from aionix.cli.start import aionix
sys.argv = ["aionix", "eval", "-E", "1 + 1"]
atexit.register(lambda: print(*sys.modules))
aionix()
"""


def test_small_commands_import_little(tmp_path: Path) -> None:
    environ = {**os.environ, VARIABLE: str(tmp_path)}
    for _ in range(2):  # the second time the code is in the cache
        done = subprocess.run(
            [sys.executable, "-c", COMMAND],
            capture_output=True,
            text=True,
            check=True,
            env=environ,
        )
    value, modules = done.stdout.splitlines()
    assert value == "2"
    # Other packages may have had Python import these before we start.
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    late = LATE.keys() & set(modules.split()) - set(bare.stdout.split())
    assert not late


GARBAGE = """
import atexit, gc, sys
from aionix.cli.start import aionix
sys.argv = ["aionix", "eval", "-E", "builtins.genList (x: x) 10"]
walks = []
gc.callbacks.append(lambda phase, info: walks.append(info["generation"]))
atexit.register(lambda: print(gc.get_threshold(), 2 in walks))
aionix()
"""


def test_garbage_of_commands(tmp_path: Path) -> None:
    """Not all objects are walked just because the evaluation is over."""
    done = subprocess.run(
        [sys.executable, "-c", GARBAGE],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, VARIABLE: str(tmp_path)},
    )
    assert done.stdout.splitlines()[1] == f"{collector.ALONE} False"


def test_all_builtins_are_declared() -> None:
    scope.load_modules()
    declared = set(registry.SPECS), set(registry.CONSTANTS)
    for module in pkgutil.iter_modules(aionix_builtins.__path__):
        import_module(f"{aionix_builtins.__name__}.{module.name}")
    assert (set(registry.SPECS), set(registry.CONSTANTS)) == declared


def test_flag_of_coroutines() -> None:
    assert eager.COROUTINE == inspect.CO_COROUTINE
