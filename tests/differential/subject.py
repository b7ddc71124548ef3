"""aionix's answers to expressions, through its ``nix-instantiate`` in this process."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from .oracle import LONGEST, arguments, environment, work_directory
from .outcome import Answer

#: Seconds an evaluation may take before it is cancelled, and before it is shot.
PATIENCE = 10.0
_HARD_LIMIT = 25.0

RunInstantiate = Callable[..., Awaitable[int]]


class _HungError(Exception):
    """The evaluation didn't give way to the event loop."""


def load() -> RunInstantiate:
    """``aionix.cli.instantiate.run_instantiate``; ImportError when there is none yet."""
    from aionix.cli.instantiate import run_instantiate

    loaded: RunInstantiate = run_instantiate
    return loaded


class Subject:
    """Evaluates with aionix."""

    def __init__(self, run: RunInstantiate | None = None) -> None:
        self._run = run or load()
        self._work = os.fspath(work_directory())
        self._environment = environment()

    def ask(self, expression: str, mode: str = "strict") -> Answer:
        """The answer for one expression (one character per byte)."""
        return next(self.ask_all([expression], mode))

    def ask_all(self, expressions: Iterable[str], mode: str = "strict") -> Iterator[Answer]:
        """The answers in order, all within one event loop."""
        with asyncio.Runner() as runner:
            for expression in expressions:
                yield self._guarded(runner, expression, mode)

    def _guarded(self, runner: asyncio.Runner, expression: str, mode: str) -> Answer:
        out, err = io.BytesIO(), io.BytesIO()
        usual = signal.signal(signal.SIGALRM, _shoot)
        signal.setitimer(signal.ITIMER_REAL, _HARD_LIMIT)
        try:
            status: int | str = runner.run(self._limited(expression, mode, out, err))
        except TimeoutError:
            status = "timeout"
        except _HungError:
            status = "hangs without giving way"
        except (Exception, SystemExit) as error:
            status = f"crash: {_summary(error)}"
            err.write(traceback.format_exc().encode("latin-1", "backslashreplace"))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, usual)
        return Answer(status, out.getvalue()[:LONGEST], err.getvalue()[:LONGEST])

    async def _limited(self, expression: str, mode: str, out: io.BytesIO, err: io.BytesIO) -> int:
        argv = [os.fsdecode(text.encode("latin-1")) for text in arguments(expression, mode)]
        async with asyncio.timeout(PATIENCE):
            return await self._run(
                argv,
                stdout=out,
                stderr=err,
                stdin=None,
                environ=dict(self._environment),
                cwd=self._work,
            )


def _shoot(signal_number: int, frame: Any) -> None:
    raise _HungError


def _summary(error: BaseException) -> str:
    """Kind, text and innermost place of an exception."""
    frames = traceback.extract_tb(error.__traceback__)
    place = ""
    if frames:
        last = frames[-1]
        place = f" ({os.path.basename(last.filename)}:{last.lineno} {last.name})"
    return f"{type(error).__name__}: {str(error)[:150]}{place}"


def main() -> int:
    """Evaluate expressions given as arguments with aionix and print the answers."""
    subject = Subject()
    for expression in sys.argv[1:]:
        answer = subject.ask(os.fsencode(expression).decode("latin-1"))
        print(answer.status)
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.stdout + answer.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
