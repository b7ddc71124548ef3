"""Which tests the value of a file holds.

The form is that of ``nix-unit`` and of nixpkgs' ``lib.runTests``: an attribute whose
name begins with ``test`` is a test, of any other one the sets inside are searched
(nix-unit's book, "Trees").  A list is what ``lib.runTests`` gives: the tests that
failed, as ``{ name, expected, result }``; an empty one is a test that passed.  Lists
of ``{ name, expr, expected }`` are as good.

Finding tests evaluates the sets around them, never a test.  What can't be evaluated
on the way becomes a test that fails for that reason, so that the others are run.
The walk keeps its own stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..bytestr import to_text
from ..errors import EvalError, NixError
from ..records import dataclass
from ..runtime.coerce import expected
from ..runtime.compare import is_derivation
from ..runtime.literals import show_attr_name
from ..runtime.thunk import whnf
from ..runtime.values import Attrs, Cell, Value, attr_position
from ..source import Position

if TYPE_CHECKING:
    from ..evaluator import Evaluator

#: What the names of tests begin with.
PREFIX = "test"
#: Sets around a test: sets made without end would be searched for ever.
MAX_NESTING = 50
#: The name of the test that a result list of the whole file stands for.
RESULTS = "runTests"


@dataclass(frozen=True, eq=False)
class Case:
    """A test.

    *name*: the path of attributes that leads to it, as Nix shows it.  *body*: the cell
    of its set, not evaluated; the error that finding it ended in; or None for a list
    of failures without any.
    """

    name: str
    position: Position | None
    body: Cell | NixError | None


async def find_cases(evaluator: Evaluator, root: Cell) -> list[Case]:
    """The tests in *root*, in the order in which they are written.

    Raises NixError if *root* can't be evaluated or is neither a set nor a list.
    """
    value = await evaluator.run(whnf(root, 0))
    if type(value) is not Attrs and type(value) is not tuple:
        raise expected("a set or a list of tests", value)
    return await _Search(evaluator).cases(value)


class _Search:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        #: Sets that were looked at, so that a cycle ends; held, so that ids stay theirs.
        self.seen: dict[int, Attrs] = {}

    async def cases(self, root: Value) -> list[Case]:
        """The tests in *root*."""
        if type(root) is tuple:
            return await self.of_list(root, "", None)
        found: list[Case] = []
        stack = [self.members(root, "")]
        while stack:
            member = next(stack[-1], None)
            if member is None:
                stack.pop()
                continue
            name, label, cell, position = member
            if name.startswith(PREFIX):
                found.append(Case(label, position, cell))
                continue
            try:
                value = await self.evaluator.run(whnf(cell, 0))
                if type(value) is tuple:
                    found += await self.of_list(value, label, position)
                elif type(value) is Attrs and await self.is_group(value):
                    if len(stack) >= MAX_NESTING:
                        raise EvalError(f"more than {MAX_NESTING} sets of tests in each other")
                    stack.append(self.members(value, label))
            except NixError as error:
                found.append(Case(label, position, error))
        return found

    async def is_group(self, value: Attrs) -> bool:
        """Whether a set is to be searched: not twice, no derivation, and no test that was
        switched off by giving it another name."""
        if id(value) in self.seen or "expr" in value.d:
            return False
        return not await self.evaluator.run(is_derivation(value, 0))

    def members(
        self, attributes: Attrs, prefix: str
    ) -> Iterator[tuple[str, str, Cell, Position | None]]:
        """Attribute names, what they are called as tests, cells and positions."""
        self.seen[id(attributes)] = attributes
        found = []
        for name, cell in attributes.d.items():
            label = to_text(show_attr_name(name))
            if prefix:
                label = f"{prefix}.{label}"
            found.append((name, label, cell, attr_position(attributes, name)))
        return iter(sorted(found, key=_order))

    async def of_list(
        self, elements: tuple[Cell, ...], label: str, position: Position | None
    ) -> list[Case]:
        """The tests of a result list; none of a list of something else inside a set."""
        if not elements:
            return [Case(label or RESULTS, position, None)]
        cases = []
        for index, cell in enumerate(elements):
            value = await self.evaluator.run(whnf(cell, 0))
            if type(value) is not Attrs or not {"result", "expr"} & value.d.keys():
                if label:
                    return []
                raise EvalError(
                    f"element {index} of the list is no test: it has neither 'expr' nor 'result'"
                )
            name = await self.evaluator.run(whnf(value.d.get("name"), 0))
            shown = to_text(show_attr_name(name)) if isinstance(name, str) else str(index)
            place = attr_position(value, "expr") or attr_position(value, "result") or position
            cases.append(Case(f"{label}.{shown}" if label else shown, place, value))
        return cases


def _order(member: tuple[str, str, Cell, Position | None]) -> tuple[str, int, int, str]:
    name, _, _, position = member
    if position is None:
        return "", 0, 0, name
    return position.source.name, position.line, position.column, name
