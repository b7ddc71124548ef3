"""What holds of evaluation itself, without an oracle to compare with."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from . import literals
from .oracle import LONGEST, arguments, environment, work_directory
from .outcome import Answer
from .strategies import json_values, programs, sound_programs, string_literals, texts
from .subject import Subject, load

pytest.importorskip("aionix.cli.instantiate", reason="aionix can't be run yet")

from aionix.bytestr import from_text
from aionix.errors import NixError
from aionix.source import SourceFile
from aionix.syntax.parser import parse
from aionix.syntax.show import show

_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=_CHECKS,
    )


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject()


def _shown(text: str) -> str:
    source = SourceFile("«string»", text)
    return show(parse(source, home=lambda: "/home/nobody", pipe_operators=True))


def _value(answer: Answer) -> str:
    assert answer.status == 0, answer.stderr.decode("utf-8", "backslashreplace")
    return answer.stdout.decode("latin-1").rstrip("\n")


def _nix(value: Any) -> str:
    """The Nix expression for a value that JSON can hold (one character per byte)."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return f"({value})" if value < 0 else str(value)
    if isinstance(value, float):
        digits, _, exponent = repr(abs(value)).partition("e")
        text = digits if "." in digits else f"{digits}.0"
        text = f"{text}e{exponent}" if exponent else text
        return f"(-{text})" if str(value).startswith("-") else text
    if isinstance(value, str):
        return literals.quoted(literals.latin(value)).render()
    if isinstance(value, list):
        return f"[ {' '.join(map(_nix, value))} ]"
    bindings = "".join(f"{_nix(name)} = {_nix(inner)}; " for name, inner in value.items())
    return f"{{ {bindings}}}"


@_settings(300)
@given(text=programs())
def test_what_is_shown_parses_to_the_same_again(text: str) -> None:
    """``show`` loses grouping (``"a${b}c"``, ``assert``), so the point is reached by iteration."""
    try:
        shown = _shown(text)
        for _ in range(6):
            before, shown = shown, _shown(shown)
            if before == shown:
                return
    except NixError:
        # Not Nix in the first place, or a path such as «/» that can't be written so.
        assume(False)
    raise AssertionError(f"{before!r} is shown as {shown!r}")


@_settings(150)
@given(text=programs())
def test_asyncio_and_trio_agree(text: str, subject: Subject) -> None:
    trio = pytest.importorskip("trio")
    run = load()
    out, err = io.BytesIO(), io.BytesIO()

    async def main() -> int:
        argv = [os.fsdecode(argument.encode("latin-1")) for argument in arguments(text, "strict")]
        with trio.fail_after(60):
            return await run(
                argv,
                stdout=out,
                stderr=err,
                stdin=None,
                environ=environment(),
                cwd=os.fspath(work_directory()),
            )

    status = trio.run(main)
    ours = Answer(status, out.getvalue()[:LONGEST], err.getvalue()[:LONGEST])
    assert ours == subject.ask(text)


@_settings(100)
@given(first=programs(), second=programs())
def test_what_was_evaluated_before_makes_no_difference(
    first: str, second: str, subject: Subject
) -> None:
    alone = subject.ask(second)
    subject.ask(first)
    assert subject.ask(second) == alone


@_settings(200)
@given(value=json_values)
def test_json_round_trip(value: Any, subject: Subject) -> None:
    text = f"let v = {_nix(value)}; in builtins.fromJSON (builtins.toJSON v) == v"
    assert _value(subject.ask(text)) == "true"


_PRINTABLE = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


@_settings(200)
@given(value=_PRINTABLE)
def test_a_printed_value_evaluates_to_itself(value: Any, subject: Subject) -> None:
    printed = _value(subject.ask(_nix(value)))
    assert _value(subject.ask(printed)) == printed


@_settings(200)
@given(literal=string_literals())
def test_a_printed_string_evaluates_to_itself(literal: str, subject: Subject) -> None:
    answer = subject.ask(literal)
    assume(answer.status == 0)
    printed = _value(answer)
    assert _value(subject.ask(printed)) == printed


@_settings(100)
@given(text=sound_programs())
def test_forcing_twice_gives_the_same(text: str, subject: Subject) -> None:
    """A value shared by two places is the same in both, and evaluated once is enough."""
    assume("__curPos" not in text and "unsafeGetAttrPos" not in text)
    once = subject.ask(text)
    assume(once.status == 0 and b"LAMBDA" not in once.stdout and b"repeated" not in once.stdout)
    twice = subject.ask(f"let value =\n{text}\n; in builtins.deepSeq value value")
    assume("," not in text or twice.status == 0)
    assert twice.stdout == once.stdout


def test_text_of_the_harness_is_bytes() -> None:
    assert from_text("é") == literals.latin("é")
