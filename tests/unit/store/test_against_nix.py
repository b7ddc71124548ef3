"""Derivations made at random, against C++ Nix (where AIONIX_ORACLE names nix-instantiate)."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO

ORACLE = os.environ.get("AIONIX_ORACLE")
pytestmark = pytest.mark.skipif(not ORACLE, reason="AIONIX_ORACLE is not set")

NAMES = st.text("abcXYZ019+-._?=", min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..") and not name.startswith((".-", "..-", "__"))
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
STRUCTURED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
OUTPUTS = st.lists(
    st.sampled_from(["out", "dev", "lib", "a-b", "doc"]), min_size=1, max_size=3, unique=True
)
HASHES = st.sampled_from(
    [
        {"outputHash": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
        {"outputHash": "d41d8cd98f00b204e9800998ecf8427e", "outputHashAlgo": "md5"},
        {"outputHash": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "outputHashAlgo": "sha1"},
    ]
)


@st.composite
def derivations(draw: st.DrawFn) -> dict[str, Any]:
    structured = draw(st.booleans())
    values = STRUCTURED if structured else VALUES
    attrs: dict[str, Any] = draw(st.dictionaries(NAMES, values, max_size=5))
    attrs |= {"name": draw(NAMES), "builder": draw(NAMES), "system": draw(NAMES)}
    attrs["args"] = draw(st.lists(VALUES, max_size=3))
    if draw(st.booleans()):
        attrs["outputs"] = draw(OUTPUTS)
    elif draw(st.booleans()):
        attrs |= draw(HASHES)
        attrs["outputHashMode"] = draw(st.sampled_from(["flat", "recursive", "nar"]))
    if structured:
        attrs["__structuredAttrs"] = True
    if draw(st.booleans()):
        attrs["__ignoreNulls"] = True
    return attrs


#: A chain: each derivation needs the ones before it, in different ways.
PROGRAM = """
let
  all = builtins.fromJSON (builtins.readFile /cases.json);
  step = made: attrs:
    let
      last = builtins.elemAt made (builtins.length made - 1);
      dep =
        if made == [ ] then { }
        else { dep = last; text = "${last}/x ${builtins.concatStringsSep ":" made}"; };
    in
    made ++ [ (derivation (dep // attrs)) ];
  ok = name: builtins.match ".*[.]drv" name == null;
in
map (d: map builtins.unsafeDiscardStringContext ([ d.drvPath ] ++ map (o: o.outPath) d.all))
  (builtins.foldl' step [ ] (builtins.filter (a: ok a.name) all))
"""


def theirs(cases: str, directory: str) -> Any:
    with open(f"{directory}/cases.json", "w", encoding="utf-8") as file:
        file.write(cases)
    program = PROGRAM.replace("/cases.json", f"{directory}/cases.json")
    command = [str(ORACLE), "--eval", "--strict", "--json", "-E", program]
    done = subprocess.run(command, check=True, capture_output=True)
    return json.loads(done.stdout)


@settings(max_examples=25, deadline=None)
@given(st.lists(derivations(), min_size=1, max_size=8))
def test_same_paths(tmp_path_factory: pytest.TempPathFactory, cases: list[dict[str, Any]]) -> None:
    text = json.dumps(cases)
    evaluator = Evaluator(io=MemoryIO({"/cases.json": text}))
    mine = anyio.run(evaluator.evaluate, PROGRAM)
    assert mine == theirs(text, str(tmp_path_factory.mktemp("oracle")))
