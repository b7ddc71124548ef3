"""The Python traceback of an error shows the Nix code it comes from."""

from __future__ import annotations

import io
import traceback
from pathlib import Path

import pytest

import aionix
from aionix.python_traceback import MAX_FRAMES

pytestmark = pytest.mark.anyio

FILE = """\
{ n }:
let
  check = value:
    if value > 3 then throw "too large" else value;
  f = x: 1 + check x;
in
{
  total = f n;
}
"""


async def failure(text: str, **options: object) -> aionix.NixError:
    with pytest.raises(aionix.NixError) as caught:
        await aionix.evaluate(text, **options)  # type: ignore[arg-type]
    return caught.value


def shown(error: BaseException) -> str:
    """The traceback as Python prints it, without lines of marks."""
    out = io.StringIO()
    traceback.print_exception(error, file=out)
    return "\n".join(line for line in out.getvalue().splitlines() if line.strip(" ^~") or not line)


async def test_files(tmp_path: Path) -> None:
    file = tmp_path / "x.nix"
    file.write_text(FILE)
    error = await failure(f"(import {file} {{ n = 5; }}).total")
    assert f'''
  File "{file}", line 8, in total
    total = f n;
  File "{file}", line 5, in f
    f = x: 1 + check x;
  File "{file}", line 4, in check
    if value > 3 then throw "too large" else value;
aionix.errors.ThrownError: too large''' in shown(error)
    assert "vm/" not in shown(error) and "runtime/" not in shown(error)


async def test_columns(tmp_path: Path) -> None:
    file = tmp_path / "x.nix"
    file.write_text('let f = x: "é" + x.name; in f { }')
    error = await failure(f"import {file}")
    last = traceback.extract_tb(error.__traceback__)[-1]
    assert (last.lineno, last.name) == (1, "f")
    assert (last.colno, last.end_colno) in {(18, 19), (17, 18)}  # characters from 3.13 on


async def test_texts() -> None:
    for text in ("let a = 1;\nin a + nosuch", "1 +\n{ }", "[ 1\n2 } ]"):
        error = await failure(text)
        last = traceback.extract_tb(error.__traceback__)[-1]
        assert (last.filename, last.line) == ("«string»", text.split("\n")[1].strip())


async def test_memory_files() -> None:
    error = await failure("import /a/b.nix", io=aionix.MemoryIO({"/a/b.nix": "1 +\n { }\n"}))
    last = traceback.extract_tb(error.__traceback__)[-1]
    assert (last.filename, last.line) == ("/a/b.nix", "{ }")


async def test_deep_errors_are_cut() -> None:
    text = "let f = n: g n + 1; g = n: if n == 0 then throw ''x'' else f (n - 1) + 1; in f 500"
    error = await failure(text)
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename[0] == "«"]
    assert len(frames) == MAX_FRAMES
    assert (frames[0].name, frames[-1].name) == ("<module>", "g")


async def test_text_that_is_no_utf8(tmp_path: Path) -> None:
    file = tmp_path / "bad.nix"
    file.write_bytes(b'# caf\xe9\n"\xff" + 1')
    assert f'File "{file}", line 2' in shown(await failure(f"import {file}"))


async def test_causes_are_kept() -> None:
    def broken() -> int:
        raise ValueError("host")

    error = await failure("broken { }", builtins={"broken": lambda _: broken()})
    assert "ValueError: host" in shown(error) and "in broken" in shown(error)
    assert 'File "«string»", line 1, in <module>' in shown(error)


async def test_the_same_error_twice() -> None:
    """A handle that fails again shows the same lines again."""
    nix = aionix.Evaluator()
    value = await nix.value("{ a = throw ''no''; }")
    found = []
    for _ in range(2):
        with pytest.raises(aionix.ThrownError) as caught:
            await value["a"]
        found.append(shown(caught.value).partition("«string»")[2])
    assert found[0] == found[1] != ""
