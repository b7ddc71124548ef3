"""aionix and C++ Nix give the same answers to random programs.

Needs C++ Nix: set ``AIONIX_ORACLE`` to the path of its ``nix-instantiate``.
The same programs are tried in every run (``derandomize``); for new ones use
``python -m tests.differential.compare --seed …``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from .compare import categories, readable, shown
from .explained import explain
from .functions import known
from .generate import program
from .oracle import Oracle
from .outcome import read
from .strategies import programs
from .subject import Subject

pytest.importorskip("aionix.cli.instantiate", reason="aionix can't be run yet")

ORACLE = os.environ.get("AIONIX_ORACLE")

pytestmark = pytest.mark.skipif(
    not ORACLE, reason="AIONIX_ORACLE isn't set to the path of C++ Nix's nix-instantiate"
)

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
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    assert ORACLE is not None
    cache = os.environ.get("AIONIX_ORACLE_CACHE")
    return Oracle(ORACLE, Path(cache) if cache else tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject()


def _same(text: str, mode: str, oracle: Oracle, subject: Subject, *, traces: bool = True) -> None:
    theirs, ours = read(oracle.ask(text, mode)), read(subject.ask(text, mode))
    ways = [way for way in categories(theirs, ours) if traces or way != "trace"]
    if ways and explain(text, theirs, ours) is None:
        pytest.fail(
            f"{ways[0]} differs in mode {mode}:\n{readable(text)}\n"
            f"oracle: {readable(shown(theirs, ways[0], ours))}\n"
            f"ours:   {readable(shown(ours, ways[0], theirs))}"
        )


@pytest.mark.parametrize("mode", ["strict", "lazy"])
def test_known_functions(mode: str, oracle: Oracle, subject: Subject) -> None:
    for seed in range(1, 300):
        # (One in thirty has a trace that lacks a call site, with or without early arguments.)
        _same(known(seed, deep=False), mode, oracle, subject, traces=False)


@_settings(300)
@given(text=programs())
def test_values_and_errors(text: str, oracle: Oracle, subject: Subject) -> None:
    _same(text, "strict", oracle, subject)


@_settings(100)
@given(text=programs())
def test_what_is_left_unevaluated(text: str, oracle: Oracle, subject: Subject) -> None:
    _same(text, "lazy", oracle, subject)


@_settings(100)
@given(text=programs())
def test_parsing(text: str, oracle: Oracle, subject: Subject) -> None:
    _same(text, "parse", oracle, subject)


@_settings(60)
@given(text=programs())
def test_json_output(text: str, oracle: Oracle, subject: Subject) -> None:
    _same(text, "json", oracle, subject)


@_settings(60)
@given(text=programs())
def test_xml_output(text: str, oracle: Oracle, subject: Subject) -> None:
    _same(text, "xml", oracle, subject)


@pytest.mark.parametrize("start", range(1, 401, 50))
def test_the_first_seeds(start: int, oracle: Oracle, subject: Subject) -> None:
    for seed in range(start, start + 50):
        _same(program(seed).render(), "strict", oracle, subject)
