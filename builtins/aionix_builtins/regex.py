"""POSIX extended regular expressions in linear time: the work of ``match`` and ``split``.

RE2 does the work.  It is asked for the leftmost match by priority (its Perl
mode), which is what libstdc++ finds for anchored matches, and for searches
without alternatives; where a search has alternatives it is also asked for the
longest match, and when both end at the same place the first is the answer.
``regex_search`` decides what is left; should that become too large, RE2's answer
is taken.

A search may look far beyond the match that it finds, so finding all matches can
take RE2 quadratic time.  Where it gets slow for the distance covered, the exact
search, which remembers, goes on: the results are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any

import re2

from aionix.bytestr import to_text
from aionix.errors import EvalError
from aionix.limits import FLOOR, check_list, check_memory
from aionix.runtime.context import Context
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.thunk import GUARD

from .posix_regex import InvalidPatternError, Pattern, PatternTooLargeError, parse
from .regex_search import Search, Spans, TooManyNodesError

#: How many compiled patterns an evaluator keeps.
CACHE_SIZE = 512

#: How often ``find_all`` looks at the clock, in matches, and the seconds that each byte and
#: match may take RE2: what they take the exact search.
CHECK_EVERY = 64
PATIENCE = 20e-6

#: Bytes that half a match takes, and each of its groups: spans, strings, lists.
SPAN = 150

#: Bytes that RE2 may use for one pattern.
MEMORY = 32 << 20

_START = re2._Anchor.ANCHOR_START
_ANYWHERE = re2._Anchor.UNANCHORED

#: RE2's matcher: anchor, text, from, to → spans of the groups.
Matcher = Callable[[Any, bytes, int, int], list[tuple[int, int]]]


def _compile(pattern: str, longest: bool = False) -> Matcher | None:
    """RE2's matcher of *pattern*, None where RE2 finds it too large."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = MEMORY
    options.longest_match = longest
    try:
        compiled = re2.compile(pattern.encode("latin-1"), options)
    except re2.error:
        return None
    # The public methods wrap this one and cost three times as much.
    matcher: Matcher = compiled._regexp.Match
    return matcher


class Regex:
    """A compiled pattern: RE2's matchers are made when first needed."""

    __slots__ = ("_any", "_longest", "_whole", "pattern")

    #: What the methods raise where only the exact search could tell, and that takes too much.
    TooLargeError = TooManyNodesError

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self._whole: Matcher | bool | None = False
        self._any: Matcher | bool | None = False
        self._longest: Matcher | bool | None = False

    def match(self, text: str) -> Spans | None:
        """The groups of the match of all of *text* (itself first), None when it doesn't match."""
        matcher = self._whole
        if matcher is False:
            matcher = self._whole = _compile(f"(?:{self.pattern.re2})\\z")
        if matcher is None:
            return Search(self.pattern, text, whole=True).at(0)
        spans = matcher(_START, text.encode("latin-1"), 0, len(text))  # type: ignore[operator]
        if spans[0][0] < 0:
            return None
        if self.pattern.exact:
            with suppress(TooManyNodesError):
                return Search(self.pattern, text, whole=True).at(0)
        return spans

    async def find_all(self, text: str) -> list[Spans]:
        """The groups of all matches in *text*, from left to right."""
        pattern = self.pattern
        if self._any is False:
            self._any = _compile(pattern.re2)
        matcher: Any = self._any
        if matcher is None:
            return await self._find_all_exactly(text)
        longest: Any = None
        if pattern.branches:
            if self._longest is False:
                self._longest = _compile(pattern.re2, longest=True)
            longest = self._longest
            if longest is None:
                return await self._find_all_exactly(text)
        search: Search | None = None
        data = text.encode("latin-1")
        size = len(data)
        found: list[Spans] = []
        place = checked = 0
        since = perf_counter()
        while place <= size:
            if GUARD[0] < 0:
                await suspend(TURN)
            if len(found) % CHECK_EVERY == CHECK_EVERY - 1:
                check_found(found, pattern)
                now = perf_counter()
                if now - since > PATIENCE * (place - checked + CHECK_EVERY):
                    with suppress(TooManyNodesError):
                        return found + await self._find_all_exactly(text, place)
                since, checked = now, place
            spans = matcher(_ANYWHERE, data, place, size)
            start, end = spans[0]
            if start < 0:
                break
            if pattern.exact or (
                longest is not None and longest(_START, data, start, size)[0][1] != end
            ):
                if search is None:
                    search = Search(pattern, text, whole=False)
                with suppress(TooManyNodesError):
                    spans = search.at(start)
                end = spans[0][1]
            found.append(spans)
            place = end if end > start else end + 1
        return found

    async def _find_all_exactly(self, text: str, place: int = 0) -> list[Spans]:
        """All matches from *place* on, without RE2."""
        search = Search(self.pattern, text, whole=False)
        found: list[Spans] = []
        while place <= len(text):
            if GUARD[0] < 0:
                await suspend(TURN)
            spans = search.at(place)
            if spans is None:
                place += 1
                continue
            found.append(spans)
            if len(found) % CHECK_EVERY == 0:
                check_found(found, self.pattern)
            start, end = spans[0]
            place = end if end > start else end + 1
        return found


def check_found(found: list[Spans], pattern: Pattern) -> None:
    """Raises if the result of ``split`` is getting too large."""
    if FLOOR and len(found) > FLOOR[0]:
        check_list(2 * len(found), SPAN)
        check_memory(2 * len(found) * SPAN * (1 + pattern.groups))


def too_large(pattern: str) -> EvalError:
    """The regular expression *pattern*, or a search for it, takes too much memory."""
    return EvalError(f"memory limit exceeded by regular expression '{to_text(pattern)}'")


def compiled(ctx: Context, pattern: str) -> Regex:
    """The compiled *pattern*, from the evaluator's cache when it is there."""
    cache: dict[str, Regex] = ctx.state.setdefault("regex", {})
    regex = cache.get(pattern)
    if regex is None:
        try:
            regex = Regex(parse(pattern))
        except InvalidPatternError:
            raise EvalError(f"invalid regular expression '{to_text(pattern)}'") from None
        except PatternTooLargeError:
            raise too_large(pattern) from None
        if len(cache) >= CACHE_SIZE:
            del cache[next(iter(cache))]
        cache[pattern] = regex
    return regex
