"""Attribute sets under construction: nested paths, merging, duplicates.

``SetBuilder`` collects the bindings of one ``{ … }`` (or ``let``).  An attribute
path ``a.b = …`` makes the sets on its way, or extends those that are there,
since Nix merges sets written in parts.  A finished set becomes an ``AttrSet``;
when a later binding of an enclosing set extends it, it is taken apart again.

Invariant: ``children`` names exactly the entries (and dynamic entries, by index)
whose value is a ``SetBuilder`` still.
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from ..errors import NixSyntaxError
from ..source import SourceFile
from .nodes import AttrName, AttrSet, Binding, DynamicBinding, Expr, Source, Str
from .symbols import symbol_index

PLAIN = Source.PLAIN
INHERIT = Source.INHERIT
INHERIT_FROM = Source.INHERIT_FROM


class Entry(NamedTuple):
    """A static binding under construction."""

    pos: int
    source: Source
    value: Expr | SetBuilder | None
    origin: int | None = None


#: A chain of steps: what is above, and a name.
_Steps = tuple["_Steps | None", str]

#: An attribute path while it is parsed: offset, name, offset, name, …
FlatPath = list[int | str | Expr]


class SetBuilder:
    """The bindings of one set, in the order in which they were written."""

    __slots__ = ("children", "dynamic", "end", "entries", "node", "origins", "pos", "recursive")

    def __init__(self, pos: int, end: int) -> None:
        self.pos = pos
        self.end = end
        self.recursive = False
        self.entries: dict[str, Entry] = {}
        self.dynamic: list[tuple[int, Expr, Expr | SetBuilder]] = []
        self.origins: list[Expr] = []
        self.children: list[str | int] = []
        self.node: AttrSet | None = None  # set by freeze()

    @classmethod
    def thaw(cls, node: AttrSet) -> SetBuilder:
        """A builder with the bindings of *node*."""
        builder = cls(node.pos, node.end)
        builder.recursive = node.recursive
        builder.entries = {
            binding.name: Entry(binding.pos, binding.source, binding.value, binding.origin)
            for binding in node.bindings
        }
        builder.dynamic = [(one.pos, one.name, one.value) for one in node.dynamic]
        builder.origins = list(node.origins)
        return builder

    def freeze(self) -> AttrSet:
        """The finished set."""
        if not self.children:
            return self._node()
        # Nested builders first.  They may be nested without limit: no recursion.
        builders = [self]
        for builder in builders:
            for key in builder.children:
                value = (
                    builder.dynamic[key][2] if isinstance(key, int) else builder.entries[key].value
                )
                assert isinstance(value, SetBuilder)
                builders.append(value)
        for builder in reversed(builders):
            for key in builder.children:
                if isinstance(key, int):
                    pos, name, child = builder.dynamic[key]
                    assert isinstance(child, SetBuilder)
                    assert child.node
                    builder.dynamic[key] = (pos, name, child.node)
                    child.node = None
                else:
                    entry = builder.entries[key]
                    assert isinstance(entry.value, SetBuilder)
                    assert entry.value.node
                    builder.entries[key] = entry._replace(value=entry.value.node)
            builder.children = []
            builder.node = builder._node()
        node = self.node
        assert node
        return node

    def _node(self) -> AttrSet:
        return AttrSet(
            self.pos,
            self.end,
            self.recursive,
            tuple(
                [
                    Binding(pos, name, source, value, origin)  # type: ignore[arg-type]
                    for name, (pos, source, value, origin) in self.entries.items()
                ]
            ),
            tuple([DynamicBinding(*one) for one in self.dynamic]) if self.dynamic else (),  # type: ignore[arg-type]
            tuple(self.origins),
        )

    def child(self, name: str) -> SetBuilder | None:
        """The set bound to *name*, as a builder; None if *name* is bound to anything else."""
        entry = self.entries[name]
        value = entry.value
        if isinstance(value, AttrSet):
            value = SetBuilder.thaw(value)
            self.entries[name] = entry._replace(value=value)
            self.children.append(name)
        return value if isinstance(value, SetBuilder) else None


def add(
    builder: SetBuilder, path: FlatPath, pos: int, value: Expr, source_file: SourceFile
) -> None:
    """Bind *value* to the attribute *path*, which starts at *pos*."""
    name: int | str | Expr
    last = len(path) - 1
    for index in range(1, last, 2):
        name = path[index]
        assert not isinstance(name, int)
        if isinstance(name, str):
            if name in builder.entries:
                nested = builder.child(name)
                if nested is None:
                    _duplicate(path[: index + 1], pos, builder.entries[name].pos, source_file)
            else:
                nested = SetBuilder(pos, value.end)
                builder.entries[name] = Entry(pos, PLAIN, nested)
                builder.children.append(name)
        else:
            nested = SetBuilder(pos, value.end)
            builder.children.append(len(builder.dynamic))
            builder.dynamic.append((pos, name, nested))
        builder = nested
    name = path[last]
    if isinstance(name, str):
        if name in builder.entries:
            _merge(builder, path, name, Entry(pos, PLAIN, value), source_file)
        else:
            builder.entries[name] = Entry(pos, PLAIN, value)
    else:
        assert not isinstance(name, int)
        builder.dynamic.append((pos, name, value))


def _merge(
    builder: SetBuilder, path: FlatPath, name: str, entry: Entry, source_file: SourceFile
) -> None:
    """Add *entry* under the taken *name*: allowed when both are sets.

    The second set's bindings are added to the first, which stays recursive or
    not as it was.  Sets nested in both are merged in their turn.
    """
    # The path to each, for the message, as a chain from its last step to its first.
    todo: list[tuple[SetBuilder, _Steps | None, str, Entry]] = [(builder, None, name, entry)]
    while todo:
        builder, above, name, entry = todo.pop()
        present = builder.entries.get(name)
        if present is None:
            builder.entries[name] = entry
            continue
        target = builder.child(name)
        value = entry.value
        if target is None or not isinstance(value, AttrSet):
            steps: FlatPath = []
            while above:
                steps += [name, 0]
                above, name = above
            _duplicate(path + steps[::-1], entry.pos, present.pos, source_file)
        shift = len(target.origins)
        below = (above, name)
        todo.extend(
            (
                target,
                below,
                one.name,
                Entry(
                    one.pos,
                    one.source,
                    one.value,
                    None if one.origin is None else one.origin + shift,
                ),
            )
            for one in sorted(value.bindings, key=lambda one: symbol_index(one.name), reverse=True)
        )
        target.dynamic.extend((one.pos, one.name, one.value) for one in value.dynamic)
        target.origins.extend(value.origins)


def inherit(builder: SetBuilder, name: str, entry: Entry, source_file: SourceFile) -> None:
    """Bind an inherited *name*."""
    present = builder.entries.get(name)
    if present is not None:
        _duplicate([0, name], entry.pos, present.pos, source_file)
    builder.entries[name] = entry


def static_name(expression: Expr) -> str | Expr:
    """What an attribute written ``${expression}`` is called: a plain string is a static name."""
    return expression.value if isinstance(expression, Str) else expression


def attribute_path(flat: FlatPath) -> tuple[AttrName, ...]:
    """The nodes of a path of ``Select`` or ``HasAttr``."""
    return tuple(
        [AttrName(flat[index], flat[index + 1]) for index in range(0, len(flat), 2)]  # type: ignore[arg-type]
    )


def _duplicate(path: FlatPath, pos: int, previous: int, source_file: SourceFile) -> NoReturn:
    from .show import show_path

    shown = show_path(path[1::2], source_file)
    raise NixSyntaxError(
        f"attribute '{shown}' already defined at {source_file.position(previous)}",
        source_file.position(pos),
    )
