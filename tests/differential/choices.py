"""Where the generator's decisions come from.

The generator asks one question only, ``below(n)``: a number from 0 to n - 1.
So the same generator runs from a seed (``SeededChooser``) and from hypothesis
(``strategies.DrawnChooser``), which shrinks by answering with smaller numbers.
Whence the rule for everything here: the answer 0 must lead to the simplest thing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chooser(ABC):
    """A source of decisions."""

    @abstractmethod
    def below(self, limit: int) -> int:
        """A number from 0 to *limit* - 1; 0 is the simplest."""

    def between(self, low: int, high: int) -> int:
        """A number from *low* to *high*, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of *items*, the first being the simplest."""
        return items[self.below(len(items))]

    def chance(self, probability: float) -> bool:
        """True with about the given probability; False is the simplest."""
        if probability <= 0:
            return False
        return self.below(1000) >= 1000 - round(probability * 1000)

    def weighted(self, items: Sequence[tuple[float, T]]) -> T:
        """One of *items* by weight, the first being the simplest."""
        weights = [max(1, round(weight * 10)) for weight, _ in items]
        mark = self.below(sum(weights))
        for weight, (_, item) in zip(weights, items, strict=True):
            if mark < weight:
                return item
            mark -= weight
        raise AssertionError("unreachable: the mark is below the sum of the weights")

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """*count* different ones of *items* (fewer when there are fewer)."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]


class SeededChooser(Chooser):
    """Decisions from a seed: the same ones in every process and Python version."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)
