"""Builtins on attribute sets: ``attrNames``, ``listToAttrs``, ``mapAttrs`` and their like.

None of them evaluates the attributes' values.  Lists that they return are in
name order.  What becomes of the attributes' positions (``unsafeGetAttrPos``) is
visible: ``removeAttrs``, ``intersectAttrs`` and ``listToAttrs`` keep them,
``mapAttrs``, ``zipAttrsWith`` and ``groupBy`` have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from types import CoroutineType
from typing import Any

from aionix.bytestr import to_text
from aionix.errors import MissingAttributeError, NixTypeError, TraceFrame
from aionix.limits import FLOOR, check_set
from aionix.runtime.coerce import (
    force_attrs,
    force_string_no_context,
    traced,
)
from aionix.runtime.context import Context
from aionix.runtime.freeing import watched
from aionix.runtime.literals import show_attr_name
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.restart import landed
from aionix.runtime.thunk import GUARD, apply_slow, force, force_now, tail2
from aionix.runtime.tracing import APPLICATIONS, TRACERS
from aionix.runtime.values import (
    Attrs,
    Cell,
    Lambda,
    Place,
    Result,
    Thunk,
    Value,
    attr_place,
    attr_position,
)

from .registry import ATTRS, FUNCTION, LIST, PLAIN_STRING, Arg, builtin, part_of
from .sorting import LONG, sorted_tuple, sorted_values

Items = tuple[Cell, ...]

#: Pairs that ``listToAttrs`` takes between two looks at the guard.
PAIRS = 1 << 12


def apply2_later(thunk: Thunk, depth: int) -> Result:
    """Code of ``[apply2_later, function cell, x, y]``: what ``mapAttrs`` puts into its result.

    With a fifth item where the function had been evaluated before (``zipAttrsWith``).
    """
    function = thunk[1]
    if type(function) is list and function[0] is None:
        function = function[1]
    if type(function) is Lambda and depth < GUARD[0]:
        entry = function.info.e2
        if entry is not None:
            return entry(function, thunk[2], thunk[3], depth + 1)
    if type(function) is list:
        return apply_slow(function, (thunk[2], thunk[3]), depth)
    return tail2(function, thunk[2], thunk[3], depth)


APPLICATIONS.add(apply2_later.__code__)


@traced
def missing_attribute(name: str, what: str | None, at: bool = False) -> MissingAttributeError:
    """The error for an attribute that a builtin needs; *what* is its first trace line."""
    shown = to_text(show_attr_name(name))
    raise MissingAttributeError(f"attribute '{shown}' missing", at_expression=False)


# --- names and values ---------------------------------------------------------------------


@builtin(
    "attrNames",
    Arg("set", ATTRS, "while evaluating the argument passed to builtins.attrNames"),
    doc="The names of the attributes of *set*, sorted by bytes.",
)
def attr_names(ctx: Context, depth: int, attrs: Attrs) -> Result:
    if len(attrs.d) > LONG:
        return landed(_names(attrs))
    return tuple(sorted(attrs.d))


async def _names(attrs: Attrs) -> Items:
    return await sorted_tuple(list(attrs.d))


@builtin(
    "attrValues",
    Arg("set", ATTRS, "while evaluating the argument passed to builtins.attrValues"),
    doc="The values of the attributes of *set*, in the order of their sorted names.",
)
def attr_values(ctx: Context, depth: int, attrs: Attrs) -> Result:
    d = attrs.d
    if len(d) > LONG:
        return landed(_values(attrs))
    return tuple([d[name] for name in sorted(d)])


async def _values(attrs: Attrs) -> Items:
    values: list[Cell] = []
    names = await sorted_values(list(attrs.d))
    for begin in range(0, len(names), LONG):
        values += map(attrs.d.__getitem__, names[begin : begin + LONG])
        if GUARD[0] < 0:
            await suspend(TURN)
    return watched(tuple(values))


@builtin(
    "getAttr",
    Arg("s", PLAIN_STRING),
    Arg("set", ATTRS),
    doc="The attribute of *set* that is named *s*; an error if there is none.",
)
def get_attr(ctx: Context, depth: int, name: str, attrs: Attrs) -> Result:
    if name not in attrs.d:
        missing_attribute(name, "in the attribute set under consideration")
    cell = attrs.d[name]
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else force_now(cell, depth)
        if type(cell) is CoroutineType:
            return landed(cell)
    return cell


@builtin(
    "hasAttr",
    Arg("s", PLAIN_STRING),
    Arg("set", ATTRS),
    doc="Whether *set* has an attribute named *s*.",
)
def has_attr(ctx: Context, depth: int, name: str, attrs: Attrs) -> bool:
    return name in attrs.d


@builtin(
    "catAttrs",
    Arg("attr", PLAIN_STRING),
    Arg("list", LIST),
    doc="The attributes named *attr* of all sets in *list* that have one, in order.",
)
def cat_attrs(ctx: Context, depth: int, name: str, items: Items) -> Result:
    found = []
    for item in items:
        if type(item) is list:
            item = item[1] if item[0] is None else force_now(item, depth)
            if type(item) is CoroutineType:
                return _cat_attrs(depth, name, items, item)
        if type(item) is not Attrs:
            return _cat_attrs(depth, name, items)
        if name in item.d:
            found.append(item.d[name])
    return tuple(found)


@part_of("catAttrs")
async def _cat_attrs(depth: int, name: str, items: Items, pending: Any = None) -> Items:
    """The same; *pending* evaluates an item."""
    if pending is not None:
        await pending
        pending = None
    found = []
    for item in items:
        if type(item) is list and item[0] is None:
            item = item[1]
        if type(item) is not Attrs:
            item = await force_attrs(
                item,
                depth,
                "while evaluating an element in the list passed as second argument to"
                " builtins.catAttrs",
            )
        if name in item.d:
            found.append(item.d[name])
    return tuple(found)


# --- subsets ----------------------------------------------------------------------------------


@builtin(
    "removeAttrs",
    Arg("set", ATTRS),
    Arg("list", LIST),
    doc="*set* without the attributes whose names are in *list*; names that it lacks do no harm.",
    globally=True,
)
def remove_attrs(ctx: Context, depth: int, attrs: Attrs, items: Items) -> Result:
    removed = []
    for item in items:
        if type(item) is list and item[0] is None:
            item = item[1]
        if type(item) is not str:
            return _remove_attrs(depth, attrs, items)
        if item in attrs.d:
            removed.append(item)
    return _without(attrs, removed)


@part_of("removeAttrs")
async def _remove_attrs(depth: int, attrs: Attrs, items: Items) -> Attrs:
    removed = []
    for item in items:
        if type(item) is list and item[0] is None:
            item = item[1]
        if type(item) is not str:
            item = await force_string_no_context(
                item,
                depth,
                "while evaluating the values of the second argument passed to builtins.removeAttrs",
            )
        if item in attrs.d:
            removed.append(item)
    return _without(attrs, removed)


def _without(attrs: Attrs, removed: list[str]) -> Attrs:
    if not removed:
        return Attrs(attrs.d, attrs.pos)  # another set: the printer tells them apart
    d = attrs.d.copy()
    for name in removed:
        d.pop(name, None)
    return Attrs(d, positions_of(attrs.pos, d))


@builtin(
    "intersectAttrs",
    Arg("e1", ATTRS),
    Arg("e2", ATTRS),
    doc="The attributes of *e2* whose names are also in *e1*.",
)
def intersect_attrs(ctx: Context, depth: int, left: Attrs, right: Attrs) -> Attrs:
    wanted, cells = left.d, right.d
    if len(wanted) < len(cells):
        d = {name: cells[name] for name in wanted if name in cells}
    else:
        d = {name: cell for name, cell in cells.items() if name in wanted}
    if len(d) == len(cells):
        return right
    return Attrs(d, positions_of(right.pos, d))


#: Longest static position tuple that ``positions_of`` cuts down.
_SMALL_SITE = 1 + 3 * 64


def positions_of(pos: Any, d: dict[str, Cell]) -> Any:
    """The ``Attrs.pos`` of a set of which only the attributes in *d* are left.

    Left as it is, *pos* would speak for names that are gone, which ``//`` could
    not tell.  That is put up with where cutting it down would cost more than
    making the set: for chains of updates and for huge sets.
    """
    if type(pos) is tuple:
        if len(pos) > _SMALL_SITE:
            return pos
        kept = [pos[0]]
        for index in range(1, len(pos), 3):
            if pos[index] in d:
                kept += pos[index : index + 3]
        return tuple(kept) if len(kept) > 1 else None
    if type(pos) is dict:
        return {name: pos[name] for name in d if name in pos}
    return pos


# --- construction --------------------------------------------------------------------------------


@builtin(
    "listToAttrs",
    Arg("e", LIST, "while evaluating the argument passed to builtins.listToAttrs"),
    doc=(
        "The set with an attribute for each `{ name = …; value = …; }` in the list *e*. Of"
        " several with the same name the first counts."
    ),
)
def list_to_attrs(ctx: Context, depth: int, items: Items) -> Result:
    if len(items) > LONG:
        return _list_to_attrs(depth, items)
    pairs: dict[str, Attrs] = {}
    for item in items:
        if type(item) is list:
            item = item[1] if item[0] is None else force_now(item, depth)
            if type(item) is CoroutineType:
                return _list_to_attrs(depth, items, item)
        if type(item) is not Attrs or "name" not in item.d:
            return _list_to_attrs(depth, items)
        name = item.d["name"]
        if type(name) is list:
            name = name[1] if name[0] is None else _name_now(item, name, depth)
            if type(name) is CoroutineType:
                return _list_to_attrs(depth, items, name, item)
        if type(name) is not str:
            return _list_to_attrs(depth, items)
        if name not in pairs:
            pairs[name] = item
    if FLOOR and len(pairs) > FLOOR[0]:
        check_set(len(pairs))
    made = Attrs({}, {})
    _add_pairs(made, pairs.items(), {})
    made.pos = made.pos or None
    return made


@part_of("listToAttrs")
async def _list_to_attrs(
    depth: int, items: Items, pending: Any = None, pair: Attrs | None = None
) -> Attrs:
    """The same; *pending* evaluates an item, or the name in *pair*."""
    if pending is not None:
        await (pending if pair is None else _pair_name(pair, depth, pending))
        pending = None
    # All names are forced before any value is looked for: a later pair with the
    # name of an earlier one needs no value.
    pairs: dict[str, Attrs] = {}
    for item in items:
        if type(item) is list and item[0] is None:
            item = item[1]
        if type(item) is not Attrs:
            item = await force_attrs(
                item,
                depth,
                "while evaluating an element of the list passed to builtins.listToAttrs",
            )
        d = item.d
        if "name" not in d:
            missing_attribute("name", _PAIR)
        name = d["name"]
        if type(name) is list and name[0] is None:
            name = name[1]
        if type(name) is not str:
            name = await _pair_name(item, depth)
        if name not in pairs:
            pairs[name] = item
        if GUARD[0] < 0:
            await suspend(TURN)
    if FLOOR and len(pairs) > FLOOR[0]:
        check_set(len(pairs))
    made = Attrs({}, {})
    sites: dict[int, Place | None] = {}
    rest = iter(pairs.items())
    while len(made.d) < len(pairs):
        _add_pairs(made, islice(rest, PAIRS), sites)
        if GUARD[0] < 0:
            await suspend(TURN)
    made.pos = made.pos or None
    return watched(made) if len(pairs) > LONG else made


def _add_pairs(
    made: Attrs, pairs: Iterable[tuple[str, Attrs]], sites: dict[int, Place | None]
) -> None:
    """Add the values of *pairs* to a set, whose positions are a dictionary.

    *sites*: the places that were found before.
    """
    values, places = made.d, made.pos
    for name, pair in pairs:
        d = pair.d
        if "value" not in d:
            missing_attribute("value", _PAIR)
        values[name] = d["value"]
        # Most pairs come from one expression and share its site.
        site = pair.pos
        if site is None:
            continue
        key = id(site)
        if type(site) is not tuple:
            place = attr_place(pair, "value")
        elif key in sites:
            place = sites[key]
        else:
            place = sites[key] = attr_place(pair, "value")
        if place is not None:
            places[name] = place


_PAIR = "in a {name=...; value=...;} pair"


def _name_now(pair: Attrs, name: Thunk, depth: int) -> Any:
    """The value of the name in a pair, or a coroutine."""
    return force_now(name, depth)


async def _pair_name(pair: Attrs, depth: int, pending: Any = None) -> str:
    """The name in a pair, when it isn't simply there."""
    if pending is not None:
        await pending
        pending = None
    name = pair.d["name"]
    if type(name) is list:
        name = name[1] if name[0] is None else await force(name, depth)
    if type(name) is str:
        return name
    try:
        return await force_string_no_context(name, depth, None)
    except NixTypeError as error:
        raise NixTypeError(error.message, attr_position(pair, "name")) from None


def _pair_name_trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    return [
        TraceFrame(
            "while evaluating the `name` attribute of an element of the list passed to"
            " builtins.listToAttrs",
            attr_position(local["pair"], "name"),
        )
    ]


TRACERS[_name_now.__code__] = TRACERS[_pair_name.__code__] = _pair_name_trace


@builtin(
    "mapAttrs",
    Arg("f"),
    Arg("attrset", ATTRS),
    doc=(
        "The set with *f* applied to the name and value of each attribute of *attrset*. The"
        " applications, and *f* itself, are evaluated when needed."
    ),
)
def map_attrs(ctx: Context, depth: int, f: Cell, attrs: Attrs) -> Attrs:
    if type(f) is list and f[0] is None:
        f = f[1]
    return Attrs({name: [apply2_later, f, name, cell] for name, cell in attrs.d.items()})


@builtin(
    "zipAttrsWith",
    Arg("f", FUNCTION),
    Arg("list", LIST),
    doc=(
        "A set with every name that occurs in the sets in *list*: *f* applied, when needed, to"
        " the name and the list of all its values, in order."
    ),
)
def zip_attrs_with(ctx: Context, depth: int, f: Value, items: Items) -> Result:
    for item in items:
        if type(item) is list:
            item = item[1] if item[0] is None else force_now(item, depth)
            if type(item) is CoroutineType:
                return _zip_attrs_with(depth, f, items, item)
        if type(item) is not Attrs:
            return _zip_attrs_with(depth, f, items)
    return _zipped(f, items)


@part_of("zipAttrsWith")
async def _zip_attrs_with(depth: int, f: Value, items: Items, pending: Any = None) -> Attrs:
    """The same; *pending* evaluates an item."""
    if pending is not None:
        await pending
        pending = None
    for item in items:
        if type(item) is list and item[0] is None:
            item = item[1]
        if type(item) is not Attrs:
            item = await force_attrs(
                item,
                depth,
                "while evaluating a value of the list passed as second argument to"
                " builtins.zipAttrsWith",
            )
    return _zipped(f, items)


def _zipped(f: Value, items: Items) -> Attrs:
    zipped: dict[str, list[Cell]] = {}
    for item in items:
        if type(item) is list:  # done by now
            item = item[1]
        for name, cell in item.d.items():
            if name in zipped:
                zipped[name].append(cell)
            else:
                zipped[name] = [cell]
        if FLOOR and len(zipped) > FLOOR[0]:
            check_set(len(zipped))
    return Attrs(
        {name: [apply2_later, f, name, tuple(cells), True] for name, cells in zipped.items()}
    )
