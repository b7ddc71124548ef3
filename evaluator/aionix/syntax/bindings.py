"""Attribute sets under construction: nested paths, merging, duplicates.

``SetBuilder`` collects the bindings of one ``{ … }`` (or ``let``).  An attribute
path ``a.b = …`` makes the sets on its way, or extends those that are there,
since Nix merges sets written in parts.  A finished set becomes an ``AttrSet``;
when a later binding of an enclosing set extends it, it is taken apart again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from ..bytestr import to_text
from ..errors import NixSyntaxError
from ..source import SourceFile
from .nodes import AttrName, AttrSet, Binding, DynamicBinding, Expr, Source, Str

_PLAIN = Source.PLAIN

#: An attribute path while it is parsed: offset, name, offset, name, …
FlatPath = list[int | str | Expr]
#: A chain of steps: what is above, and a name.
_Steps = tuple["_Steps | None", str]


class SetBuilder:
    """The bindings of one set, in the order in which they were written.

    Invariant: ``children`` holds, by name, the builders of those values which are
    still under construction, and ``dynamic_children`` by index in ``dynamic``.
    The value in the ``Binding`` itself means nothing then.
    """

    __slots__ = (
        "children",
        "dynamic",
        "dynamic_children",
        "end",
        "entries",
        "node",
        "origins",
        "pos",
        "recursive",
    )

    def __init__(self, pos: int, end: int) -> None:
        self.pos = pos
        self.end = end
        self.recursive = False
        self.entries: dict[str, Binding] = {}
        self.children: dict[str, SetBuilder] = {}
        self.dynamic: list[DynamicBinding] = []
        self.dynamic_children: dict[int, SetBuilder] = {}
        self.origins: list[Expr] = []
        self.node: AttrSet | None = None  # set by freeze()

    @classmethod
    def thaw(cls, node: AttrSet) -> SetBuilder:
        """A builder with the bindings of *node*."""
        builder = cls(node.pos, node.end)
        builder.recursive = node.recursive
        builder.entries = {binding.name: binding for binding in node.bindings}
        builder.dynamic = list(node.dynamic)
        builder.origins = list(node.origins)
        return builder

    def freeze(self) -> AttrSet:
        """The finished set."""
        if self.children or self.dynamic_children:
            # Nested builders first.  They may be nested without limit: no recursion.
            builders = [self]
            for builder in builders:
                builders += builder.children.values()
                builders += builder.dynamic_children.values()
            for builder in reversed(builders):
                builder.node = builder._node()
            assert self.node
            return self.node
        return self._node()

    def _node(self) -> AttrSet:
        for name, child in self.children.items():
            pos = self.entries[name].pos
            self.entries[name] = Binding(pos, name, _PLAIN, child.node)
        for index, child in self.dynamic_children.items():
            dynamic = self.dynamic[index]
            assert child.node
            self.dynamic[index] = DynamicBinding(dynamic.pos, dynamic.name, child.node)
        return AttrSet(
            self.pos,
            self.end,
            self.recursive,
            tuple(self.entries.values()),
            tuple(self.dynamic),
            tuple(self.origins),
        )

    def child(self, name: str) -> SetBuilder | None:
        """The set bound to *name*, as a builder; None if *name* is bound to anything else."""
        builder = self.children.get(name)
        if builder is None:
            value = self.entries[name].value
            if isinstance(value, AttrSet):
                builder = self.children[name] = SetBuilder.thaw(value)
        return builder


def add(
    builder: SetBuilder,
    path: FlatPath,
    pos: int,
    value: Expr,
    source: SourceFile,
    rank: Callable[[str], int],
) -> None:
    """Bind *value* to the attribute *path*, which starts at *pos*; *rank*: the symbol order."""
    name: int | str | Expr
    last = len(path) - 1
    for index in range(1, last, 2):
        name = path[index]
        assert not isinstance(name, int)
        if isinstance(name, str):
            if name in builder.entries:
                nested = builder.child(name)
                if nested is None:
                    _duplicate(path[: index + 1], pos, builder.entries[name].pos, source)
            else:
                nested = builder.children[name] = SetBuilder(pos, value.end)
                builder.entries[name] = Binding(pos, name, _PLAIN, value)
        else:
            nested = SetBuilder(pos, value.end)
            builder.dynamic_children[len(builder.dynamic)] = nested
            builder.dynamic.append(DynamicBinding(pos, name, value))
        builder = nested
    name = path[last]
    if isinstance(name, str):
        binding = Binding(pos, name, _PLAIN, value)
        if name in builder.entries:
            _merge(builder, path, binding, source, rank)
        else:
            builder.entries[name] = binding
    else:
        assert not isinstance(name, int)
        builder.dynamic.append(DynamicBinding(pos, name, value))


def _merge(
    builder: SetBuilder,
    path: FlatPath,
    binding: Binding,
    source: SourceFile,
    rank: Callable[[str], int],
) -> None:
    """Add *binding* under a name which is taken: allowed when both values are sets.

    The second set's bindings are added to the first, which stays recursive or
    not as it was.  Sets nested in both are merged in their turn.
    """
    # With the path to each, for the message, as a chain from its last step upwards.
    todo: list[tuple[SetBuilder, _Steps | None, Binding]] = [(builder, None, binding)]
    while todo:
        builder, above, binding = todo.pop()
        name = binding.name
        present = builder.entries.get(name)
        if present is None:
            builder.entries[name] = binding
            continue
        target = builder.child(name)
        value = binding.value
        if target is None or not isinstance(value, AttrSet):
            steps: FlatPath = []
            while above:
                steps += [name, 0]
                above, name = above
            _duplicate(path + steps[::-1], binding.pos, present.pos, source)
        shift = len(target.origins)
        # In symbol order, as Nix: it decides which of two duplicates is reported.
        for one in sorted(value.bindings, key=lambda one: rank(one.name), reverse=True):
            if one.origin is not None:
                one = Binding(one.pos, one.name, one.source, None, one.origin + shift)
            todo.append((target, (above, name), one))
        target.dynamic += value.dynamic
        target.origins += value.origins


def inherit(builder: SetBuilder, binding: Binding, source: SourceFile) -> None:
    """Add an inherited name."""
    name = binding.name
    present = builder.entries.get(name)
    if present is not None:
        _duplicate([0, name], binding.pos, present.pos, source)
    builder.entries[name] = binding


def static_name(expression: Expr) -> str | Expr:
    """What an attribute written ``${expression}`` is called: a plain string is a static name."""
    return expression.value if isinstance(expression, Str) else expression


def attribute_path(flat: FlatPath) -> tuple[AttrName, ...]:
    """The nodes of a path of ``Select`` or ``HasAttr``."""
    steps = iter(flat)
    return tuple([AttrName(pos, name) for pos, name in zip(steps, steps, strict=True)])  # type: ignore[arg-type]


def _duplicate(path: FlatPath, pos: int, previous: int, source: SourceFile) -> NoReturn:
    # Late: printing is needed in errors only.
    from .show import show_path

    shown = to_text(show_path([step for step in path if not isinstance(step, int)]))
    raise NixSyntaxError(
        f"attribute '{shown}' already defined at {source.position(previous)}",
        source.position(pos),
    )
