"""Calls below ``with_room`` don't allocate CPython's stack again and again."""

from __future__ import annotations

import sys

import pytest

from aionix.vm.room import ROOM, with_room

resource = pytest.importorskip("resource", reason="counts page faults as POSIX does")


def nested(steps: int) -> int:
    return 0 if steps == 0 else 1 + nested(steps - 1)


def at(height: int) -> int:
    """Page faults while functions are called *height* frames up."""
    if height:
        return at(height - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(100):
        nested(4)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    return int(after - before)


def all_heights(upto: int) -> int:
    return sum(at(height) for height in range(0, upto, 3))


def test_what_goes_in_comes_out() -> None:
    assert with_room(str, 3) == "3"
    with pytest.raises(KeyError, match="missing"):
        with_room(dict[str, int]().__getitem__, "missing")


@pytest.mark.skipif(
    sys.implementation.name != "cpython" or sys.platform != "linux",
    reason="how CPython allocates its stack on Linux",
)
def test_no_call_below_allocates() -> None:
    upto = min(600, sys.getrecursionlimit() - 300)
    with_room(nested, upto + 4)  # first use of the memory
    # Some 200 heights, of which one in twenty would take 100 faults or more.
    assert with_room(all_heights, upto) < 100
    assert all_heights(upto) > 500


def test_the_room_is_what_half_a_chunk_leaves() -> None:
    assert ROOM & (ROOM - 1) == 0
    assert with_room.__code__.co_stacksize * 8 == ROOM
