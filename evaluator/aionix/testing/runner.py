"""An event loop for the tests of a session, in a thread of its own.

pytest runs one test after the other; tests in Nix are evaluated side by side all
the same.  The plugin hands over what is to be run (``start``) and asks for the
outcomes one by one (``outcome``), which blocks pytest's thread only.

Invariants: the evaluator and all that it computes live in the thread of the loop; one
evaluator serves all files with the same settings, so what they import is evaluated
once.  After ``close`` no evaluation runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from contextvars import ContextVar
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from anyio.from_thread import BlockingPortal, start_blocking_portal

from ..records import dataclass
from .cases import Case, find_cases
from .checking import Failure, check

if TYPE_CHECKING:
    from ..evaluator import Evaluator

#: Tests that are evaluated at once.  Each may wait for something; to compute they take turns.
CONCURRENCY = 8

#: The lines that the test which runs in this task printed.
_PRINTED: ContextVar[list[str] | None] = ContextVar("aionix_test_printed", default=None)


@dataclass(frozen=True)
class Outcome:
    """What came of a test: *failure* is None if it holds; *messages* are what it traced.

    *seconds*: from its start to its end, the turns of others included.
    """

    failure: Failure | None
    messages: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Argument:
    """An argument of the functions that files are: *text* is an expression or a string."""

    text: str
    is_string: bool


class Runner:
    """Collects and runs tests in Nix.

    *make*: makes the evaluator, given where its messages go.
    """

    def __init__(
        self,
        make: Callable[[Callable[[str], None]], Evaluator],
        arguments: Mapping[str, Argument],
    ) -> None:
        self._make = make
        self._arguments = arguments
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None
        self._evaluator: Evaluator | None = None
        self._limiter: CapacityLimiter | None = None
        self._started: dict[Case, Future[Outcome]] = {}

    def collect(self, path: Path) -> list[Case]:
        """The tests in a file.  Raises NixError."""
        return self._loop().call(self._collect, path)

    def start(self, cases: Sequence[Case]) -> None:
        """Begin to evaluate *cases*, those given first first."""
        portal = self._loop()
        for case in cases:
            if case not in self._started:
                self._started[case] = portal.start_task_soon(self._run, case)

    def is_started(self, case: Case) -> bool:
        """Whether *case* was given to ``start``."""
        return case in self._started

    def outcome(self, case: Case) -> Outcome:
        """Wait for what comes of *case*."""
        self.start([case])
        return self._started[case].result()

    def close(self) -> None:
        """Stop what still runs, and the loop."""
        if self._portal is not None:
            self._portal.start_task_soon(self._portal.stop, True)
        self._stack.close()
        self._portal = None

    # --- in the loop ------------------------------------------------------------------

    def _loop(self) -> BlockingPortal:
        if self._portal is None:
            self._portal = self._stack.enter_context(start_blocking_portal("asyncio"))
        return self._portal

    async def _prepared(self) -> Evaluator:
        if self._evaluator is None:
            self._evaluator = self._make(_emit)
        return self._evaluator

    async def _collect(self, path: Path) -> list[Case]:
        evaluator = await self._prepared()
        arguments: dict[str, Any] = {}
        for name, argument in self._arguments.items():
            if argument.is_string:
                arguments[name] = argument.text
            else:
                arguments[name] = await evaluator.value(argument.text)
        found = await evaluator.value_file(path, arguments=arguments)
        return await find_cases(evaluator, found._cell)

    async def _run(self, case: Case) -> Outcome:
        evaluator = await self._prepared()
        if self._limiter is None:
            self._limiter = CapacityLimiter(CONCURRENCY)
        async with self._limiter:
            started = perf_counter()
            printed: list[str] = []
            token = _PRINTED.set(printed)
            try:
                failure = await check(evaluator, case)
            finally:
                _PRINTED.reset(token)
            return Outcome(failure, tuple(printed), perf_counter() - started)


def _emit(line: str) -> None:
    printed = _PRINTED.get()
    if printed is not None:
        printed.append(line)
