"""The differential tools themselves: generator, reading of answers, reducer, reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import compare, literals, tree
from .choices import SeededChooser
from .generate import program
from .outcome import Answer, Frame, read, shape
from .reduce import reduce
from .shapes import INT, STRING, match, parse_shape

_TRACE = b"""trace: 1
error:
       \xe2\x80\xa6 from call site
         at \xc2\xabstring\xc2\xbb:1:27:
            1| let f = x: x + "a"; in [ (f 1) ]
             |                           ^

       \xe2\x80\xa6 while evaluating list element at index 0

       error: cannot add a string to an integer
       at \xc2\xabstring\xc2\xbb:1:16:
            1| let f = x: x + "a"; in [ (f 1) ]
             |                ^
"""


def test_programs_are_the_same_for_the_same_seed() -> None:
    assert [program(seed).render() for seed in range(40)] == [
        program(seed).render() for seed in range(40)
    ]


def test_programs_differ() -> None:
    assert len({program(seed).render() for seed in range(400)}) > 350


def test_programs_are_bytes_without_nul() -> None:
    for seed in range(400):
        assert b"\0" not in program(seed).render().encode("latin-1")


def test_parentheses_follow_precedence() -> None:
    one, two, three = (tree.atom(text) for text in "123")
    total = tree.binary("+", one, two)
    assert tree.binary("*", total, three).render() == "(1 + 2) * 3"
    assert tree.binary("+", total, three).render() == "1 + 2 + 3"
    assert tree.binary("-", three, total).render() == "3 - (1 + 2)"
    joined = tree.binary("++", one, two)
    assert tree.binary("++", joined, three).render() == "(1 ++ 2) ++ 3"
    assert tree.binary("==", tree.binary("==", one, two), three).render() == "(1 == 2) == 3"


def test_strings_are_escaped() -> None:
    assert literals.escape('a"\\${b}$c\n') == 'a\\"\\\\\\${b}$c\\n'


def test_shapes() -> None:
    mapping = parse_shape("(a -> b) -> [a] -> {name: string, value: [b]}")
    assert mapping[0] == "fun"
    found: dict[str, Any] = {}
    assert match(parse_shape("[a]"), ("list", INT), found)
    assert found == {"a": INT}
    assert not match(parse_shape("[int]"), ("list", STRING), {})
    assert match(parse_shape("{a: int, b: string}"), ("map", ("any",)), {})
    with pytest.raises(ValueError, match="bad shape"):
        parse_shape("[int] ]")


def test_an_answer_is_taken_apart() -> None:
    outcome = read(Answer(1, b"", _TRACE))
    assert not outcome.ok
    assert outcome.message == "cannot add a string to an integer"
    assert outcome.place == "\xc2\xabstring\xc2\xbb:1:16"
    assert outcome.log == "trace: 1\n"
    assert outcome.trace == (
        Frame("\xe2\x80\xa6 from call site", "\xc2\xabstring\xc2\xbb:1:27"),
        Frame("\xe2\x80\xa6 while evaluating list element at index 0"),
    )


def test_a_short_error_is_taken_apart() -> None:
    outcome = read(
        Answer(1, b"", b"error: two\n       lines\n       at f:1:2:\n   1| x\n    | ^\n")
    )
    assert (outcome.message, outcome.place, outcome.trace) == ("two\nlines", "f:1:2", ())


def test_messages_are_grouped_by_shape() -> None:
    left = shape("attribute 'a' missing")
    assert left == shape("attribute 'foo' missing") == "attribute '…' missing"
    assert shape("expected a set but found a list: [ 1 2 ]") == shape(
        "expected a set but found a list: [ ]"
    )


def test_a_program_is_reduced() -> None:
    for seed in range(1, 3000):
        grown = program(seed)
        text = grown.render()
        if len(text) > 200 and "throw" in text:
            break
    assert reduce(grown, lambda candidate: "throw" in candidate) == "throw"


class _Echo:
    """Stands in for both evaluators: answers the text itself, with *change* made."""

    asked = 0

    def __init__(self, change: str = "") -> None:
        self._change = change

    def ask(self, text: str, mode: str) -> Answer:
        out = text.replace("//", self._change) if self._change else text
        return Answer(0, out.encode("latin-1"), b"")

    def ask_all(self, texts: list[str], mode: str) -> list[Answer]:
        return [self.ask(text, mode) for text in texts]


def _comparison(change: str) -> compare.Comparison:
    same: Any = _Echo()
    other: Any = _Echo(change)
    made = compare.Comparison(same, other, "strict", "message")
    made.run(range(1, 60))
    return made


def test_a_comparison_without_differences() -> None:
    made = _comparison("")
    assert made.agreed == made.programs == 59
    assert made.reduced(10, 100) == []


def test_a_comparison_groups_and_reduces(tmp_path: Path) -> None:
    made = _comparison("/")
    groups = made.reduced(100, 300)
    assert made.counts["value"] > 0
    # Groups of value differences are merged by what their smallest programs are made of.
    assert [group.smallest.text for group in groups if group.smallest] == ["//"]
    assert "value" in compare.report(groups)


def test_every_literal_is_rendered_from_every_seed() -> None:
    for seed in range(300):
        choose = SeededChooser(seed)
        for make in (literals.integer, literals.floating, literals.string_literal, literals.path):
            assert make(choose).render()
