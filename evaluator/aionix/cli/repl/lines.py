"""The session read from a pipe or a file, or from a terminal without prompt_toolkit.

Lines are read until the input is complete.  Values go to standard output, nothing else
does (but the prompts, where there are any).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Awaitable, Callable

import anyio
from anyio.lowlevel import checkpoint

from .interrupt import Interrupter
from .session import Outcome, ReplSession

#: Gives the next line (bytes, with its line feed); b"" at the end.
ReadLine = Callable[[], Awaitable[bytes]]

PROMPT = "aionix> "
#: Where an input goes on.
CONTINUED = "      > "
INTERRUPTED = "error: interrupted by the user"


class LineReader:
    """Reads lines from a file descriptor; waiting for them can be cancelled."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        mode = os.fstat(descriptor).st_mode
        #: Whether reading may have to wait; files and /dev/null never do.  (Windows can't
        #: wait for anything but sockets: there reading blocks.)
        self._waits = os.name == "posix" and (
            stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
        )

    async def __call__(self) -> bytes:
        while b"\n" not in self._buffer:
            if self._waits:
                await anyio.wait_readable(self._descriptor)
            else:
                await checkpoint()
            data = os.read(self._descriptor, 65536)
            if not data:
                line, self._buffer = self._buffer, b""
                return line
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line + b"\n"


async def run_lines(
    session: ReplSession,
    read_line: ReadLine,
    interrupter: Interrupter,
    *,
    prompts: bool = False,
) -> None:
    """Do what the lines say until they end.  *prompts*: ask for each."""
    text = ""
    while True:
        if prompts:
            session.write(CONTINUED if text else PROMPT)
        came, line = await interrupter.run(read_line())
        if not came:
            session.write("\n")
            text = ""
            continue
        text += line.decode("utf-8", "surrogateescape")
        last = not line
        if last and not text.strip():
            return
        ended, outcome = await interrupter.run(session.run(text, last=last))
        if not ended:
            session.notice(INTERRUPTED)
        if last or outcome is Outcome.QUIT:
            return
        if outcome is not Outcome.INCOMPLETE:
            text = ""
