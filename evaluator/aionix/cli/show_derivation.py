"""``aionix show-derivation``: store derivations as JSON, like ``nix derivation show``.

What is shown is named by store path, by the name of a ``.drv`` file anywhere, or by a Nix
expression (the options of ``aionix-instantiate``) whose derivations are shown.
"""

from __future__ import annotations

from ..bytestr import from_bytes, from_text, to_text
from ..errors import NixError
from ..filesystem import RealIO, join, parent_of
from ..records import dataclass
from ..store import paths
from ..store.derivation import Derivation
from ..store.derivation_json import show_derivations
from ..store.evaluation import EvalStore, parse_derivation
from .instantiate import Session
from .options import Options, instantiate_flag
from .reporting import is_terminal

USAGE = """\
Usage: {program} [-r] [--pretty] [--store STORE] PATH...
       {program} [-r] [--pretty] [OPTION]... FILE -A ATTR
       {program} [-r] [--pretty] [OPTION]... -E EXPR...

Prints derivations as JSON, in the format of "nix derivation show".

  PATH               a derivation in the store, or a file that holds one (….drv)
  FILE, -E EXPR      a Nix expression: the derivations in its value; OPTION is
                     any of aionix-instantiate's
  -r, --recursive    the derivations that these depend on too; those of a file are
                     looked for beside it
  --pretty           indented; the default on a terminal
  --store STORE      as in aionix-instantiate
"""


@dataclass
class ShowOptions(Options):
    """The options of ``aionix show-derivation``."""

    recursive: bool = False
    pretty: bool | None = None


class ShowSession(Session):
    """One run of ``aionix show-derivation``."""

    options_type = ShowOptions
    usage = USAGE
    options: ShowOptions

    @staticmethod
    def own_flag(argument: str, todo: list[str], options: ShowOptions) -> bool:
        if argument in ("-r", "--recursive"):
            options.recursive = True
        elif argument in ("--pretty", "--no-pretty"):
            options.pretty = argument == "--pretty"
        else:
            return instantiate_flag(argument, todo, options)
        return True

    async def do(self) -> None:
        options = self.options
        assert self.context.store is not None
        self.shown = Shown(self.context.store, recursive=options.recursive)
        names = list(map(from_text, options.files))
        if names and not options.from_args and all(map(paths.is_derivation, names)):
            for name in names:
                await self.shown.add_named(join(self.cwd, name))
        else:
            await super().do()
        pretty = options.pretty
        if pretty is None:
            pretty = is_terminal(self.stdout, self.environ)
        self.print(show_derivations(self.shown.derivations, pretty=pretty) + "\n")

    async def found(self, derivation: str, output: str) -> None:
        await self.shown.add(derivation)


class Shown:
    """The derivations to show, by path, from a store or from files."""

    def __init__(self, store: EvalStore, *, recursive: bool) -> None:
        self.store = store
        self.recursive = recursive
        self.derivations: dict[str, Derivation] = {}
        self._files = RealIO()

    async def add_named(self, name: str) -> None:
        """The derivation called *name*: a store path, or any other file (absolute, nix string)."""
        directory = self.store.directory
        if paths.is_store_path(name, directory):
            await self.add(name)
        else:
            path = paths.parse_store_path(f"{directory}/{name.rpartition('/')[2]}", directory)
            await self.add(path, parent_of(name))

    async def add(self, path: str, beside: str | None = None) -> None:
        """The derivation at *path*; *beside*: the directory it is read from, not the store."""
        todo = [path]
        while todo:
            path = todo.pop()
            if path not in self.derivations:
                found = self.derivations[path] = await self._read(path, beside)
                if self.recursive:
                    todo += found.input_derivations

    async def _read(self, path: str, beside: str | None) -> Derivation:
        if beside is None:
            if not await self.store.is_valid(path):
                raise NixError(f"path '{to_text(path)}' is not a valid store path")
            return await self.store.derivation(path)
        file = f"{beside.rstrip('/')}/{path.rpartition('/')[2]}"
        text = from_bytes(await self._files.read_file(file))
        return parse_derivation(text, path, self.store.directory, file)
