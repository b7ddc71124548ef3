"""The generated programs as hypothesis strategies.

Hypothesis answers the generator's questions one by one (``DrawnChooser``), so
that it sees a tree of choices rather than a seed and can shrink a failure.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from . import literals
from .choices import Chooser
from .generate import DEFAULT, Generator, Settings
from .tree import Tree

Draw = Any


class DrawnChooser(Chooser):
    """Decisions drawn from hypothesis."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def below(self, limit: int) -> int:
        return 0 if limit <= 1 else int(self._draw(st.integers(0, limit - 1)))


@st.composite
def trees(draw: Draw, settings: Settings = DEFAULT) -> Tree:
    """Programs, as trees."""
    return Generator(DrawnChooser(draw), settings).program()


def programs(settings: Settings = DEFAULT) -> st.SearchStrategy[str]:
    """Programs, as text with one character per byte."""
    return trees(settings).map(Tree.render)


def sound_programs() -> st.SearchStrategy[str]:
    """Programs that mostly succeed and whose text is never damaged."""
    return programs(Settings(budget=12, failing=0.0, ill_typed=0.0, damaged=0.0))


#: Text that UTF-8 can hold and Nix strings too (no NUL).
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
numbers = st.integers(-(2**63) + 1, 2**63 - 1)


@st.composite
def string_literals(draw: Draw) -> str:
    """String literals of every form, as text with one character per byte."""
    return literals.string_literal(DrawnChooser(draw)).render()


#: What JSON can say and Nix can hold.
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | numbers
    | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
