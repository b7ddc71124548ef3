"""The end of a command's process: at once, and whatever the system says, in order.

Python takes every module and object apart before it exits, 20 ms for nothing.  Exit
handlers run, streams are flushed; profilers and tracers, which have something to say at
the end, get the usual way out.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from typing import NoReturn


def run_and_leave(command: Callable[[], int]) -> NoReturn:
    """Run *command*, and end the process with the exit code that it returns.

    What the system refuses, such as writing to a disk that is full, is an error with a message.
    """
    try:
        _look_around()
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read standard output has gone: nothing is left to say.
        code = 1
    except OSError as error:
        code = 1
        where = f"'{os.fsdecode(error.filename)}': " if error.filename is not None else ""
        print(f"error: {where}{error.strerror or error}", file=sys.stderr)
    leave(code)


def _look_around() -> None:
    """Raises OSError where there is no standard output, or no current directory."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - as long as the process lives
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        raise OSError("standard output is closed")
    try:
        os.getcwd()
    except OSError as error:
        raise OSError(f"the current directory: {error.strerror}") from error


def leave(code: int) -> NoReturn:
    """End the process with exit code *code*."""
    if _watched() or sys.flags.interactive:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Nobody reads it any more: as Python would.
        code = code or 120
    os._exit(code)


def _watched() -> bool:
    """Whether a profiler, debugger or coverage tool looks on."""
    if sys.getprofile() is not None or sys.gettrace() is not None:
        return True
    monitoring = getattr(sys, "monitoring", None)  # Python 3.12; cProfile uses it
    return monitoring is not None and any(map(monitoring.get_tool, range(6)))
