"""``--debugger``: at ``builtins.break`` a session opens, in which the variables that the code
there uses are defined.  When the session is left the evaluation goes on.

The session runs inside of the evaluation that has stopped; a variable that needs what is
being evaluated at this moment is infinite recursion.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Any

import anyio

from ...bytestr import to_text
from ...debugger import Stop, on_break
from ...host import event_loop
from ...render import render_place
from ...runtime.literals import show_attr_name
from ..instantiate import Session
from ..reporting import error_format, wants_colour
from .interrupt import Interrupter
from .lines import LineReader, run_lines
from .session import ReplSession

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def install(command: Session) -> None:
    """Have a session opened at each breakpoint of *command*'s evaluations."""
    on_break(command.evaluator, _Breakpoints(command).stopped)


class _Breakpoints:
    """One session at a time: evaluation of something else may stop while the user types.

    One reader of lines serves them all, since it may have read ahead.
    """

    def __init__(self, command: Session) -> None:
        self._command = command
        self._read_line: Callable[[], Awaitable[bytes]] | None = None
        self._lock: anyio.Lock | None = None

    async def stopped(self, stop: Stop) -> None:
        """Talk to the user until they let the evaluation go on."""
        await event_loop()
        if self._lock is None:
            self._lock = anyio.Lock()
        async with self._lock:
            await self._talk(stop)

    async def _talk(self, stop: Stop) -> None:
        session = self._session(stop)
        interrupter = Interrupter()
        if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
            await self._prompt(session, interrupter, on_terminal=False)
            return
        # ^C ends what was typed, not the evaluation that has stopped.
        before = signal.getsignal(signal.SIGINT)
        failure: BaseException | None = None
        try:
            async with anyio.create_task_group() as group:
                await group.start(interrupter.watch)
                try:
                    await self._prompt(session, interrupter, on_terminal=True)
                except (Exception, KeyboardInterrupt) as error:
                    failure = error  # raised here it would come out as a group
                group.cancel_scope.cancel()
        finally:
            signal.signal(signal.SIGINT, before)
        if failure is not None:
            raise failure

    async def _prompt(
        self, session: ReplSession, interrupter: Interrupter, *, on_terminal: bool
    ) -> None:
        if on_terminal:
            try:
                from . import terminal
            except ImportError:
                pass
            else:
                await terminal.run_terminal(session, interrupter, self._command.environ)
                return
        if self._read_line is None:
            descriptor = sys.stdin.fileno() if sys.stdin is not None else os.open(os.devnull, 0)
            self._read_line = LineReader(descriptor)
        await run_lines(session, self._read_line, interrupter, prompts=on_terminal)

    def _session(self, stop: Stop) -> ReplSession:
        command = self._command
        session = ReplSession(
            command.evaluator,
            write=command.print,
            report=command.console.write,
            cwd=command.cwd,
            colour=wants_colour(sys.stdout, command.environ, command.program),
            error_format=error_format(
                command.options.config.values.get("error-format"), command.program
            ),
            show_trace=command.options.config.boolean("show-trace"),
            width=lambda: shutil.get_terminal_size().columns,
            arguments=command.arguments,
            environ=command.environ,
        )
        session.scope.update(stop.variables)
        session.notice("breakpoint reached; :q goes on")
        if stop.position is not None:
            session.report(render_place(stop.position, colour=session.colour))
        if stop.variables:
            names = sorted(to_text(show_attr_name(name)) for name in stop.variables)
            session.notice(f"variables: {', '.join(names)}")
        return session


def _is_terminal(stream: Any) -> bool:
    return stream is not None and bool(stream.isatty())
