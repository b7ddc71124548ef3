"""``aionix eval``: prints values, with the options of ``nix-instantiate --eval`` and those
of ``nix eval``.

Which of the two it is is seen from the options.  ``-f``, ``--expr``, ``--apply``,
``--write-to`` and ``--pretty`` are ``nix eval``'s: then values are evaluated
completely and printed as ``nix eval`` prints them, and with ``-f`` or ``--expr`` the
arguments are attribute paths.  Otherwise the command is ``aionix-instantiate --eval``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ..bytestr import from_bytes, from_text, to_bytes, to_text
from ..errors import FileAccessError, NixError, NixTypeError, TraceFrame, UsageError
from ..filesystem import join
from ..host import in_thread
from ..output_json import to_json
from ..pretty import Layout, show_pretty
from ..records import dataclass
from ..runtime.coerce import coerce_to_string
from ..runtime.thunk import apply, whnf
from ..runtime.values import Attrs, Cell, Value, attr_position
from ..selection import select_path
from ..source import Position, SourceFile
from ..syntax.symbols import symbol_sorted
from .instantiate import Session
from .options import Options, instantiate_flag, take

USAGE = """\
Usage: {program} [OPTION]... FILE... [-A PATH]...
       {program} [OPTION]... -f FILE [PATH]...
       {program} [OPTION]... --expr EXPR [PATH]...
       {program} [OPTION]... -E EXPR...

Prints the value of Nix expressions: those in FILE (./default.nix by default), EXPR, or
standard input with "-"; or of the attributes at PATH, as a.b.0, in them.

What is evaluated:
  -f, --file FILE     this file; arguments are attribute paths
  --expr EXPR         this expression; arguments are attribute paths
  -E EXPR...          arguments are expressions
  -A, --attr PATH     select an attribute (may be repeated)
  --apply FUNCTION    call FUNCTION, an expression, with the value

How it is printed:
  --pretty            on several lines, indented
  --raw               a string as it is, without a line feed
  --json, --xml       as JSON or XML
  --write-to PATH     write a string to the file PATH, a set of strings to a directory
  --strict            evaluate the value completely.  That is done anyway with -f, --expr,
                      --apply and --pretty; errors within the value are then printed in
                      their place, and derivations as «derivation /nix/store/….drv»

The rest is as in aionix-instantiate:
  --arg NAME EXPR     give functions an argument
  --argstr NAME TEXT  give functions a string as argument
  -I [NAME=]PATH      add to the search path of <NAME>
  --store STORE       "memory" (the default here), "daemon", "unix:///SOCKET", a directory
  --pure-eval         no access to files, the environment, the time
  --show-trace        print the whole trace of an error
  --error-format FORMAT
                      how to print errors: "human" (the default) or "nix", as Nix does
  --debugger          stop at builtins.break, and evaluate what is typed there
  --trace-calls       print each call of a function
  --profile FILE      write where the time goes, for speedscope; --profile-calls FILE
                      counts calls.  FILE may end in .svg, .folded or .txt
  --option NAME VALUE set a setting of nix.conf; --NAME VALUE does the same

Environment: NIX_PATH, NIX_CONFIG, NIX_SHOW_STATS=1 (statistics as JSON to standard error,
or to the file NIX_SHOW_STATS_PATH; NIX_COUNT_CALLS=1 counts calls), NO_COLOR.
Exit code: 0, or 1 after an error, 130 when interrupted.
"""


@dataclass
class EvalOptions(Options):
    """The options of ``aionix eval``."""

    file: str | None = None
    expr: str | None = None
    apply: str | None = None
    write_to: str | None = None
    pretty: bool | None = None

    @property
    def is_modern(self) -> bool:
        """Whether the command is to be like ``nix eval``."""
        chosen = (self.file, self.expr, self.apply, self.write_to, self.pretty)
        return any(value is not None for value in chosen)


_WITH_VALUE = {
    "-f": "file",
    "--file": "file",
    "--expr": "expr",
    "--apply": "apply",
    "--write-to": "write_to",
}


class EvalSession(Session):
    """One run of ``aionix eval``."""

    options_type = EvalOptions
    usage = USAGE
    options: EvalOptions

    @staticmethod
    def own_flag(argument: str, todo: list[str], options: EvalOptions) -> bool:
        name = _WITH_VALUE.get(argument)
        if name is not None:
            [value] = take(argument, 1, todo)
            setattr(options, name, value)
            return True
        if argument in ("--pretty", "--no-pretty"):
            options.pretty = argument == "--pretty"
            return True
        return instantiate_flag(argument, todo, options)

    async def do(self) -> None:
        options = self.options
        if not options.is_modern:
            await super().do()
            return
        if options.file is not None and options.expr is not None:
            raise UsageError("'--file' and '--expr' are mutually exclusive")
        if options.output == "raw" and options.pretty:
            raise UsageError("'--raw' and '--pretty' are mutually exclusive")
        if options.file is None and options.expr is None:
            self.check_usage()
        await self.load_arguments()
        paths = list(options.attr_paths)
        if options.file is not None or options.expr is not None:
            paths += options.files
        function = None
        if options.apply is not None:
            function = await self.evaluator.value_of(self.string_source(from_text(options.apply)))
        for source in await self._sources():
            root = await self.evaluator.value_of(source)
            for path in paths or [""]:
                value = await self.evaluator.run(self._found(root, from_text(path), function))
                await self._put(value)

    async def _sources(self) -> list[SourceFile]:
        options = self.options
        if options.expr is not None:
            return [self.string_source(from_text(options.expr))]
        if options.file is not None:
            return [await self.file_source(from_text(options.file))]
        if options.from_args:
            return [self.string_source(from_text(text)) for text in options.files]
        sources = []
        if options.read_stdin:
            text = from_bytes(await self.read_stdin())
            sources.append(SourceFile("«stdin»", text, base=self.cwd))
        names = options.files or ([] if sources else ["./default.nix"])
        return sources + [await self.file_source(from_text(name)) for name in names]

    async def _found(self, root: Value, path: str, function: Value | None) -> Value:
        value = await select_path(self.context, root, path, self.arguments, 0)
        if function is not None:
            value = await whnf(await apply(function, value, depth=0), 0)
        return value

    # --- output -----------------------------------------------------------------------

    async def _put(self, value: Value) -> None:
        options = self.options
        ctx = self.context
        if options.write_to is not None:
            target = join(self.cwd, from_text(options.write_to))
            if await in_thread(os.path.lexists, to_bytes(target)):
                raise NixError(f"path '{options.write_to}' already exists")
            await _Writer(self).write(value, target)
        elif options.output == "raw":
            what = "while generating the eval command output"
            text: str = await self.evaluator.run(coerce_to_string(ctx, value, 0, what))
            self.print(to_text(text))
        elif options.output == "json":
            shown = (await self.evaluator.run(to_json(ctx, value, 0, strict=True)))[0]
            self.print(indented(to_text(shown)) if options.pretty else to_text(shown) + "\n")
        elif options.output == "xml":
            options.strict = True
            self.print(await self.evaluator.run(self.xml(value)))
        else:
            layout = Layout(indent=2 if options.pretty else 0, raise_outermost=False)
            self.print(await show_pretty(self.evaluator, value, layout) + "\n")


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{][\]}]|[^"\[\]{},:]+|[\[\]{},:]')


def indented(text: str) -> str:
    """Compact JSON on several lines; numbers and strings stay as they are written."""
    pieces: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
            token += "\n" + "  " * depth
        elif token in ("]", "}"):
            depth -= 1
            token = "\n" + "  " * depth + token
        elif token == ",":
            token += "\n" + "  " * depth
        elif token == ":":
            token += " "
        pieces.append(token)
    return "".join(pieces) + "\n"


# --- files ------------------------------------------------------------------------------


class _Writer:
    """Writes a string to a file, a set to a directory of what its attributes hold.

    The walk keeps its own stack: the names on the way to what is being written.
    """

    def __init__(self, session: EvalSession) -> None:
        self.run = session.evaluator.run

    async def write(self, cell: Cell, target: str) -> None:
        """Write *cell* to the path *target* (nix string), where nothing is so far."""
        open_: list[tuple[Attrs, Iterator[str], str]] = []
        traces: list[TraceFrame] = []
        place: Position | None = None
        try:
            while True:
                value = await self.run(whnf(cell, 0))
                if isinstance(value, str):
                    await in_thread(_write_file, target, value)
                elif type(value) is Attrs:
                    await in_thread(_make_directory, target)
                    open_.append((value, iter(symbol_sorted(value.d)), target))
                else:
                    raise NixTypeError(
                        f"value at '{place or '«none»:0'}' is not a string or an attribute set"
                    )
                if open_ and type(value) is not Attrs:
                    traces.pop()
                while open_ and (name := next(open_[-1][1], None)) is None:
                    open_.pop()
                    if open_:
                        traces.pop()
                if not open_:
                    return
                attributes, _, directory = open_[-1]
                assert name is not None
                place = attr_position(attributes, name)
                shown = to_text(name)
                traces.append(TraceFrame(f"while evaluating the attribute '{shown}'", place))
                if name in (".", "..") or "/" in name or "\0" in name or not name:
                    raise NixError(f"invalid file name '{shown}'")
                cell, target = attributes.d[name], f"{directory}/{name}"
        except NixError as error:
            error.trace.extend(reversed(traces))
            raise


def _write_file(target: str, content: str) -> None:
    try:
        with open(to_bytes(target), "xb") as file:
            file.write(to_bytes(content))
    except OSError as error:
        raise _failed("writing file", target, error) from None


def _make_directory(target: str) -> None:
    try:
        os.mkdir(to_bytes(target))
    except OSError as error:
        raise _failed("creating directory", target, error) from None


def _failed(what: str, target: str, error: OSError) -> FileAccessError:
    return FileAccessError(f"{what} '{to_text(target)}': {error.strerror}")
