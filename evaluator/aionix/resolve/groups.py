"""Ordering the members of a recursive group: strongly connected components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .bindings import Group, Variable


def plan(group: Group, needs: Mapping[Variable, Iterable[Variable]], frame_ident: str) -> None:
    """Order *group* and put the members of cycles into its frame.

    *needs*: the group's variables that each member captures.  Tarjan's algorithm
    ("Depth-first search and linear graph algorithms", 1972) with an explicit
    stack; components come out dependencies first.
    """
    position = {variable: i for i, variable in enumerate(group.variables.values())}
    index: dict[Variable, int] = {}
    low: dict[Variable, int] = {}
    path: list[Variable] = []
    on_path: set[Variable] = set()
    for root in group.variables.values():
        if root in index:
            continue
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        work = [(root, iter(needs.get(root, ())))]
        while work:
            variable, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    path.append(other)
                    on_path.add(other)
                    work.append((other, iter(needs.get(other, ()))))
                    break
                if other in on_path:
                    low[variable] = min(low[variable], index[other])
            else:
                work.pop()
                if work:
                    below = work[-1][0]
                    low[below] = min(low[below], low[variable])
                if low[variable] == index[variable]:
                    _component(group, variable, path, on_path, needs, position, frame_ident)
    _place(group)


def _component(
    group: Group,
    root: Variable,
    path: list[Variable],
    on_path: set[Variable],
    needs: Mapping[Variable, Iterable[Variable]],
    position: Mapping[Variable, int],
    frame_ident: str,
) -> None:
    members = []
    while True:
        variable = path.pop()
        on_path.discard(variable)
        members.append(variable)
        if variable is root:
            break
    members.sort(key=position.__getitem__)
    cyclic = len(members) > 1 or root in needs.get(root, ())
    for variable in members:
        group.order.append(variable)
        if cyclic:
            put_in_frame(group, variable, frame_ident)


def _place(group: Group) -> None:
    """Give the slots out by name: what else is compiled, perhaps by another process, which
    has seen names in another order, must find them."""
    members = sorted(
        (variable for variable in group.variables.values() if variable.group is group),
        key=lambda variable: variable.ident,
    )
    for slot, variable in enumerate(members):
        variable.slot = slot


def put_in_frame(group: Group, variable: Variable, frame_ident: str) -> None:
    """Give *variable* the next slot of the group's frame."""
    if variable.group is None:
        group.ident = frame_ident
        variable.group = group
        variable.slot = group.size
        group.size += 1
