"""What derivations share is computed once, however often it is needed."""

from __future__ import annotations

from collections import Counter

import pytest

from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.store import derivation as drv

pytestmark = pytest.mark.anyio

#: Layers of derivations; each needs all of the layer below, in four ways.
LAYERS, WIDTH = 30, 10
PROGRAM = f"""
let
  inherit (builtins) genList concatMap foldl' toString;
  make = layer: below: number: derivation {{
    name = "d-${{toString layer}}-${{toString number}}";
    builder = "b";
    system = "s";
    outputs = [ "out" "dev" ];
    inherit below;
    dev = map (d: d.dev) below;
    text = concatMap (d: [ "${{d}}/bin" ]) below;
  }};
  layers = foldl' (below: layer: genList (make layer below) {WIDTH}) [ ] (genList (n: n) {LAYERS});
in
derivation {{ name = "top"; builder = "b"; system = "s"; inherit layers; }}
"""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each derivation was hashed, by name; twice is right: with outputs and without."""
    found: Counter[str] = Counter()
    original = drv.hash_modulo

    def count(derivation: drv.Derivation, *args: object, **options: object) -> drv.Modulo:
        found[derivation.name] += 1
        return original(derivation, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(drv, "hash_modulo", count)
    return found


async def test_each_derivation_is_hashed_twice(counted: Counter[str]) -> None:
    subject = Evaluator(io=MemoryIO({}))
    await subject.evaluate(f"({PROGRAM}).drvPath")
    assert len(counted) == LAYERS * WIDTH + 1
    assert set(counted.values()) == {2}


async def test_inputs_that_were_read_are_hashed_once(counted: Counter[str]) -> None:
    """Derivations of another evaluation, found as files."""
    maker = Evaluator(io=MemoryIO({}))
    top = await maker.evaluate(f"({PROGRAM}).drvPath")
    store = maker.context.store
    assert store is not None
    files = {}
    for path in await store.closure(top):
        content = await store.contents(path)
        assert isinstance(content, bytes)
        files[path] = content
    counted.clear()
    reader = Evaluator(io=MemoryIO(files))
    text = f"""
        map (name: (derivation {{
          inherit name;
          builder = "b";
          system = "s";
          top = builtins.appendContext "" {{ "{top}".outputs = [ "out" ]; }};
        }}).drvPath) [ "first" "second" ]
    """
    await reader.evaluate(text)
    assert counted.pop("first") == counted.pop("second") == 2
    assert len(counted) == LAYERS * WIDTH + 1
    assert set(counted.values()) == {1}
