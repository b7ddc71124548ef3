"""``aionix repl``: arguments, streams, and which way to talk to the user."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from typing import Any

import anyio

from ...bytestr import from_text
from ...host import event_loop
from ...records import dataclass, field
from ...runtime.values import Value
from ...selection import auto_call, select_path
from ..instantiate import VERSION, Session, run_process
from ..options import Options, instantiate_flag, take
from ..reporting import error_format, wants_colour
from .interrupt import Interrupter
from .lines import INTERRUPTED, LineReader, run_lines
from .session import Loading, ReplSession

USAGE = """\
Usage: {program} [OPTION]... [FILE]...
       {program} [OPTION]... -f FILE [PATH]...
       {program} [OPTION]... --expr EXPR [PATH]...

Evaluates what is typed.  The attributes of each FILE (a path or <...>), or those of the
sets at PATH in a file or an expression, are variables.  Type :? for the commands.

  -f, --file FILE     load this file; arguments are attribute paths
  --expr EXPR         load this expression; arguments are attribute paths
  --arg NAME EXPR     give functions that are loaded an argument
  --argstr NAME TEXT  give them a string as argument
  -I [NAME=]PATH      add to the search path of <NAME>
  --store STORE       where derivations and sources go, as in aionix-instantiate
  --pure-eval         no access to files, the environment, the time
  --show-trace        print the whole trace of an error; :te switches it
  --option NAME VALUE set a setting of nix.conf; --NAME VALUE does the same

Every other option of aionix-instantiate is understood.  On a terminal, editing, history
and completion need prompt_toolkit: pip install 'aionix[repl]'.  From a pipe, values go to
standard output and everything else to standard error.

Environment: NIX_PATH, NIX_CONFIG, EDITOR (for :e), XDG_STATE_HOME (aionix/repl-history in
it holds the history; ~/.local/state by default), NO_COLOR.
Exit code: 0, also after errors; 1 if the options make no sense, 130 when interrupted.
"""

MISSING = (
    "prompt_toolkit is not installed: no editing, history and completion;"
    " install it with: pip install 'aionix[repl]'"
)


@dataclass
class ReplOptions(Options):
    """The options of ``aionix repl``."""

    expressions: list[tuple[str, str]] = field(default_factory=list)


class ReplCommand(Session):
    """One run of ``aionix repl``."""

    options_type = ReplOptions
    usage = USAGE
    once = False
    options: ReplOptions

    @staticmethod
    def own_flag(argument: str, todo: list[str], options: ReplOptions) -> bool:
        if argument in ("-f", "--file", "--expr"):
            [value] = take(argument, 1, todo)
            options.expressions.append(("expr" if argument == "--expr" else "file", value))
            return True
        return instantiate_flag(argument, todo, options)

    async def run(self, *, progress: bool = False) -> None:
        """The session, without a line about its progress: the prompt has the terminal."""
        await super().run(progress=False)

    async def do(self) -> None:
        await event_loop()
        await self.load_arguments()
        interrupter = Interrupter()
        if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
            await self.talk(interrupter, on_terminal=False)
            return
        failure: BaseException | None = None
        async with anyio.create_task_group() as group:
            await group.start(interrupter.watch)
            try:
                await self.talk(interrupter, on_terminal=True)
            except (Exception, KeyboardInterrupt) as error:
                failure = error  # raised here it would come out as a group
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def talk(self, interrupter: Interrupter, *, on_terminal: bool) -> None:
        """Begin the session and go on until the user leaves."""
        terminal: Any = None
        if on_terminal:
            try:
                from . import terminal
            except ImportError:
                self.console.warn(MISSING)
            else:
                self.console.progress = terminal.AbovePrompt()
        session = self.session()
        if on_terminal:
            session.notice(f"aionix (Nix {VERSION})\nType :? for help.")
        ended, _ = await interrupter.run(session.start())
        if not ended:
            session.notice(INTERRUPTED)
        if terminal is not None:
            await terminal.run_terminal(session, interrupter, self.environ)
        else:
            descriptor = sys.stdin.fileno() if sys.stdin is not None else os.open(os.devnull, 0)
            await run_lines(session, LineReader(descriptor), interrupter, prompts=on_terminal)

    def session(self) -> ReplSession:
        """The session that the options ask for."""
        session = ReplSession(
            self.evaluator,
            write=self.print,
            report=self.console.write,
            cwd=self.cwd,
            colour=wants_colour(sys.stdout, self.environ, self.program),
            error_format=error_format(self.options.config.values.get("error-format"), "aionix"),
            show_trace=self.options.config.boolean("show-trace"),
            width=lambda: shutil.get_terminal_size().columns,
            arguments=self.arguments,
            initial=self.initial(),
            run_program=run_program if _is_terminal(sys.stdin) else None,
            environ=self.environ,
        )
        if not self.options.expressions:
            session.files = list(self.options.files)
        return session

    def initial(self) -> list[tuple[str, Loading]]:
        """What the options want loaded, with the names to show."""
        found: list[tuple[str, Loading]] = []
        for kind, text in self.options.expressions:
            for path in [*self.options.attr_paths, *self.options.files] or [""]:
                found.append((f"installable '{path}'", partial(self.load, kind, text, path)))
        return found

    async def load(self, kind: str, text: str, path: str) -> Value:
        """The value at *path* in a file or an expression, called if it is a function."""
        given = from_text(text)
        source = self.string_source(given) if kind == "expr" else await self.file_source(given)
        root = await self.evaluator.value_of(source)

        async def found() -> Value:
            value = await select_path(self.context, root, from_text(path), self.arguments, 0)
            return await auto_call(self.context, self.arguments, value, 0)

        return await self.evaluator.run(found())


async def run_program(arguments: list[str]) -> int:
    """Run a program that has the terminal for itself; its exit code."""
    process = await anyio.run_process(arguments, stdin=None, stdout=None, stderr=None, check=False)
    return process.returncode


def _is_terminal(stream: Any) -> bool:
    return stream is not None and bool(stream.isatty())


def run_repl(argv: list[str]) -> int:
    """``aionix repl``; returns the exit code."""
    return run_process("aionix repl", argv, ReplCommand)
