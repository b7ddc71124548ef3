"""Differences from C++ Nix that are known and meant, each with its reason.

Anything not covered here is a fault.  Keep the conditions narrow: they are
tried on every difference, and hide it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .outcome import Outcome

#: expression, the oracle's outcome, ours
Condition = Callable[[str, Outcome, Outcome], bool]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason for differences, and which ones it covers."""

    reason: str
    covers: Condition


#: As outcomes hold it: one character per byte.
REPEATED = "«repeated»".encode().decode("latin-1")

EXPLANATIONS: tuple[Explanation, ...] = (
    Explanation(
        "C++ Nix stops at 10,000 nested calls; aionix's depth is bounded by memory only",
        lambda text, oracle, ours: "stack overflow" in oracle.message,
    ),
    Explanation(
        "The oracle took too long or ran out of memory; aionix may fare better or worse",
        lambda text, oracle, ours: bool(oracle.trouble) or oracle.message == "out of memory",
    ),
    Explanation(
        "The version of Nix and the clock; printing `builtins` shows both",
        lambda text, oracle, ours: any(
            name in text + oracle.value for name in ("nixVersion", "langVersion", "currentTime")
        ),
    ),
    Explanation(
        "The root directory of the machine is read, which changes between the two runs",
        lambda text, oracle, ours: "readDir" in text and ' proc = "directory";' in oracle.value,
    ),
    Explanation(
        "C++ Nix's builtins.break gives its argument back unevaluated, which operators then"
        " refuse as a thunk; aionix's evaluates it",
        lambda text, oracle, ours: "break" in text,
    ),
    Explanation(
        "The whole of /nix is copied, a live store: aionix refuses its files that are no objects",
        lambda text, oracle, ours: "too short to be a valid store path" in ours.message,
    ),
    Explanation(
        "Printing tells lists apart by the slot that holds them, and where a variable is bound"
        " to another one aionix shares the slot more often",
        lambda text, oracle, ours: oracle.ok and ours.ok and REPEATED in oracle.value + ours.value,
    ),
)


def explain(expression: str, oracle: Outcome, ours: Outcome) -> str | None:
    """The reason for this difference, if it is a known one."""
    for explanation in EXPLANATIONS:
        if explanation.covers(expression, oracle, ours):
            return explanation.reason
    return None
