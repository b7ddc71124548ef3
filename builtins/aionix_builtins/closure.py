"""``builtins.genericClosure`` and the ordered set of keys behind it.

Nix keeps the keys it met in a balanced tree ordered by ``builtins.lessThan``.
Most closures have keys of one plain type, for which a Python set does.  Other
keys (floats, lists, mixtures) go into a tree of the same shape as Nix's: which
two keys meet decides what is evaluated and which error is reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from types import CoroutineType
from typing import Any

from aionix.errors import TraceFrame
from aionix.limits import FLOOR, check_list
from aionix.runtime.coerce import force_attrs, force_function, force_list
from aionix.runtime.compare import less_than
from aionix.runtime.context import Context
from aionix.runtime.describe import show_short
from aionix.runtime.thunk import call1, finish, force, force_now
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import Attrs, Cell, ContextString, Path, Result, Value

from .attrs import missing_attribute
from .registry import ATTRS, Arg, builtin

Items = tuple[Cell, ...]


@builtin(
    "genericClosure",
    Arg("attrset", ATTRS),
    doc=(
        "All sets reachable from those in the list `startSet` by the function `operator`, which"
        " maps a set to a list of sets. Sets are told apart by their attribute `key`: numbers,"
        " strings, paths, or lists of these. The result is in the order of discovery."
    ),
)
async def generic_closure(ctx: Context, depth: int, attrs: Attrs) -> Items:
    if "startSet" not in attrs.d:
        missing_attribute("startSet", _PASSED)
    start = await force_list(
        attrs.d["startSet"],
        depth,
        "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure",
    )
    if not start:
        return start
    if "operator" not in attrs.d:
        missing_attribute("operator", _PASSED)
    operator = await force_function(
        attrs.d["operator"],
        depth,
        "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure",
    )
    keys = Keys()
    found: list[Cell] = []
    waiting = deque(start)
    while waiting:
        element = waiting.popleft()
        # What needs not wait takes no coroutine (benchmark ``closure``: -17 %).
        value = element[1] if type(element) is list and element[0] is None else element
        key = value.d.get("key") if type(value) is Attrs else None
        if key is None:
            key = await _key(element, depth)
        if type(key) is list:
            key = force_now(key, depth)
            if type(key) is CoroutineType:
                key = await key
        if keys.add_plain(key, element) or (
            keys.tree is not None and await _add(keys.tree, key, element, depth)
        ):
            found.append(element)
            result = _expand_now(operator, element, depth)
            if type(result) is not tuple:
                result = await result
            waiting.extend(result)
            if FLOOR and len(found) + len(waiting) > FLOOR[0]:
                check_list(len(found) + len(waiting))
    return tuple(found)


_PASSED = "in the attrset passed as argument to builtins.genericClosure"


async def _key(element: Cell, depth: int) -> Cell:
    """The cell of an element's key."""
    if type(element) is list and element[0] is None:
        element = element[1]
    if type(element) is not Attrs:
        element = await force_attrs(element, depth, None)
    if "key" not in element.d:
        missing_attribute("key", None)
    return element.d["key"]


def _expand_now(operator: Value, element: Cell, depth: int) -> Result:
    """What the operator makes of one element: cells that are evaluated; or a coroutine."""
    result = call1(operator, element, depth)
    if type(result) is not tuple:
        return _expand(element, depth, result)
    for cell in result:
        if type(cell) is list and cell[0] is not None:
            pending = force_now(cell, depth)
            if type(pending) is CoroutineType:
                return _expand(element, depth, result, pending)
    return result


async def _expand(element: Cell, depth: int, result: Result, pending: Any = None) -> Items:
    """The same, from what the call of the operator gave; *pending* evaluates a cell of it."""
    if pending is not None:
        await pending
        pending = None
    if type(result) is CoroutineType:
        result = await result
    if type(result) is list:
        result = await finish(result, depth)
    if type(result) is not tuple:
        result = await force_list(
            result,
            depth,
            "while evaluating the return value of the `operator` passed to builtins.genericClosure",
        )
    for cell in result:
        if type(cell) is list and cell[0] is not None:
            await force(cell, depth)
    items: Items = result
    return items


async def _add(tree: Tree, key: Value, element: Cell, depth: int) -> bool:
    """Add a key to the tree; False if it is there.  A failed comparison names both elements."""
    lines: list[TraceFrame] = []
    try:
        return await tree.add(key, element, depth)
    except Exception:
        shown = show_short(element)
        other = await tree.incomparable(key, depth)
        if other is None:
            lines.append(TraceFrame(f"while checking key of element {shown}"))
        else:
            lines.append(TraceFrame(f"with element {show_short(other)}"))
            lines.append(TraceFrame(f"while comparing element {shown}"))
        raise


def _trace_key(local: Mapping[str, Any]) -> list[TraceFrame]:
    return [TraceFrame(f"in genericClosure element {show_short(local['element'])}")]


def _trace_expand(local: Mapping[str, Any]) -> list[TraceFrame]:
    element = show_short(local["element"])
    return [TraceFrame(f"while calling operator on genericClosure element {element}")]


def _trace_add(local: Mapping[str, Any]) -> list[TraceFrame]:
    lines: list[TraceFrame] = local["lines"]
    return lines


TRACERS[_key.__code__] = _trace_key
TRACERS[_expand_now.__code__] = TRACERS[_expand.__code__] = _trace_expand
TRACERS[_add.__code__] = _trace_add


class Keys:
    """Keys met so far: a Python set while all are of one plain type, then a tree.

    Invariant: *tree* is None as long as *plain* holds every key.  *history* has
    keys and elements in the order in which they came, to grow the tree from.
    """

    def __init__(self) -> None:
        self.kind: type | None = None
        self.plain: set[Any] = set()
        self.history: list[tuple[Value, Cell]] = []
        self.tree: Tree | None = None

    def add_plain(self, key: Value, element: Cell) -> bool:
        """Whether *key* was added here: not if it is there, nor if it needs the tree."""
        if self.tree is not None:
            return False
        kind = _PLAIN.get(type(key))
        if kind is None or (kind is not self.kind and self.kind is not None):
            self.tree = Tree()
            for old_key, old_element in self.history:
                self.tree.add_plain(old_key, old_element)
            return False
        self.kind = kind
        token = key.name if kind is Path else key
        if token in self.plain:
            return False
        self.plain.add(token)
        self.history.append((key, element))
        return True


#: Types whose keys a Python set tells apart as Nix does, and the type they are comparable as.
_PLAIN: dict[type, type] = {int: int, str: str, ContextString: str, Path: Path}


class Node:
    """A node of ``Tree``."""

    __slots__ = ("element", "key", "left", "parent", "red", "right")

    def __init__(self, key: Value, element: Cell, parent: Node | None) -> None:
        self.key = key
        self.element = element
        self.parent = parent
        self.left: Node | None = None
        self.right: Node | None = None
        self.red = True


class Tree:
    """A red-black tree of keys (Cormen et al., "Introduction to Algorithms", chapter 13).

    Insertion compares and balances as C++'s ``std::map`` does, so the shape is
    the same.
    """

    def __init__(self) -> None:
        self.root: Node | None = None

    async def add(self, key: Value, element: Cell, depth: int) -> bool:
        """Insert *key*; False if an equal one is there."""
        parent, below = None, self.root
        before = True
        # The last node that comes before *key*, if any: the only one that may be equal.
        lower: Node | None = None
        while below is not None:
            parent = below
            before = await less_than(key, parent.key, depth)
            if before:
                below = parent.left
            else:
                lower = parent
                below = parent.right
        if lower is not None and not await less_than(lower.key, key, depth):
            return False
        self._attach(Node(key, element, parent), before)
        return True

    def add_plain(self, key: Value, element: Cell) -> None:
        """Insert a key that is not there, of a plain type like all the others."""
        parent, below = None, self.root
        before = True
        while below is not None:
            parent = below
            before = _plain(key) < _plain(parent.key)
            below = parent.left if before else parent.right
        self._attach(Node(key, element, parent), before)

    async def incomparable(self, key: Value, depth: int) -> Cell:
        """The element of the first key, in order, that can't be compared with *key*; or None."""
        path: list[Node] = []
        node = self.root
        while path or node is not None:
            while node is not None:
                path.append(node)
                node = node.left
            node = path.pop()
            try:
                await less_than(key, node.key, depth)
            except Exception:
                return node.element
            node = node.right
        return None

    def _attach(self, node: Node, before: bool) -> None:
        """Put a red leaf under its parent and restore the balance."""
        parent = node.parent
        if parent is None:
            self.root = node
        elif before:
            parent.left = node
        else:
            parent.right = node
        while (parent := node.parent) is not None and parent.red:
            grandparent = parent.parent
            assert grandparent is not None  # the root is black
            on_left = parent is grandparent.left
            uncle = grandparent.right if on_left else grandparent.left
            if uncle is not None and uncle.red:
                parent.red = uncle.red = False
                grandparent.red = True
                node = grandparent
                continue
            if node is (parent.right if on_left else parent.left):
                self._rotate(parent, to_left=on_left)
                node, parent = parent, node
            parent.red = False
            grandparent.red = True
            self._rotate(grandparent, to_left=not on_left)
        assert self.root is not None
        self.root.red = False

    def _rotate(self, node: Node, *, to_left: bool) -> None:
        """Let a child take the place of *node*, which moves down to the left or right."""
        child = node.right if to_left else node.left
        assert child is not None
        inner = child.left if to_left else child.right
        if to_left:
            node.right, child.left = inner, node
        else:
            node.left, child.right = inner, node
        if inner is not None:
            inner.parent = node
        child.parent = parent = node.parent
        node.parent = child
        if parent is None:
            self.root = child
        elif parent.left is node:
            parent.left = child
        else:
            parent.right = child


def _plain(key: Value) -> Any:
    return key.name if type(key) is Path else key
