"""``aionix-instantiate``: stands in for ``nix-instantiate``.

``run_instantiate`` is the whole command, free of the process around it:
arguments, streams, environment and directory are given, an exit code comes back.
Streams are binary.

What each run does: settings and arguments are read, each expression is parsed
and evaluated to weak head normal form, and for each attribute path the value
there is printed, or the derivations in it are put into the store and their paths
printed (``nix-instantiate``'s ``processExpr``).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

from ..bytestr import from_bytes, from_text, to_bytes, to_text
from ..code_cache import default_directory
from ..errors import FileAccessError, NixError, UnsupportedFeatureError, UsageError
from ..evaluator import Evaluator
from ..filesystem import RealIO, join, resolve_import
from ..host import event_loop, in_thread, run_lazily
from ..output_json import to_json
from ..output_xml import to_xml
from ..printer import show_value
from ..records import replace
from ..render import render, render_message, render_warning
from ..restricted import restricted
from ..runtime.coerce import canonical_path, coerce_to_string
from ..runtime.deep import force_deep
from ..runtime.thunk import whnf
from ..runtime.values import Cell, Value
from ..search_path import find_file, is_url, parse_entry, split_nix_path
from ..selection import auto_call, select_path
from ..source import SourceFile
from ..syntax.symbols import reset
from ..vm import preemption
from ..vm.collector import alone
from ..vm.observe import combined
from . import statistics
from .config import Config
from .hints import hint, suggest_flags
from .leaving import run_and_leave
from .options import Options, instantiate_flag, parse
from .profiles import Profiles
from .reporting import error_format, is_ours, is_terminal, own_directories, wants_colour

if TYPE_CHECKING:
    from ..store.interface import Store

PROGRAM = "nix-instantiate"
VERSION = "2.34.8"

USAGE = """\
Usage: {program} [--eval | --parse | --find-file] [OPTION]... [FILE]...

Evaluates Nix expressions: FILE (./default.nix by default), expressions with
-E EXPR..., or standard input with "-".  Puts the derivations found there into
the store and prints their paths, unless told to do something else with them:

  --eval              print the value of each expression
  --parse             print each expression as the parser understood it
  --find-file         print where each FILE is found on the search path
  -E, --expr          the remaining arguments are expressions, not files
  -A, --attr PATH     select an attribute, as a.b.0 (may be repeated)
  --strict            evaluate the value completely before printing it
  --json, --xml       print the value as JSON or XML
  --raw               print a string as it is
  --arg NAME EXPR     give functions an argument
  --argstr NAME TEXT  give functions a string as argument
  -I [NAME=]PATH      add to the search path of <NAME>
  --store STORE       where derivations and sources go: "memory" (nowhere), "daemon",
                      "unix:///SOCKET", or a directory; by default the Nix daemon if
                      there is one, else "memory"
  --add-root PATH     make a symlink to what is instantiated
  --dry-run           add nothing to the store
  --show-trace        print the whole trace of an error
  --error-format FORMAT
                      how to print errors: "nix" (the default here) as nix-instantiate
                      does, "human" (that of the other commands) for reading
  --debugger          stop at builtins.break, and evaluate what is typed there
  --trace-calls       print each call of a function
  --profile FILE      write where the time goes, for speedscope; --profile-calls FILE
                      counts calls.  FILE may end in .svg, .folded or .txt
  --option NAME VALUE set a setting of nix.conf; --NAME VALUE does the same
  --code-cache DIR    keep compiled code in DIR, not where $AIONIX_CACHE_DIR says or
                      the user's caches are; --no-code-cache keeps none
  --limit NAME=VALUE  let evaluation use no more: of steps, seconds, cpu-seconds,
                      call-depth, string-size, list-size, set-size, memory, output

Every other flag of nix-instantiate is understood; those about building and
downloading have no effect.
"""


class Writer(Protocol):
    """A binary stream to write to."""

    def write(self, data: bytes, /) -> object: ...
    def flush(self) -> object: ...


class Reader(Protocol):
    """A binary stream to read from."""

    def read(self) -> bytes: ...


class MakesRoom(Protocol):
    """Has the terminal, and lets others print on it."""

    def interrupted(self, print_it: Callable[[], None], /) -> None: ...


class Console:
    """Standard error: errors, warnings and messages, as loud as asked for."""

    def __init__(self, stream: Writer, colour: bool) -> None:
        self._stream = stream
        self.colour = colour
        self.verbosity = 3
        #: What is shown on the terminal meanwhile; it makes room for what is printed.
        self.progress: MakesRoom | None = None

    def write(self, text: str) -> None:
        """Write *text* as it is."""
        self.print_to(self._stream, text)

    def print_to(self, stream: Writer, text: str) -> None:
        """Write *text* to *stream*, which may be the same terminal."""

        def print_it() -> None:
            stream.write(text.encode("utf-8", "surrogateescape"))
            stream.flush()

        if self.progress is None:
            print_it()
        else:
            self.progress.interrupted(print_it)

    def warn(self, message: str) -> None:
        """``warning: …``"""
        if self.verbosity >= 1:
            self.write(render_warning(message, colour=self.colour))

    def log(self, line: str) -> None:
        """A line that a build printed."""
        if self.verbosity >= 3:
            self.write(line + "\n")

    def emit(self, line: str) -> None:
        """A message of the evaluator."""
        if self.verbosity >= 1 or not line.startswith(("warning:", "evaluation warning:")):
            self.write(render_message(line, colour=self.colour))


async def run_instantiate(
    argv: list[str],
    *,
    stdout: Writer,
    stderr: Writer,
    stdin: Reader | None,
    environ: Mapping[str, str],
    cwd: str,
    program: str = PROGRAM,
    kind: type[Session] | None = None,
) -> int:
    """Do what *argv* (without the program's name) says; returns the exit code.

    *kind*: what a run is, ``Session`` or a command that shares its options.
    """
    kind = kind or Session
    console = Console(stderr, wants_colour(stderr, environ, program))
    config = Config(console.warn)
    options = kind.options_type(config)
    try:
        config.load(environ)
        try:
            parse(argv, options, console.warn, kind.own_flag)
        finally:
            console.verbosity = options.verbosity
        if options.help or options.version:
            text = kind.usage.format(program=program) if options.help else version_line(program)
            stdout.write(text.encode())
            stdout.flush()
            return 0
        reset()
        session = kind(options, stdout, stdin, console, environ, from_text(cwd))
        session.program = program
        await session.run(progress=is_terminal(stderr, environ))
    except NixError as error:
        suggest_flags(error, program)
        text = render(
            error,
            error_format(config.values.get("error-format"), program),
            show_trace=config.boolean("show-trace"),
            colour=console.colour,
            program=program,
            roots=own_directories(options, from_text(cwd)),
        )
        console.write(text + hint(error, options, program))
        return 1
    return 0


def version_line(program: str) -> str:
    """What ``--version`` prints."""
    return f"{program} (Nix) {VERSION}\n"


class Session:
    """One run: an evaluator and what to do with it.  Commands that share options derive from it."""

    options_type: type[Options] = Options
    usage = USAGE
    #: What the command is called.
    program = PROGRAM
    #: Whether the process ends with the evaluation.
    once = True

    @staticmethod
    def own_flag(argument: str, todo: list[str], options: Any) -> bool:
        """Handle the flags that are not everybody's; False for an unknown one."""
        return instantiate_flag(argument, todo, options)

    def __init__(
        self,
        options: Options,
        stdout: Writer,
        stdin: Reader | None,
        console: Console,
        environ: Mapping[str, str],
        cwd: str,
    ) -> None:
        self.options = options
        self.cwd = cwd
        self.environ = environ
        self.stdout = stdout
        self._stdin = stdin
        self.console = console
        store_dir = _store_directory(environ)
        settings = replace(
            options.config.settings(search_path(options, environ)),
            read_only=options.dry_run or (options.eval_only and not options.read_write),
            store_dir=store_dir,
        )
        self.store: Store | None = None
        store_name = options.config.values.get("store") or environ.get("NIX_REMOTE")
        if store_name or not options.eval_only:
            from ..stores import open_store

            self.store = open_store(
                store_name or "auto", directory=to_text(store_dir), environ=environ, log=console.log
            )
        cache = options.code_cache
        if cache is None:
            cache = default_directory(environ) or False
        self.statistics = statistics.wanted(environ)
        self.profiles = Profiles(options, cwd, console.write)
        observers = list(self.profiles.observers)
        if self.statistics is not None and self.statistics.calls is not None:
            observers.append(self.statistics.calls)
        self.evaluator = Evaluator(
            io=restricted(RealIO(environ), settings, lambda: to_text(cwd)),
            settings=settings,
            emit=console.emit,
            observer=combined(observers),
            cache=cache,
            store=self.store,
        )
        self.evaluator.loader.keep_texts = True
        self.context = self.evaluator.context
        self.context.state["cwd"] = cwd
        self.arguments: dict[str, Cell] = {}
        #: How many derivations were printed.
        self._printed = 0

    async def run(self, *, progress: bool = False) -> None:
        """Everything that the command line asks for; *progress*: show how far it is."""
        if not progress:
            await self._run()
            return
        await event_loop()

        from .progress import showing

        async with showing(self._describe_progress) as self.console.progress:
            await self._run()

    def _describe_progress(self) -> str:
        assert self.context.store is not None
        counts = (
            (self.evaluator.importer.files, "file"),
            (self.context.store.derivations, "derivation"),
        )
        return ", ".join(f"{count} {what}{'s'[: count != 1]}" for count, what in counts)

    async def _run(self) -> None:
        if self.options.debugger:
            from .repl.breakpoints import install

            install(self)
        if self.store is not None:
            await event_loop()
        try:
            with self.profiles:
                await self.do()
            if self.statistics is not None:
                self.statistics.show(self.evaluator, self.console.write)
        finally:
            if self.store is not None:
                import anyio

                with anyio.CancelScope(shield=True):
                    await self.store.aclose()

    def check_usage(self) -> None:
        """Raise UsageError for ``-E`` without an expression, of which Nix says nothing."""
        options = self.options
        nothing = not options.files and not options.read_stdin
        if options.from_args and nothing and is_ours(self.program):
            raise UsageError("'-E' requires an expression")

    async def load_arguments(self) -> None:
        """Make cells of ``--arg`` and the like."""
        for name, argument in sorted(self.options.auto_args.items()):
            text = from_text(argument.text)
            if argument.kind == "expr":
                cell: Cell = [_run_text, self.evaluator.load(self.string_source(text))]
            elif argument.kind == "file":
                cell = from_bytes(await self._argument_file(text))
            elif argument.kind == "stdin":
                cell = from_bytes(await self.read_stdin())
            else:
                cell = text
            self.arguments[from_text(name)] = cell

    async def do(self) -> None:
        """What the command is for, after which the store is closed."""
        options = self.options
        self.check_usage()
        await self.load_arguments()
        if options.find_file:
            for name in options.files:
                await self._print_found(from_text(name))
            return
        if options.read_stdin:
            text = from_bytes(await self.read_stdin())
            await self._process(SourceFile("«stdin»", text, base=self.cwd))
        elif not options.files and not options.from_args:
            options.files.append("./default.nix")
        for name in options.files:
            if options.from_args:
                await self._process(self.string_source(from_text(name)))
            else:
                await self._process(await self.file_source(from_text(name)))

    # --- where expressions come from ------------------------------------------------

    def string_source(self, text: str) -> SourceFile:
        """An expression given on the command line."""
        return SourceFile("«string»", text, base=self.cwd)

    async def file_source(self, name: str) -> SourceFile:
        """The file that an argument names: a path or ``<…>``."""
        if is_url(name) or name.startswith("flake:"):
            raise UnsupportedFeatureError(
                f"cannot fetch '{to_text(name)}': aionix doesn't download"
            )
        if len(name) > 2 and name.startswith("<") and name.endswith(">"):
            path = await self._find(name[1:-1])
        else:
            path = join(self.cwd, name)
        if not path.startswith("<"):
            path = await resolve_import(self.context.io, path)
        return await self.evaluator.importer.source(path)

    async def _find(self, name: str) -> str:
        entries = [parse_entry(entry) for entry in self.context.settings.nix_path]
        return await find_file(self.context, entries, name)

    async def read_stdin(self) -> bytes:
        if self._stdin is None:
            return b""
        return await in_thread(self._stdin.read, abandon_on_cancel=True)

    async def _argument_file(self, name: str) -> bytes:
        path = join(self.cwd, name)
        try:
            return await in_thread(partial(_read, path))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise FileAccessError(f'opening file "{to_text(name)}": {reason}') from None

    # --- what is done with them -----------------------------------------------------

    async def _print_found(self, name: str) -> None:
        path = await self._find(name)
        if path.startswith("<"):
            raise NixError(f"'{to_text(path)}' has no physical path")
        self.print(to_text(path) + "\n")

    async def _process(self, source: SourceFile) -> None:
        """Print *source*, or what its attribute paths lead to."""
        options = self.options
        if options.parse_only:
            from ..syntax.show import show

            self.print(to_text(show(self.evaluator.check(source))) + "\n")
            return
        root_value = await self.evaluator.value_of(source)
        for path in options.attr_paths or [""]:
            if options.eval_only:
                text = await self.evaluator.run(self._shown(root_value, from_text(path)))
                self.print(text)
            else:
                await self.evaluator.run(self._instantiate(root_value, from_text(path)))

    async def _instantiate(self, root: Value, path: str) -> None:
        """Print the paths of the derivations in the value that *path* leads to."""
        from ..packages import derivation_path, find_packages, output_name

        ctx = self.context
        value = await whnf(await select_path(ctx, root, path, self.arguments, 0), 0)
        for package in await find_packages(ctx, value, self.arguments, 0):
            derivation = await derivation_path(ctx, package, 0)
            await self.found(derivation, await output_name(package, derivation, 0))

    async def found(self, derivation: str, output: str) -> None:
        """What is done with the derivation of a package that stands for *output* of it."""
        shown = await self._keep(derivation)
        self.print(to_text(shown if output == "out" else f"{shown}!{output}") + "\n")

    async def _keep(self, derivation: str) -> str:
        """What to print for a derivation: its path, or that of the link made to it."""
        self._printed += 1
        root = self.options.add_root
        if root is None:
            if self._printed == 1 and hasattr(self.store, "add_indirect_root"):
                self.console.warn(
                    "you did not specify '--add-root';"
                    " the result might be removed by the garbage collector"
                )
            return derivation
        from ..store.memory import MemoryStore
        from .roots import add_root

        assert self.store is not None
        if isinstance(self.store, MemoryStore):
            if self._printed == 1:
                self.console.warn("the store is in memory only: '--add-root' has no effect")
            return derivation
        link = join(self.cwd, from_text(root))
        if self._printed > 1:
            link += f"-{self._printed}"
        await add_root(self.store, derivation, link)
        return link

    async def _shown(self, root: Value, path: str) -> str:
        """What to print for the value that *path* leads to."""
        options = self.options
        ctx = self.context
        value = await whnf(await select_path(ctx, root, path, self.arguments, 0), 0)
        if self.arguments:
            value = await auto_call(ctx, self.arguments, value, 0)
        if options.output == "raw":
            what = "while generating the nix-instantiate output"
            return to_text(await coerce_to_string(ctx, value, 0, what))
        if options.output == "xml":
            return await self.xml(value)
        if options.output == "json":
            return to_text((await to_json(ctx, value, 0, strict=options.strict))[0]) + "\n"
        if options.strict:
            value = await force_deep(ctx, value, 0)
        return show_value(value) + "\n"

    async def xml(self, value: Value) -> str:
        """*value* as XML; when that fails, what there is of it is printed like in Nix."""
        options = self.options
        begun: list[str] = []
        try:
            xml = await to_xml(
                self.context,
                value,
                0,
                strict=options.strict,
                location=options.location,
                partial=begun,
            )
        except Exception:  # generated code raises more than NixError
            self.print(to_text("".join(begun)))
            raise
        return to_text(xml)

    def print(self, text: str) -> None:
        """Write *text* to standard output."""
        self.console.print_to(self.stdout, text)


def search_path(options: Options, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The entries of the search path (nix strings): ``-I``, then ``$NIX_PATH`` or the setting."""
    entries = list(options.include)
    if "nix-path" in options.config.values or "NIX_PATH" not in environ:
        entries += options.config.words("nix-path")
    else:
        entries += split_nix_path(environ["NIX_PATH"])
    if not options.config.boolean("restrict-eval"):
        entries += default_entries(environ)
    return tuple(map(from_text, entries))


def _store_directory(environ: Mapping[str, str]) -> str:
    """What store paths begin with (nix string)."""
    name = environ.get("NIX_STORE_DIR") or environ.get("NIX_STORE") or "/nix/store"
    if not name.startswith("/"):
        raise NixError(f'not an absolute path: "{name}"')
    return canonical_path(from_text(name))


def default_entries(environ: Mapping[str, str]) -> list[str]:
    """The entries for channels, where there are such."""
    home = environ.get("HOME") or os.path.expanduser("~")
    channels = "/nix/var/nix/profiles/per-user/root/channels"
    candidates = [f"{home}/.nix-defexpr/channels", f"nixpkgs={channels}/nixpkgs", channels]
    return [entry for entry in candidates if os.path.exists(parse_entry(entry)[1])]


def _run_text(thunk: list[Cell], depth: int) -> Cell:
    """Code of an ``--arg`` expression's thunk."""
    return thunk[1]({}, depth)


def _read(path: str) -> bytes:
    with open(to_bytes(path), "rb") as file:
        return file.read()


def run_process(program: str, argv: list[str], kind: type[Session] | None = None) -> int:
    """Run ``run_instantiate`` on this process's streams; returns the exit code."""

    async def session() -> int:
        return await run_instantiate(
            argv,
            stdout=sys.stdout.buffer,
            stderr=sys.stderr.buffer,
            stdin=sys.stdin.buffer if sys.stdin is not None else None,
            environ=os.environ,
            cwd=os.getcwd(),
            program=program,
            kind=kind,
        )

    if (kind or Session).once:
        alone()
    return interruptible(lambda: run_lazily(session()))


def interruptible(command: Callable[[], int]) -> int:
    """What *command* returns; ^C ends it, as does a reader of its output that goes away."""
    # asyncio's own handler waits for the next turn of the loop; one that isn't
    # Python's default is left alone, so that ^C ends an evaluation within milliseconds.
    previous = signal.signal(signal.SIGINT, _interrupt)
    try:
        return command()
    except KeyboardInterrupt:
        print("error: interrupted by the user", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read standard output has gone: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    finally:
        signal.signal(signal.SIGINT, previous)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A running evaluation ends at its next safepoint; the second time, wherever it is."""
    if not preemption.interrupt():
        raise KeyboardInterrupt


def main() -> None:
    """Entry point of ``aionix-instantiate``."""
    run_and_leave(lambda: run_process(os.path.basename(sys.argv[0]), sys.argv[1:]))
