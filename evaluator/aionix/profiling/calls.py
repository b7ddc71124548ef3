"""Counting: every call, with the stack that it was made from.

Observers (``vm.observe``) that know where in the tree of calls each event belongs.  A
chain that the scheduler starts anew is put below the frame that asked for it.

Exact numbers, at ten times the time: for times see ``sampler``, whose evaluations run
at their usual speed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Generic, TypeVar

from ..vm.current import CURRENT
from ..vm.loop import VM
from ..vm.observe import Frame, Observer
from .stacks import FOLDED, Place, Stacks, place_of

#: Levels of the tree.  What is deeper is counted with the last one.
MAX_DEPTH = 400
#: Levels by which lines of a trace are indented.
MAX_INDENT = 30


#: What a derived class keeps of the frames around.
State = TypeVar("State")


class Calls(Observer, Generic[State]):
    """Base: gives each frame a state that is made from that of the frame around it.

    *outermost*: the state around the frames that have none.
    """

    def __init__(self, outermost: State) -> None:
        self._outermost = outermost
        #: States of the frames that run now, innermost last; of one evaluation at a time.
        self.running: list[State] = []
        self._states: dict[Frame, State] = {}
        #: Of each evaluation, that of the innermost frame of the chain it suspended last.
        self._asking: dict[VM | None, State] = {}
        self._suspending = False

    def entered(self, around: State, frame: Frame) -> State:
        """The state of *frame*, which starts now inside of one with the state *around*."""
        raise NotImplementedError

    def enter(self, frame: Frame) -> None:
        self._suspending = False
        around = self._asking.get(CURRENT.vm, self._outermost)
        if self.running:
            around = self.running[-1]
        state = self._states[frame] = self.entered(around, frame)
        self.running.append(state)

    def resume(self, frame: Frame) -> None:
        self._suspending = False
        self.running.append(self._states[frame])

    def suspend(self, frame: Frame) -> None:
        state = self.running.pop()
        if not self._suspending:
            self._suspending = True
            self._asking[CURRENT.vm] = state

    def exit(self, frame: Frame, failed: bool) -> None:
        self._suspending = False
        self.running.pop()
        del self._states[frame]
        if not self._states:
            self._asking.clear()


class Node:
    """A place, called by the way that leads to it (recursion folded)."""

    __slots__ = ("below", "calls", "depth", "objects", "parent", "place", "seconds")

    def __init__(self, parent: Node | None, place: Place) -> None:
        self.parent: Node | None = parent
        self.place: Place = place
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.below: dict[Place, Node] = {}
        self.calls = 0
        self.seconds = 0.0
        self.objects = 0

    def child(self, place: Place) -> Node:
        """The node of a call of *place* from here."""
        found = self.below.get(place)
        if found is None:
            around: Node | None = self
            for _ in range(FOLDED):
                if around is None or around.parent is None:
                    break
                if around.place == place:
                    return around
                around = around.parent
            if self.depth >= MAX_DEPTH:
                return self
            found = self.below[place] = Node(self, place)
        return found

    def stack(self) -> tuple[Place, ...]:
        """The places that lead here, this one last."""
        places = []
        node = self
        while node.parent is not None:
            places.append(node.place)
            node = node.parent
        return tuple(reversed(places))


class CallTree(Calls[Node]):
    """The tree of calls: how many, their own time, and the objects that they made.

    *objects*: containers that Python's garbage collector knows (thunks, sets, lists,
    frames), less those that went away in the same frame.  *forced*: how many delayed
    expressions were evaluated.
    """

    def __init__(self) -> None:
        super().__init__(Node(None, Place("")))
        self.forced = 0
        self._since = 0.0
        self._objects = 0

    def entered(self, around: Node, frame: Frame) -> Node:
        if frame.kind == "force":
            # A delayed expression is a frame of its own, unless a builtin made it.
            self.forced += frame.position is None
            return around
        self.forced += frame.kind == "thunk"
        node = around.child(place_of(frame))
        node.calls += 1
        return node

    def enter(self, frame: Frame) -> None:
        self._charge()
        super().enter(frame)
        self._measure()

    def resume(self, frame: Frame) -> None:
        self._charge()
        super().resume(frame)
        self._measure()

    def suspend(self, frame: Frame) -> None:
        self._charge()
        super().suspend(frame)
        self._measure()

    def exit(self, frame: Frame, failed: bool) -> None:
        self._charge()
        super().exit(frame, failed)
        self._measure()

    def _charge(self) -> None:
        """Charge what was used since the last event to the frame that ran."""
        if self.running:
            node = self.running[-1]
            node.seconds += perf_counter() - self._since
            made = gc.get_count()[0] - self._objects
            if made > 0:  # otherwise it freed more, or the collector has run
                node.objects += made

    def _measure(self) -> None:
        self._objects = gc.get_count()[0]
        self._since = perf_counter()

    def nodes(self) -> Iterator[Node]:
        """All but the root."""
        todo = list(self._outermost.below.values())
        while todo:
            node = todo.pop()
            yield node
            todo += node.below.values()

    def profiles(self) -> list[Stacks]:
        """Time, calls and objects."""
        time = Stacks("time")
        calls, objects = Stacks("calls", "none"), Stacks("objects", "none")
        for node in self.nodes():
            stack = node.stack()
            time.add(stack, node.seconds)
            calls.add(stack, node.calls)
            objects.add(stack, node.objects)
        return [time, calls, objects]


class CallTrace(Calls[int]):
    """Writes a line for each call of a function or builtin: how deep, what, where it is defined.

    *write* is given the line with its line feed.  Depth counts the calls around it.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__(0)
        self._write = write

    def entered(self, around: int, frame: Frame) -> int:
        if frame.kind not in ("function", "builtin"):
            return around
        indent = "  " * min(around, MAX_INDENT)
        self._write(f"{around:4} {indent}{place_of(frame).shown}\n")
        return around + 1
