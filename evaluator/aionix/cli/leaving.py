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
    watched = sys.getprofile() is not None or sys.gettrace() is not None
    if watched or sys.flags.interactive:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Nobody reads it any more: as Python would.
        code = code or 120
    os._exit(code)
