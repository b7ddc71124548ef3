"""A line on the terminal that tells how far a long evaluation is.

Shown from ``DELAY`` on, on standard error, only when that is a terminal; needs rich
(``pip install aionix[cli]``), without which there is none.  Messages are printed above it.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from rich.live import Live

#: Seconds before anything is shown, and between two updates.
DELAY = 0.5
PERIOD = 0.1


@asynccontextmanager
async def showing(describe: Callable[[], str]) -> AsyncIterator[Progress]:
    """Shows how far it is while the block runs: ``describe()`` tells.

    What the block raises comes out as it is, not in a group.
    """
    progress = Progress(describe)
    failure: BaseException | None = None
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(progress.run)
            try:
                yield progress
            except (Exception, KeyboardInterrupt) as error:
                failure = error
            finally:
                progress.clear()
                group.cancel_scope.cancel()
    except BaseExceptionGroup as errors:
        # ^C may come at any time, while the line is drawn too.
        if errors.subgroup(KeyboardInterrupt) is None:
            raise
        failure = KeyboardInterrupt()
    if failure is not None:
        raise failure


class Progress:
    """What is shown while evaluation goes on: ``describe()`` gives the text."""

    def __init__(self, describe: Callable[[], str]) -> None:
        self._describe = describe
        self._started = time.monotonic()
        self._live: Live | None = None

    async def run(self) -> None:
        """Show and update the line until cancelled."""
        await anyio.sleep(DELAY)
        try:
            await self._show()
        except (ImportError, OSError):
            pass  # no rich, or no terminal any more: it is only the progress
        finally:
            self.clear()

    async def _show(self) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        self._live = live = Live(
            Text(self._text()),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        while True:
            live.update(Text(self._text()))
            if live.is_started:
                live.refresh()
            else:
                live.start(refresh=True)
            await anyio.sleep(PERIOD)

    def _text(self) -> str:
        return f"evaluating: {self._describe()}, {time.monotonic() - self._started:.0f} s"

    def clear(self) -> None:
        """Take the line away; the next update shows it again."""
        if self._live is not None:
            with suppress(OSError):
                self._live.stop()

    def interrupted(self, print_it: Callable[[], None]) -> None:
        """Print something where the line was."""
        self.clear()
        print_it()
