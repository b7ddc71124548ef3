"""Making a program that shows a difference smaller while it still shows it.

Works on the generator's trees first (an expression is replaced by one inside
it, or by a constant; elements are left out), then on the tokens of the text.
Greedy: the first smaller program that still shows the difference is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .tree import Many, Part, Sub, Tree, atom

_ATOMS = tuple(atom(text) for text in ("1", '""', "[ ]", "{ }", "null", "true", "x: x", "./a"))
_TOKENS = re.compile(r"\s+|[A-Za-z_][\w'-]*|\d+(?:\.\d+)?|\"(?:[^\"\\$]|\\.)*\"|.", re.DOTALL)


def reduce(tree: Tree, shows: Callable[[str], bool], limit: int = 400) -> str:
    """The smallest program found with at most *limit* calls of *shows*."""
    tests = [limit]
    tried: set[str] = set()

    def better(candidate: str, current: str) -> bool:
        if len(candidate) >= len(current) or candidate in tried or tests[0] <= 0:
            return False
        tried.add(candidate)
        tests[0] -= 1
        return shows(candidate)

    current, text = tree, tree.render()
    while True:
        for candidate in _rewrites(current):
            if tests[0] > 0 and better(candidate.render(), text):
                current, text = candidate, candidate.render()
                break
        else:
            return _reduce_text(text, better)


def _reduce_text(text: str, better: Callable[[str, str], bool]) -> str:
    progress = True
    while progress:
        progress = False
        tokens = _TOKENS.findall(text)
        for length in (16, 8, 6, 5, 4, 3, 2, 1):
            for start in range(len(tokens) - length + 1):
                candidate = "".join(tokens[:start] + tokens[start + length :]).strip(" ")
                if better(candidate, text):
                    text, progress = candidate, True
                    break
            if progress:
                break
        else:
            spaced = re.sub(r"\s+", " ", text)
            if better(spaced, text):
                text, progress = spaced, True
    return text


def _rewrites(tree: Tree) -> Iterator[Tree]:
    """Smaller trees, the most promising first."""
    below = sorted({id(t): t for t in tree.subtrees() if t is not tree}.values(), key=_size)
    yield from below
    size = _size(tree)
    for constant in _ATOMS:
        if _size(constant) < size:
            yield constant
    for parts in _within(tree.parts):
        yield tree.with_parts(parts)


def _within(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """The parts with one thing in them made smaller."""
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        if isinstance(part, Sub):
            for tree in _rewrites(part.tree):
                yield (*before, Sub(tree, part.need), *after)
        elif isinstance(part, Many):
            for items in _fewer(part.items):
                yield (*before, Many(items), *after)


def _fewer(items: tuple[tuple[Part, ...], ...]) -> Iterator[tuple[tuple[Part, ...], ...]]:
    count = len(items)
    if count > 2:
        yield items[: count // 2]
        yield items[count // 2 :]
    for index in range(count):
        yield items[:index] + items[index + 1 :]
    for index, item in enumerate(items):
        for smaller in _within(item):
            yield (*items[:index], smaller, *items[index + 1 :])


def _size(tree: Tree) -> int:
    return len(tree.render())
