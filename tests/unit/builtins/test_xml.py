"""XML: cycles, depth, what was written before a failure."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import call, context, thunk

from aionix.errors import CallDepthError, ThrownError
from aionix.output_xml import MAX_DEPTH, to_xml
from aionix.runtime.values import Attrs, context_of, with_context
from aionix.vm.loop import drive

pytestmark = pytest.mark.anyio

HEAD = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n"


async def xml(value: Any, **options: Any) -> str:
    text: str = await drive(to_xml(context(), value, 0, **options))
    assert text.startswith(HEAD)
    assert text.endswith("</expr>\n")
    return text[len(HEAD) : -len("</expr>\n")]


async def test_derivations_are_written_once() -> None:
    drv = Attrs({"type": "derivation", "drvPath": "/d", "outPath": "/o"})
    drv.d["self"] = drv
    text = await xml((drv, Attrs({"type": "derivation"})))
    assert text.count("<repeated />") == 2
    assert text.count('<derivation drvPath="/d" outPath="/o">') == 2


async def test_depth_is_limited() -> None:
    nested: Any = ()
    for _ in range(MAX_DEPTH + 1):
        nested = (nested,)
    with pytest.raises(CallDepthError, match="stack overflow; max-call-depth exceeded"):
        await xml(nested)
    cell: list[Any] = [None, None]
    cell[1] = (cell,)
    with pytest.raises(CallDepthError):
        await xml(cell)


async def test_escapes_and_context() -> None:
    drv = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"
    text = await call("toXML", with_context("<\"&\n'>", frozenset([drv])))
    assert 'value="&lt;&quot;&amp;&#xA;\'&gt;"' in text
    assert context_of(text) == {drv}


async def test_what_is_not_forced() -> None:
    lazy = (thunk(lambda: 1), [None, 2], 1e10)
    assert await xml(lazy, strict=False) == (
        "  <list>\n    <unevaluated />\n"
        '    <int value="2" />\n    <float value="1e+10" />\n  </list>\n'
    )


async def test_failures_leave_what_was_written() -> None:
    def fail() -> Any:
        raise ThrownError("x")

    partial: list[str] = []
    with pytest.raises(ThrownError):
        await xml(Attrs({"a": (1, thunk(fail))}), partial=partial)
    assert "".join(partial) == (
        f'{HEAD}  <attrs>\n    <attr name="a">\n      <list>\n        <int value="1" />\n'
        "      </list>\n    </attr>\n  </attrs>\n</expr>\n"
    )
    partial = []
    with pytest.raises(ThrownError):
        await xml(Attrs({"a": thunk(fail)}), partial=partial)
    assert "".join(partial) == (
        f'{HEAD}  <attrs>\n    <attr name="a">\n    </attr>\n  </attrs>\n</expr>\n'
    )
