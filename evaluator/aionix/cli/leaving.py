"""The end of a command's process: at once.

Python takes every module and object apart before it exits, 20 ms for nothing.  Exit
handlers run, streams are flushed; profilers and tracers, which have something to say at
the end, get the usual way out.
"""

from __future__ import annotations

import atexit
import os
import sys
from typing import NoReturn


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
