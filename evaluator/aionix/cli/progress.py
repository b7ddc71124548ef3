"""A line on the terminal that tells how far a long evaluation is.

Shown from ``DELAY`` on, on standard error, only when that is a terminal; needs rich
(``pip install aionix[cli]``), without which there is none.  Messages are printed above it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from rich.live import Live

#: Seconds before anything is shown, and between two updates.
DELAY = 0.5
PERIOD = 0.1


class Progress:
    """What is shown while evaluation goes on: ``describe()`` gives the text."""

    def __init__(self, describe: Callable[[], str]) -> None:
        self._describe = describe
        self._started = time.monotonic()
        self._live: Live | None = None

    async def run(self) -> None:
        """Show and update the line until cancelled."""
        try:
            from rich.console import Console
            from rich.live import Live
            from rich.text import Text
        except ImportError:
            return
        await anyio.sleep(DELAY)
        live = Live(
            Text(self._text()),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        live.start()
        self._live = live
        try:
            while True:
                live.update(Text(self._text()), refresh=True)
                await anyio.sleep(PERIOD)
        finally:
            self.clear()

    def _text(self) -> str:
        return f"evaluating: {self._describe()}, {time.monotonic() - self._started:.0f} s"

    def clear(self) -> None:
        """Take the line away: something else is printed, or this is the end."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def interrupted(self, print_it: Callable[[], None]) -> None:
        """Print something above the line."""
        live = self._live
        if live is None:
            print_it()
            return
        live.stop()
        print_it()
        live.start()
