"""``aionix show-derivation``, and the JSON of derivations against C++ Nix's (record.py)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ENVIRON, FILES

from aionix.cli.instantiate import run_instantiate
from aionix.cli.show_derivation import ShowSession
from aionix.errors import StoreError
from aionix.store.derivation_json import show_derivations
from aionix.store.evaluation import parse_derivation

STORE = Path(__file__).resolve().parents[1] / "store"
TEXTS: dict[str, str] = json.loads((STORE / "derivations.json").read_text())

pytestmark = pytest.mark.anyio


def test_as_nix() -> None:
    """Every kind of output, structured attributes, dynamic inputs: byte for byte."""
    recorded = (STORE / "shown.json").read_text()
    derivations = {
        path: parse_derivation(text, path, "/nix/store", path)
        for path, text in TEXTS.items()
        if path.rpartition("/")[2] in json.loads(recorded)["derivations"]
    }
    assert len(derivations) > 100
    assert show_derivations(derivations) + "\n" == recorded
    assert json.loads(show_derivations(derivations, pretty=True)) == json.loads(recorded)
    others = {
        path: parse_derivation(text, path, "/nix/store", path)
        for path, text in TEXTS.items()
        if path not in derivations
    }
    assert others
    with pytest.raises(StoreError, match="what they hold is not UTF-8"):
        show_derivations(others)


async def show(*argv: str, environ: dict[str, str] | None = None) -> tuple[int, str, str]:
    out, err = io.BytesIO(), io.BytesIO()
    code = await run_instantiate(
        list(argv),
        stdout=out,
        stderr=err,
        stdin=io.BytesIO(),
        environ=ENVIRON | (environ or {}),
        cwd=str(FILES),
        program="aionix show-derivation",
        kind=ShowSession,
    )
    return code, out.getvalue().decode(), err.getvalue().decode()


async def names(*argv: str, **options: Any) -> list[str]:
    """The names of the derivations shown, without hashes."""
    code, out, err = await show(*argv, **options)
    assert (code, err) == (0, "")
    return sorted(path[33:-4] for path in json.loads(out)["derivations"])


async def test_of_expressions() -> None:
    assert await names("packages.nix", "-A", "user") == ["user"]
    assert await names("-r", "packages.nix", "-A", "user") == ["fixed", "one", "two", "user"]
    assert await names("-r", "packages.nix", "-A", "list") == ["four", "one", "three", "two"]
    assert await names("-E", "(import ./packages.nix).one", "[ (import ./packages.nix).one ]") == [
        "one"
    ]
    assert await names("packages.nix", "-A", "needs", "--argstr", "arg", "given") == ["given"]
    assert await names("-E", "[ ]") == []


@pytest.fixture
async def written(tmp_path: Path) -> tuple[str, str]:
    """A directory store, and the path in it of the derivation ``user``."""
    out = io.BytesIO()
    code = await run_instantiate(
        ["--store", str(tmp_path), "packages.nix", "-A", "user"],
        stdout=out,
        stderr=out,
        stdin=None,
        environ=ENVIRON,
        cwd=str(FILES),
    )
    assert code == 0
    return str(tmp_path), out.getvalue().decode().strip()


async def test_of_store_paths(written: tuple[str, str]) -> None:
    root, path = written
    everything = ["fixed", "one", "two", "user"]
    assert await names("--store", root, path) == ["user"]
    assert await names("--store", root, path, path, "--recursive") == everything
    for name in (f"local?root={root}", root + "/"):
        assert await names(path, "-r", environ={"NIX_REMOTE": name}) == everything
    _, out, _ = await show("--store", root, path)
    assert out.count("\n") == 1
    _, pretty, _ = await show("--store", root, path, "--pretty")
    assert json.loads(pretty) == json.loads(out) and pretty.count("\n") > 10


async def test_of_files(written: tuple[str, str], tmp_path: Path) -> None:
    root, path = written
    assert await names(root + path) == ["user"]
    assert await names("-r", root + path) == ["fixed", "one", "two", "user"]
    directory, _, base = (root + path).rpartition("/")
    lone = tmp_path / "lone"
    lone.mkdir()
    (lone / base).write_bytes((Path(directory) / base).read_bytes())
    assert await names(f"{lone}/{base}") == ["user"]
    code, out, err = await show("-r", f"{lone}/{base}")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: path '{lone}/") and err.endswith("' does not exist\n")


async def test_other_store_directories(tmp_path: Path) -> None:
    environ = {"NIX_STORE_DIR": "/gnu/store"}
    _, out, _ = await show("packages.nix", "-A", "one", environ=environ)
    assert '"out":"/gnu/store/' in out
    (path,) = json.loads(out)["derivations"]
    store = ("--store", str(tmp_path))
    assert await names(*store, "packages.nix", "-A", "one", environ=environ) == ["one"]
    assert await names(*store, f"/gnu/store/{path}", environ=environ) == ["one"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (
            ["/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b.drv"],
            "path '/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b.drv' is not a valid store path",
        ),
        (["b.drv"], "'b.drv' is too short to be a valid store path"),
        (
            ["./w320iz5b4848q2l7a7x8mw2vymm22ddg-b.drv"],
            f"path '{FILES}/w320iz5b4848q2l7a7x8mw2vymm22ddg-b.drv' does not exist",
        ),
        (["none"], f"path '{FILES}/none' does not exist"),
        (["--frobnicate", "x"], "unrecognised flag '--frobnicate'"),
        (["--store"], "flag '--store' requires 1 argument(s), but only 0 were given"),
        (["--store", "ftp://x", "x.drv"], "don't know how to open Nix store with scheme 'ftp'"),
        (["-E", "1"], "expression does not evaluate to a derivation (or a set or list of those)"),
        (["packages.nix", "-A", "throwing"], "no b"),
    ],
)
async def test_errors(argv: list[str], message: str) -> None:
    """Exit code 1, the message, and nothing on standard output."""
    code, out, err = await show("--store", "memory", *argv)
    assert (code, out) == (1, "")
    assert message in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected string"),
        ("Derive(", "expected string"),
        ("Derive([],[],[],[],[],[],[])", "expected string"),
        ("\xff\0", "expected string"),
    ],
)
async def test_files_that_hold_something_else(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "w320iz5b4848q2l7a7x8mw2vymm22ddg-b.drv"
    file.write_bytes(text.encode("latin-1"))
    code, out, err = await show(str(file))
    assert (code, out) == (1, "")
    assert err.startswith(f"error: error parsing derivation '{file}': {message}")


async def test_help() -> None:
    code, out, err = await show("--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: aionix show-derivation [-r]")
