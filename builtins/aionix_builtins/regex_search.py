"""The exact search: what libstdc++ finds, in time proportional to text times pattern.

libstdc++ searches by backtracking.  Seen from outside, a search from one place
explores solutions in a fixed order, of which the first longest wins: a
repetition that can go on does so, and is left only where going on leads to no
solution; of alternatives both are explored.  Hence what is best from a state at
a place depends on these two only, and can be remembered:

* ``ALT``: the better of both ways, the first when they are equal;
* ``REPEAT``: once more, if that leads to any solution; else on.

One thing more counts: how often a repetition of what may be empty (``LOOP``) was
entered at the present place; it is entered at most twice.

RE2 finds the same for most patterns and is much faster: ``regex`` decides.
"""

from __future__ import annotations

from .posix_regex import (
    ACCEPT,
    ALT,
    BEGIN,
    CHAR,
    END,
    FORKS,
    LINE_BEGIN,
    LINE_END,
    LOOP,
    Pattern,
)

#: A fork with what is known on the way there: state, place, and how often each loop was
#: entered at that place (two bits each).
Node = tuple[int, int, int]

#: First and last place of each group, -1 where it took no part.
Spans = list[tuple[int, int]]

#: More nodes than this for each state and byte means that nested loops explode.
NODE_BUDGET = 8
MIN_BUDGET = 200_000
#: Nodes that fit in about a gigabyte.
MAX_BUDGET = 6_000_000


class TooManyNodesError(Exception):
    """The search was given up: too much to remember."""


class Search:
    """A pattern and a text.  *whole*: a match must end where the text does.

    What was found out stays known from one ``at`` to the next, so finding all
    matches is linear as well.
    """

    def __init__(self, pattern: Pattern, text: str, whole: bool) -> None:
        nfa = pattern.automaton
        self.op, self.to, self.arg = nfa.op, nfa.to, nfa.arg
        self.start = pattern.start
        self.groups = pattern.groups
        self.text = text
        self.whole = whole
        self.best: dict[Node, int] = {}
        loops = [state for state, op in enumerate(nfa.op) if op == LOOP]
        #: The two bits of each loop.
        self.bits = {state: 2 * index for index, state in enumerate(loops)}
        budget = NODE_BUDGET * len(nfa.op) * (len(text) + 1)
        self.budget = min(max(budget, MIN_BUDGET), MAX_BUDGET)

    def at(self, place: int) -> Spans | None:
        """The groups (the whole match first) of the best match that begins at *place*."""
        node = self._advance(self.start, place, 0)
        if not isinstance(node, int) and node not in self.best:
            self._solve(node)
        return None if self._value(node) < 0 else self._spans(place)

    def _value(self, node: Node | int) -> int:
        return node if isinstance(node, int) else self.best[node]

    def _advance(self, state: int, place: int, counts: int) -> Node | int:
        """Go on to the next fork, or to the end: the place of a solution, -1 for a failure."""
        op, to, arg, text = self.op, self.to, self.arg, self.text
        while True:
            kind = op[state]
            if kind == CHAR:
                if place == len(text) or not arg[state] >> ord(text[place]) & 1:
                    return -1
                place += 1
                counts = 0
            elif kind in FORKS:
                return state, place, counts
            elif kind == ACCEPT:
                return place if place == len(text) or not self.whole else -1
            elif (kind == LINE_BEGIN and place) or (kind == LINE_END and place != len(text)):
                return -1
            state = to[state]

    def _more(self, node: Node) -> Node | int:
        """The way of a fork that is tried first."""
        state, place, counts = node
        if self.op[state] == LOOP:
            bits = self.bits[state]
            if counts >> bits & 3 == 2:
                return -1
            counts += 1 << bits
        return self._advance(self.arg[state], place, counts)

    def _solve(self, root: Node) -> None:
        best, op, to = self.best, self.op, self.to
        stack = [root]
        while stack:
            node = stack[-1]
            if node in best:
                stack.pop()
                continue
            first = self._more(node)
            if isinstance(first, int):
                value = first
            elif first in best:
                value = best[first]
            else:
                stack.append(first)
                continue
            state, place, counts = node
            if value < 0 or op[state] == ALT:
                second = self._advance(to[state], place, counts)
                if not isinstance(second, int):
                    if second not in best:
                        stack.append(second)
                        continue
                    second = best[second]
                value = max(value, second)
            best[node] = value
            stack.pop()
            if len(best) > self.budget:
                raise TooManyNodesError

    def _spans(self, place: int) -> Spans:
        """Walk the best way again and note the groups."""
        op, to, arg = self.op, self.to, self.arg
        begin = [-1] * (self.groups + 1)
        spans = [(-1, -1)] * (self.groups + 1)
        state, counts = self.start, 0
        while True:
            kind = op[state]
            if kind in FORKS:
                node = (state, place, counts)
                first = self._value(self._more(node))
                if first >= 0 and first == self.best[node]:
                    if kind == LOOP:
                        counts += 1 << self.bits[state]
                    state = arg[state]
                    continue
            elif kind == CHAR:
                place += 1
                counts = 0
            elif kind == BEGIN:
                begin[arg[state]] = place
            elif kind == END:
                spans[arg[state]] = (begin[arg[state]], place)
            elif kind == ACCEPT:
                return spans
            state = to[state]
