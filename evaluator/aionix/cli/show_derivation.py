"""``aionix show-derivation``: store derivations as JSON, like ``nix derivation show``.

What is shown is named by store path, by the name of a ``.drv`` file anywhere, or by a Nix
expression (the options of ``aionix-instantiate``) whose derivations are shown.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import anyio

from ..bytestr import from_bytes, from_text, to_text
from ..errors import FileAccessError, NixError, StoreError
from ..render import render_error
from ..store import derivation as drv
from ..store import paths
from ..store.derivation import Derivation
from ..store.derivation_json import show_derivations
from ..store.evaluation import EvalStore
from ..stores import open_store
from .instantiate import run_instantiate

USAGE = """\
Usage: aionix show-derivation [--store STORE] [-r] [--pretty] PATH...
       aionix show-derivation [-r] [--pretty] [OPTION]... FILE -A ATTR
       aionix show-derivation [-r] [--pretty] [OPTION]... -E EXPR

Prints derivations as JSON, in the format of "nix derivation show".

  PATH               a derivation in the store, or a file that holds one (….drv)
  FILE, -E EXPR      a Nix expression: the derivations in its value; OPTION is
                     any of aionix-instantiate's
  -r, --recursive    the derivations that these depend on too
  --pretty           indented; the default on a terminal
  --store STORE      as in aionix-instantiate
"""


class Shown:
    """The derivations to show, by path, read from a store or from files."""

    def __init__(self, store: EvalStore) -> None:
        self.store = store
        self.derivations: dict[str, Derivation] = {}
        #: Where derivations lie that are no store's: the directory of the file first named.
        self.beside: dict[str, str] = {}

    async def add(self, name: str, *, recursive: bool) -> None:
        """The derivation that is called or lies at *name* (nix string)."""
        directory = self.store.directory
        if not paths.is_derivation(name):
            raise NixError(f"'{to_text(name)}' is not a derivation: its name doesn't end in '.drv'")
        path = name
        if not paths.is_store_path(name, directory):
            beside, _, base = name.rpartition("/")
            path = paths.parse_store_path(f"{directory}/{base}", directory)
            self.beside[path] = to_text(beside) or "."
        todo = [path]
        while todo:
            path = todo.pop()
            if path not in self.derivations:
                found = self.derivations[path] = await self._read(path)
                if recursive:
                    todo += found.input_derivations
                    if path in self.beside:
                        for one in found.input_derivations:
                            self.beside.setdefault(one, self.beside[path])

    async def _read(self, path: str) -> Derivation:
        directory = self.beside.get(path)
        if directory is None:
            return await self.store.derivation(path)
        file = os.path.join(directory, to_text(path.rpartition("/")[2]))
        try:
            text = await anyio.Path(file).read_bytes()
        except OSError as error:
            raise FileAccessError(f"opening file '{file}': {error.strerror}") from None
        name = paths.name_of(path).removesuffix(paths.DERIVATION_SUFFIX)
        try:
            return drv.parse(from_bytes(text), name, self.store.directory)
        except StoreError as error:
            raise StoreError(f"error parsing derivation '{file}': {error.message}") from None


async def run_show(argv: list[str], environ: Mapping[str, str], cwd: str) -> int:
    """The subcommand; returns the exit code."""
    recursive = pretty = False
    rest: list[str] = []
    for argument in argv:
        if argument in ("-r", "--recursive"):
            recursive = True
        elif argument in ("--pretty", "--no-pretty"):
            pretty = argument == "--pretty"
        else:
            rest.append(argument)
    if not rest or "--help" in rest:
        print(USAGE, end="", file=sys.stdout if rest else sys.stderr)
        return 0 if rest else 1
    store_name, names = _store_option(rest)
    if all(map(paths.is_derivation, names)):
        try:
            shown = await _by_path(store_name, names, recursive, environ)
        except NixError as error:
            sys.stderr.write(render_error(error))
            return 1
    else:
        shown = {}

        async def show(store: EvalStore, path: str) -> None:
            found = Shown(store)
            await found.add(path, recursive=recursive)
            shown.update(found.derivations)

        code = await run_instantiate(
            rest,
            stdout=sys.stdout.buffer,
            stderr=sys.stderr.buffer,
            stdin=sys.stdin.buffer if sys.stdin is not None else None,
            environ=environ,
            cwd=cwd,
            program="aionix show-derivation",
            instead=show,
        )
        if code:
            return code
    print(show_derivations(shown, pretty=pretty or sys.stdout.isatty()))
    return 0


async def _by_path(
    store_name: str | None, names: list[str], recursive: bool, environ: Mapping[str, str]
) -> dict[str, Derivation]:
    backend = open_store(store_name or environ.get("NIX_REMOTE") or "auto", environ=environ)
    try:
        shown = Shown(EvalStore(backend))
        for name in names:
            await shown.add(from_text(name), recursive=recursive)
        return shown.derivations
    finally:
        with anyio.CancelScope(shield=True):
            await backend.aclose()


def _store_option(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of ``--store``, and the other arguments."""
    if "--store" not in arguments[:-1]:
        return None, arguments
    index = arguments.index("--store")
    return arguments[index + 1], [*arguments[:index], *arguments[index + 2 :]]
