"""Which evaluation is running in this thread, if any.

Set by the VM while it runs frames, and unset whenever control goes to the host:
code that finds an evaluation here was called by one of its frames, in the same
task.  Such code must not start a second evaluation (which would wait for ever
for thunks of the first), but asks the first to run its coroutine.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .waiting import Domain

if TYPE_CHECKING:
    from .loop import VM


class Current(threading.local):
    """Per thread: the running evaluation, and the domain of all that were started here.

    One domain for all evaluators of a thread: through the builtins of its user
    one evaluator may run thunks of another.
    """

    def __init__(self) -> None:
        self.vm: VM | None = None
        self.domain = Domain()


CURRENT = Current()
