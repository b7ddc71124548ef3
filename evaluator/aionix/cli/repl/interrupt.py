"""^C while something runs: it is cancelled, the session goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable
from typing import Any

import anyio
from anyio.abc import TaskStatus


class Interrupter:
    """Runs one thing at a time; ``watch`` cancels it when the user interrupts."""

    def __init__(self) -> None:
        self._scope: anyio.CancelScope | None = None

    async def watch(self, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
        """Receive SIGINT from now on, until cancelled.  Main thread only.

        An evaluation gives the event loop its turn every few milliseconds, so this
        task sees the signal even while one computes.
        """
        if os.name != "posix":  # no signals for event loops: ^C ends the process
            task_status.started()
            return
        with anyio.open_signal_receiver(signal.SIGINT) as signals:
            task_status.started()
            async for _ in signals:
                self.interrupt()

    def interrupt(self) -> None:
        """Cancel what runs, if anything does."""
        if self._scope is not None:
            self._scope.cancel()

    async def run(self, work: Awaitable[Any]) -> tuple[bool, Any]:
        """Whether *work* came to its end, and its result."""
        with anyio.CancelScope() as scope:
            self._scope = scope
            try:
                return True, await work
            finally:
                self._scope = None
        return False, None
