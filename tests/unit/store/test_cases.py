"""The derivations of cases.nix as aionix makes them, against what C++ Nix made (record.py)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import anyio
import pytest

from aionix.evaluator import Evaluator
from aionix.store.derivation import Derivation, Fixed, Floating, Impure, parse
from aionix.store.paths import name_of

HERE = Path(__file__).parent
CASES: dict[str, dict[str, str]] = json.loads((HERE / "cases.json").read_text())
RECORDED: dict[str, str] = json.loads((HERE / "derivations.json").read_text())
PATHS_BY_NAME = sorted(RECORDED, key=name_of)
FEATURES = (
    "blake3-hashes",
    "ca-derivations",
    "dynamic-derivations",
    "git-hashing",
    "impure-derivations",
)
#: As record.py asks C++ Nix.
PATHS = """
cases: builtins.mapAttrs
  (_: case:
    let answer = if case ? drvAttrs then derivationStrict case.drvAttrs else case;
    in builtins.mapAttrs (_: builtins.unsafeDiscardStringContext) answer)
  cases
"""


@cache
def made() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The paths of every case, and the text of every derivation in the store then."""

    async def evaluate() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
        evaluator = Evaluator(experimental_features=FEATURES, emit=lambda line: None)
        paths = await evaluator.evaluate(f"({PATHS}) (import {HERE}/cases.nix)")
        store = evaluator.context.store
        assert store is not None
        texts = {}
        for path in RECORDED:
            content = await store.contents(path)
            texts[path] = content.decode("latin-1") if isinstance(content, bytes) else ""
        return paths, texts

    return anyio.run(evaluate)


def test_same_cases() -> None:
    assert made()[0].keys() == CASES.keys()


@pytest.mark.parametrize("case", sorted(CASES))
def test_paths(case: str) -> None:
    assert made()[0][case] == CASES[case]


@pytest.mark.parametrize("path", PATHS_BY_NAME, ids=name_of)
def test_texts(path: str) -> None:
    assert made()[1][path] == RECORDED[path]


def derivations() -> list[Derivation]:
    return [
        parse(text, name_of(path).removesuffix(".drv"), "/nix/store")
        for path, text in RECORDED.items()
    ]


def test_all_methods_and_algorithms_are_recorded() -> None:
    found: dict[type, set[tuple[str, str]]] = {Fixed: set(), Floating: set(), Impure: set()}
    for derivation in derivations():
        for output in derivation.outputs.values():
            if isinstance(output, Fixed):
                found[Fixed].add((output.method, output.hash.algorithm))
            elif isinstance(output, (Floating, Impure)):
                found[type(output)].add((output.method, output.algorithm))
    algorithms = ["md5", "sha1", "sha256", "sha512", "blake3"]
    possible = {(method, one) for method in ("flat", "nar") for one in algorithms}
    possible |= {("text", "sha256"), ("git", "sha1"), ("git", "sha256")}
    assert all(possible == there for there in found.values())


def test_all_inputs_are_recorded() -> None:
    """Sources, derivations as files, their outputs, whole closures, and dynamic ones."""
    everything = derivations()
    assert any(d.input_sources and not d.input_derivations for d in everything)
    assert any(d.input_sources & RECORDED.keys() - d.input_derivations.keys() for d in everything)
    assert any(d.input_sources & RECORDED.keys() & d.input_derivations.keys() for d in everything)
    nested = [
        child
        for d in everything
        for inputs in d.input_derivations.values()
        for child in inputs.dynamic.values()
    ]
    assert any(child.dynamic for child in nested)
    assert any(not child.dynamic for child in nested)
