"""Regular expressions: linear time, exactness beside RE2, limits, the cache."""

from __future__ import annotations

import random
from typing import Any

import pytest
from handmade import call, context

from aionix.errors import EvalError
from aionix_builtins import regex
from aionix_builtins.posix_regex import InvalidPatternError, parse
from aionix_builtins.regex import CACHE_SIZE, Regex
from aionix_builtins.regex_search import Search, TooManyNodesError

pytestmark = pytest.mark.anyio

HOSTILE = ["(a*)*b", "(a|aa)+$", "(a+a+)+b", "a*b|a", "((a)|b*)*", "(a|b)*c|a", "(a?){20}a{20}b"]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_the_exact_search_takes_linear_steps(pattern: str) -> None:
    def steps(size: int) -> int:
        search = Search(parse(pattern), "ab" * (size // 2) + "a" * size, whole=False)
        place = 0
        while place <= len(search.text):
            spans = search.at(place)
            place = max(spans[0][1] if spans else 0, place + 1)
        return len(search.best)

    assert steps(800) < 2.5 * steps(400)


@pytest.mark.parametrize("pattern", HOSTILE)
async def test_hostile_patterns_end(pattern: str) -> None:
    text = "a" * 20_000
    await call("match", pattern, text)
    await call("split", pattern, text[:10_000])


async def test_known_answers() -> None:
    assert await call("match", "(a*)*", "aaa") == ("",)
    assert await call("match", ".*", "a\nb") == ()
    assert await call("match", ".", "\xc3\xa9") is None
    assert await call("match", "[\\]", "\\") == ()
    assert await call("match", "(a)|(b)", "b") == (None, "b")
    assert await call("split", "(x)?", "ax") == ("", (None,), "a", ("x",), "", (None,), "")
    assert await call("split", "a*(ab)?", "aab") == ("", (None,), "", (None,), "b", (None,), "")
    assert await call("split", "a|ab", "abab") == ("", (), "", (), "")


INVALID = (
    r"( ) a) * a|*b ^* \d \] [ [a [b-a] [[:x:]] [[.-.]] a{ a{1 a{,2} a{2,1} a{x} {1} [a-c-e]"
    r" [[:alpha:]-z] [[: [[=ab=]] (a|*) $+ \ "
)


@pytest.mark.parametrize("pattern", INVALID.split())
async def test_invalid_patterns(pattern: str) -> None:
    with pytest.raises(EvalError) as caught:
        await call("match", pattern, "")
    assert caught.value.message == f"invalid regular expression '{pattern}'"


@pytest.mark.parametrize("pattern", ["a{100000}", "(a{1000}){1000}", "((((a{99}){99}){99}){99})"])
async def test_too_large_patterns(pattern: str) -> None:
    with pytest.raises(EvalError) as caught:
        await call("match", pattern, "")
    assert caught.value.message == f"memory limit exceeded by regular expression '{pattern}'"


async def test_patterns_too_large_for_re2() -> None:
    assert await call("match", "a{2000}", "a" * 2000) == ()
    assert await call("match", "a{2000}", "a" * 1999) is None
    nested = "(" * 5000 + "a" + ")" * 5000
    assert await call("match", nested, "a") == ("a",) * 5000
    assert len(await call("split", "(ab){1001}", "ab" * 2002 + "c")) == 5


async def test_big_texts() -> None:
    lines = await call("split", "\n", "line\n" * 200_000)
    assert len(lines) == 400_001
    assert await call("match", "(.*)x", "a" * 1_000_000 + "x") == ("a" * 1_000_000,)


def _pattern(source: random.Random, depth: int = 0) -> str:
    atoms = ["a", "b", "ab", ".", "[ab]", "[^a]", "^", "$", "()", "(a|)", "a*", "b?", "(a*)"]
    pieces = []
    for _ in range(source.randint(1, 3)):
        if depth < 2 and source.random() < 0.4:
            piece = f"({_pattern(source, depth + 1)})"
        elif depth < 2 and source.random() < 0.3:
            piece = f"({_pattern(source, depth + 1)}|{source.choice(atoms)})"
        else:
            piece = source.choice(atoms)
        if piece not in ("^", "$") and source.random() < 0.4:
            piece += source.choice(["*", "+", "?", "{2}", "{0,2}", "{1,}"])
        pieces.append(piece)
    return "".join(pieces)


async def test_re2_and_the_exact_search_agree() -> None:
    source = random.Random(7)
    compared = 0
    while compared < 2000:
        try:
            compiled = Regex(parse(_pattern(source)))
        except InvalidPatternError:
            continue
        text = "".join(source.choice("aab") for _ in range(source.randint(0, 9)))
        try:
            whole = Search(compiled.pattern, text, whole=True).at(0)
            matches = await compiled._find_all_exactly(text)
        except TooManyNodesError:
            continue
        assert compiled.match(text) == whole
        assert await compiled.find_all(text) == matches
        compared += 1


async def test_impatience_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = await call("split", "(a|ab)(c|bcd)*", "abcd" * 200)
    monkeypatch.setattr(regex, "PATIENCE", 0)
    assert await call("split", "(a|ab)(c|bcd)*", "abcd" * 200) == expected


async def test_the_cache_is_bounded() -> None:
    ctx = context()
    for index in range(CACHE_SIZE + 10):
        await call("match", f"a{index}", "", ctx=ctx)
    cache: dict[str, Any] = ctx.state["regex"]
    assert len(cache) == CACHE_SIZE
    assert "a0" not in cache
