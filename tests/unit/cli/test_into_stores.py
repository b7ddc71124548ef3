"""Where commands put derivations: ``--store``, ``NIX_REMOTE``, ``--add-root``, ``--dry-run``."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from cli_cases import ENVIRON, FILES

from aionix.cli.instantiate import run_instantiate

pytestmark = pytest.mark.anyio

ONE = "one.drv"


async def run(*argv: str, cwd: str = str(FILES), **environ: str) -> tuple[int, str, str]:
    out, err = io.BytesIO(), io.BytesIO()
    code = await run_instantiate(
        list(argv),
        stdout=out,
        stderr=err,
        stdin=io.BytesIO(),
        # No daemon of this machine's.
        environ=ENVIRON | {"NIX_DAEMON_SOCKET_PATH": "/nonexistent"} | environ,
        cwd=cwd,
    )
    return code, out.getvalue().decode(), err.getvalue().decode()


def objects(root: Path) -> list[str]:
    place = root / "nix" / "store"
    names = os.listdir(place) if place.exists() else []
    return sorted(name[33:] for name in names if name[0] != ".")


def there(name: str) -> bool:
    return os.path.lexists(name)


async def test_nothing_is_written_by_default(tmp_path: Path) -> None:
    """And so no garbage collector is warned of."""
    for argv in ([], ["--store", "memory"], ["--store", "auto"]):
        code, out, err = await run(*argv, "packages.nix", "-A", "one")
        assert (code, err) == (0, "")
        assert out.startswith("/nix/store/") and out.endswith(f"-{ONE}\n")
        assert not there(out.strip())


async def test_roots_need_a_store(tmp_path: Path) -> None:
    code, out, err = await run(
        "packages.nix", "-A", "one", "-A", "two", "--add-root", f"{tmp_path}/link"
    )
    assert code == 0 and out.count("/nix/store/") == 2
    assert err == "warning: the store is in memory only: '--add-root' has no effect\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("form", ["{}", "local?root={}"])
async def test_directories(form: str, tmp_path: Path) -> None:
    name = form.format(tmp_path)
    by_flag = await run("--store", name, "packages.nix", "-A", "one")
    assert objects(tmp_path) == [ONE]
    assert by_flag == await run("packages.nix", "-A", "one", NIX_REMOTE=name)
    assert by_flag == await run("packages.nix", "-A", "one", NIX_CONFIG=f"store = {name}")
    # A flag wins over a variable.
    assert by_flag == await run("--store", "memory", "packages.nix", "-A", "one", NIX_REMOTE="x")


async def test_everything_needed_is_there(tmp_path: Path) -> None:
    code, _, err = await run("--store", str(tmp_path), "packages.nix", "-A", "user")
    assert (code, err) == (0, "")
    assert objects(tmp_path) == ["fixed.drv", ONE, "text", "two.drv", "user.drv"]
    assert os.listdir(tmp_path / "nix/store/.aionix") == ["info"]


@pytest.mark.parametrize("flag", ["--dry-run", "--readonly-mode"])
async def test_dry(flag: str, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path))
    dry = await run(*store, flag, "packages.nix", "-A", "one")
    assert objects(tmp_path) == []
    assert dry == await run(*store, "packages.nix", "-A", "one")


async def test_evaluating_writes_nothing(tmp_path: Path) -> None:
    text = 'builtins.toFile "x" "y"'
    store = ("--store", str(tmp_path))
    dry = await run(*store, "--eval", "-E", text)
    assert objects(tmp_path) == []
    assert dry == await run(*store, "--eval", "--read-write-mode", "-E", text)
    assert objects(tmp_path) == ["x"]


async def test_other_store_directories(tmp_path: Path) -> None:
    code, out, _ = await run(
        "--store", str(tmp_path), "packages.nix", "-A", "one", NIX_STORE_DIR="/gnu/store"
    )
    assert code == 0 and out.startswith("/gnu/store/")
    assert [name for name in os.listdir(tmp_path / "gnu/store") if name[0] != "."] == [
        out.strip().rpartition("/")[2]
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/gnu/store/", '"/gnu/store"'),
        ("/a/..//gnu/store", '"/gnu/store"'),
        ("", '"/nix/store"'),
    ],
)
async def test_names_of_store_directories(name: str, shown: str) -> None:
    found = await run("--eval", "-E", "builtins.storeDir", NIX_STORE_DIR=name)
    assert found == (0, shown + "\n", "")


async def test_relative_store_directory() -> None:
    found = await run("--eval", "-E", "1", NIX_STORE_DIR="store")
    assert found == (1, "", 'error: not an absolute path: "store"\n')


async def test_daemon_that_is_not_there(tmp_path: Path) -> None:
    for name in ("daemon", f"unix://{tmp_path}/socket"):
        code, out, err = await run("--store", name, "packages.nix", "-A", "one")
        assert (code, out) == (1, "")
        assert "cannot connect to" in err and "Traceback" not in err


async def test_store_that_cannot_be_written() -> None:
    code, out, err = await run("--store", "/proc/none", "packages.nix", "-A", "one")
    assert (code, out) == (1, "")
    assert "error: cannot write to the store below '/proc/none': No such file" in err


async def test_links_are_relative_to_the_directory(tmp_path: Path) -> None:
    code, out, _ = await run(
        *("--store", str(tmp_path / "root"), str(FILES / "packages.nix"), "-A", "one"),
        *("--add-root", "below/link"),
        cwd=str(tmp_path),
    )
    assert (code, out) == (0, f"{tmp_path}/below/link\n")
    assert os.readlink(tmp_path / "below/link").endswith(f"-{ONE}")


async def test_options_with_other_commands() -> None:
    code, out, err = await run("--parse", "--store", "nonsense", "-E", "1")
    assert (code, out) == (1, "") and err.startswith("error: Cannot parse Nix store 'nonsense'")
