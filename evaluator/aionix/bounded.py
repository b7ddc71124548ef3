"""Which budget an evaluation draws on, and its deadline.

One evaluation, to a user, is one call of ``Evaluator.evaluate`` and its like, though it
may enter the VM several times (to evaluate, then to convert).  ``limited`` opens its
budget; what it calls in the same task finds it there.

Surface: used by ``evaluator`` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from time import monotonic

from .limits import Budget, Limits

NO_LIMITS = Limits()

#: Of this task: the evaluator whose evaluation is under way, and its budget if limited.
_CURRENT: ContextVar[tuple[object, Budget | None]] = ContextVar(
    "aionix_budget", default=(None, None)
)


class limited:  # noqa: N801  (a class, since a generator takes three times as long)
    """The evaluation of *owner* that the block is, or is part of: its budget if it has limits.

    *limits*: those of a new evaluation; None for the one under way or else, for a new one,
    the *usual* ones.
    """

    __slots__ = ("_limits", "_owner", "_token", "_usual")

    def __init__(self, owner: object, limits: Limits | None, usual: Limits) -> None:
        self._owner = owner
        self._limits = limits
        self._usual = usual
        self._token: Token[tuple[object, Budget | None]] | None = None

    def __enter__(self) -> Budget | None:
        current, budget = _CURRENT.get()
        if current is self._owner and self._limits is None:
            return budget
        chosen = self._usual if self._limits is None else self._limits
        budget = None if chosen is NO_LIMITS or chosen == NO_LIMITS else Budget(chosen)
        self._token = _CURRENT.set((self._owner, budget))
        return budget

    def __exit__(self, *exception: object) -> None:
        if self._token is not None:
            _CURRENT.reset(self._token)


@contextmanager
def deadline(budget: Budget | None) -> Iterator[None]:
    """Cancel the block when the time of *budget* is over.  Raises TimeLimitError then."""
    if budget is None or budget.deadline is None:
        yield
        return
    import anyio  # takes long, and is rarely needed

    try:
        now = anyio.current_time()
    except RuntimeError:  # no event loop that anyio knows: the VM looks at the clock
        yield
        return
    with anyio.CancelScope(deadline=now + budget.deadline - monotonic()) as scope:
        yield
    if scope.cancelled_caught:
        raise budget.late()
