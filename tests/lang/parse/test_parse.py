"""Parsing against the recorded goldens: what is printed, what is refused and where."""

from __future__ import annotations

import pytest
from parse_cases import HOME, PWD, ROOT, Case, failure, find_cases, normalise

from aionix.bytestr import from_bytes, from_text, to_bytes, to_text
from aionix.errors import NixError
from aionix.source import SourceFile
from aionix.syntax.nodes import Expr
from aionix.syntax.parser import parse
from aionix.syntax.show import show

CASES = find_cases()
OKAY = [case for case in CASES if not case.fails]
FAIL = [case for case in CASES if case.fails]


def parse_case(case: Case) -> tuple[Expr, list[str]]:
    """The expression of a case, and the warnings on the way as they are printed."""
    name = f"{PWD}/{case.path.name}"
    source = SourceFile(name, from_bytes(case.path.read_bytes()), base=from_text(str(ROOT)))
    warnings: list[str] = []

    def warn(message: str, offset: int) -> None:
        warnings.append(f"warning: at {source.position(offset)}: {to_text(message)}\n")

    expr = parse(source, home=HOME, pipe_operators="pipe-operators" in case.flags, warn=warn)
    return expr, warnings


@pytest.mark.parametrize("case", OKAY, ids=lambda case: case.name)
def test_printed(case: Case) -> None:
    expr, warnings = parse_case(case)
    shown = normalise(to_bytes(show(expr)))
    assert shown + b"\n" == case.beside(".exp").read_bytes()
    warned = case.beside(".warn")
    assert "".join(warnings) == (warned.read_text() if warned.exists() else "")


@pytest.mark.parametrize("case", FAIL, ids=lambda case: case.name)
def test_refused(case: Case) -> None:
    expected = failure(case.beside(".err").read_text(errors="replace"))
    with pytest.raises(NixError) as caught:
        parse_case(case)
    error = caught.value
    assert error.message == expected.message
    assert error.position
    assert (error.position.line, error.position.column) == (expected.line, expected.column)


def test_breadth() -> None:
    assert len(OKAY) >= 80
    assert len(FAIL) >= 60
