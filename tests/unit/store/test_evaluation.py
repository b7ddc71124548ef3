"""Derivations and sources as an evaluator makes them: files in memory, a store in memory."""

from __future__ import annotations

import pytest

from aionix.errors import EvalError, FileAccessError, StoreError, UnsupportedFeatureError
from aionix.evaluator import Evaluator
from aionix.filesystem import Executable, MemoryIO, Symlink
from aionix.runtime.io import FileKind

pytestmark = pytest.mark.anyio

FILES = {
    "/src/default.nix": "import ./value.nix + 1",
    "/src/value.nix": "41",
    "/src/run": Executable("#!/bin/sh\n"),
    "/src/link": Symlink("value.nix"),
    "/src/away": Symlink("/other/file"),
    "/other/file": "elsewhere",
}


class CountingIO(MemoryIO):
    """Counts how often directories are listed."""

    listings = 0

    async def read_directory(self, path: str) -> dict[str, FileKind]:
        self.listings += 1
        return await super().read_directory(path)


def evaluator(**options: bool) -> Evaluator:
    return Evaluator(io=CountingIO(FILES), **options)  # type: ignore[arg-type]


async def test_copied_once() -> None:
    subject = evaluator()
    both = await subject.evaluate('[ "${/src}" "${/src}" (toString /src) ]')
    assert both[0] == both[1]
    assert both[2] == "/src"
    io = subject.context.io.inner.inner  # type: ignore[attr-defined]
    assert io.listings == 1


async def test_what_was_copied_can_be_read() -> None:
    subject = evaluator()
    assert await subject.evaluate('import "${/src}"') == 42
    assert await subject.evaluate('import "${/src}/link"') == 41
    assert await subject.evaluate('builtins.readFile "${/src}/away"') == "elsewhere"
    kinds = await subject.evaluate('builtins.readDir "${/src}"')
    assert kinds == {
        "away": "symlink",
        "default.nix": "regular",
        "link": "symlink",
        "run": "regular",
        "value.nix": "regular",
    }
    assert await subject.evaluate('"${"${/src}/run"}" == "${/src}/run"') is True
    assert await subject.evaluate('builtins.path { path = "${/src}"; name = "src"; } == "${/src}"')
    with pytest.raises(FileAccessError, match=r"path '/nix/store/.{32}-src/none' does not exist"):
        await subject.evaluate('builtins.readFile "${/src}/none"')


async def test_texts_and_derivations_can_be_read() -> None:
    subject = evaluator()
    assert await subject.evaluate('import (builtins.toFile "a" "[ 1 ]")') == [1]
    text = await subject.evaluate(
        'builtins.readFile (derivation { name = "a"; builder = "b"; system = "s"; }).drvPath'
    )
    assert text.startswith('Derive([("out","/nix/store/')
    with pytest.raises(FileAccessError, match="does not exist"):
        await subject.evaluate('builtins.readFile "${builtins.toFile "a" "b"}/c"')


async def test_read_only() -> None:
    """As ``nix-instantiate --eval``: paths are computed, nothing becomes valid."""
    subject = evaluator(read_only=True)
    made = 'derivation { name = "a"; builder = "b"; system = "s"; }'
    path = await subject.evaluate(f"({made}).drvPath")
    assert path == await evaluator().evaluate(f"({made}).drvPath")
    whole = f'(derivation {{ name = "b"; builder = ({made}).drvPath; system = "s"; }}).drvPath'
    assert await evaluator().evaluate(whole)
    with pytest.raises(StoreError, match=f"path '{path}' is not valid"):
        await subject.evaluate(whole)
    with pytest.raises(EvalError, match="is not valid"):
        await subject.evaluate('import "${/src}"')


async def test_nothing_is_written() -> None:
    """Other evaluators know nothing of what one added."""
    first, second = evaluator(), evaluator()
    path = await first.evaluate('builtins.unsafeDiscardStringContext (builtins.toFile "a" "b")')
    assert await first.evaluate(f'builtins.readFile "{path}"') == "b"
    assert await second.evaluate(f'builtins.pathExists "{path}"') is False


async def test_nothing_is_built() -> None:
    made = 'derivation { name = "a"; builder = "b"; system = "s"; }'
    with pytest.raises(UnsupportedFeatureError, match="the store is in memory only"):
        await evaluator().evaluate(f'builtins.path {{ path = "${{{made}}}"; }}')


async def test_laziness() -> None:
    subject = evaluator()
    lazy = 'derivation { name = throw "never"; builder = throw "never"; }'
    assert await subject.evaluate(f"({lazy}).type") == "derivation"
    assert await subject.evaluate(f"builtins.length ({lazy}).all") == 1


async def test_real_derivations_are_read() -> None:
    """An input that the evaluation didn't make comes from the store directory, if it is there."""
    made = 'derivation { name = "a"; builder = "b"; system = "s"; }'
    maker = evaluator()
    path = await maker.evaluate(f"({made}).drvPath")
    text = await maker.evaluate(f"builtins.readFile ({made}).drvPath")
    user = (
        'derivation { name = "u"; builder = "b"; system = "s"; x ='
        f' builtins.appendContext "y" {{ "{path}".outputs = [ "out" ]; }}; }}'
    )
    there = Evaluator(io=MemoryIO({path: text}))
    assert await there.evaluate(f"({user}).drvPath") == await maker.evaluate(f"({user}).drvPath")
    with pytest.raises(EvalError, match=f"path '{path}' is required, but there is no"):
        await evaluator().evaluate(f"({user}).drvPath")
    with pytest.raises(StoreError, match=f"store path '{path}' does not exist"):
        await evaluator(read_only=True).evaluate(f"({user}).drvPath")


async def test_other_store_directories() -> None:
    subject = Evaluator(io=MemoryIO(FILES), store_dir="/gnu/store")
    assert (await subject.evaluate('"${/src/run}"')).startswith("/gnu/store/")
    assert await subject.evaluate("builtins.storeDir") == "/gnu/store"
