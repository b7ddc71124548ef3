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


class _Account:
    """The evaluation of *owner* that is under way, and its budget if limited.

    Emptied when the evaluation ends: event loops keep the context of a timer, and what is in
    it, until the time has come, even if the timer was cancelled.
    """

    __slots__ = ("budget", "owner")

    def __init__(self, owner: object, budget: Budget | None) -> None:
        self.owner = owner
        self.budget = budget


#: Of this task.
_CURRENT: ContextVar[_Account] = ContextVar("aionix_budget", default=_Account(None, None))  # noqa: B039


class limited:  # noqa: N801  (a class, since a generator takes three times as long)
    """The evaluation of *owner* that the block is, or is part of: its budget if it has limits.

    *limits*: those of a new evaluation; None for the one under way or else, for a new one,
    the *usual* ones.
    """

    __slots__ = ("_account", "_limits", "_owner", "_token", "_usual")

    def __init__(self, owner: object, limits: Limits | None, usual: Limits) -> None:
        self._owner = owner
        self._limits = limits
        self._usual = usual
        self._token: Token[_Account] | None = None
        self._account: _Account | None = None

    def __enter__(self) -> Budget | None:
        current = _CURRENT.get()
        if current.owner is self._owner and self._limits is None:
            return current.budget
        chosen = self._usual if self._limits is None else self._limits
        budget = None if chosen is NO_LIMITS or chosen == NO_LIMITS else Budget(chosen)
        self._account = _Account(self._owner, budget)
        self._token = _CURRENT.set(self._account)
        return budget

    def __exit__(self, *exception: object) -> None:
        if self._token is not None and self._account is not None:
            _CURRENT.reset(self._token)
            self._account.owner = self._account.budget = None


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
