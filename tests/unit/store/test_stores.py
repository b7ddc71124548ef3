"""Stores by name: what each name opens, and what it doesn't."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

import aionix
from aionix.errors import NixError, UsageError
from aionix.store.daemon import DaemonStore
from aionix.store.directory import DirectoryStore
from aionix.store.memory import MemoryStore
from aionix.stores import open_store


@pytest.mark.parametrize("name", ["memory", "dummy://", "dummy://?read-only=false", "memory:"])
def test_memory(name: str) -> None:
    assert type(open_store(name)) is MemoryStore


@pytest.mark.anyio
async def test_the_daemon_where_there_is_one(tmp_path: Path) -> None:
    path = f"{tmp_path}/socket"
    environ = {"NIX_DAEMON_SOCKET_PATH": path}
    for name in ("auto", "local"):
        assert type(open_store(name, environ=environ)) is MemoryStore
    assert type(open_store("daemon", environ=environ)) is DaemonStore
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        for name in ("auto", "local", "daemon", f"unix://{path}", "unix://"):
            store = open_store(name, environ=environ)
            assert type(store) is DaemonStore
            await store.aclose()


@pytest.mark.parametrize(
    "form", ["{}", "{}/", "local?root={}", "local?root={}/sub/..", "./x/../{0}"]
)
def test_directories(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    root = os.path.realpath(tmp_path)
    name = form.format("root" if form.startswith(".") else f"{tmp_path}/root")
    store = open_store(name)
    assert isinstance(store, DirectoryStore)
    assert store.root == f"{root}/root"
    assert not os.path.exists(store.root), "nothing is opened yet"


def test_names_with_escapes(tmp_path: Path) -> None:
    for name in (f"{tmp_path}/a%20b", f"local?root={tmp_path}/a%20b"):
        store = open_store(name)
        assert isinstance(store, DirectoryStore)
        assert store.root == os.path.realpath(f"{tmp_path}/a b")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ftp://host/x", "don't know how to open Nix store with scheme 'ftp'"),
        ("https://cache.nixos.org", "don't know how to open Nix store with scheme 'https'"),
        ("nonsense", "Cannot parse Nix store 'nonsense'"),
        ("", "Cannot parse Nix store ''"),
        ("?root=/x", "Cannot parse Nix store '?root=/x'"),
    ],
)
def test_what_is_no_store(name: str, message: str) -> None:
    with pytest.raises(NixError) as caught:
        open_store(name)
    assert caught.value.message == message
    assert isinstance(caught.value, UsageError) == message.startswith("Cannot")


@pytest.mark.anyio
async def test_directory_of_the_store() -> None:
    store = open_store("memory", directory="/gnu/store")
    nix = aionix.Evaluator(store=store)
    assert (await nix.evaluate('builtins.toFile "x" "y"')).startswith("/gnu/store/")
    assert await nix.evaluate("builtins.storeDir") == "/gnu/store"
    await store.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("io", [aionix.DenyIO(), aionix.MemoryIO({})])
async def test_a_store_by_name_sees_the_same_files(io: aionix.EvalIO, tmp_path: Path) -> None:
    """What is on this machine is not to be had behind the back of an ``EvalIO``."""
    base = "w320iz5b4848q2l7a7x8mw2vymm22ddg-b"
    (tmp_path / base).write_text("secret")
    text = f'builtins.pathExists "{tmp_path}/{base}"'
    assert await aionix.evaluate(text, store="memory", store_dir=str(tmp_path)) is True
    found: object = False
    try:
        found = await aionix.evaluate(text, io=io, store="memory", store_dir=str(tmp_path))
    except NixError as error:
        assert "access" in error.message or "not allowed" in error.message
    assert found is False


@pytest.mark.anyio
async def test_functions_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "x.nix").write_text('builtins.toFile "x" "y"')
    root = tmp_path / "root"
    path = await aionix.evaluate('builtins.toFile "x" "y"', store=str(root))
    assert await aionix.evaluate_file(tmp_path / "x.nix", store=str(root)) == path
    assert content(f"{root}{path}") == "y"
    assert os.listdir(root / "nix/store/.aionix") == ["info"], "it was closed"
    store = MemoryStore()
    assert await aionix.evaluate('builtins.toFile "x" "y"', store=store) == path
    assert path in store.texts, "a store of the caller's stays open"


def content(file: str) -> str:
    return Path(file).read_text()


def test_run(tmp_path: Path) -> None:
    path = aionix.run('builtins.toFile "x" "y"', store=str(tmp_path))
    assert content(f"{tmp_path}{path}") == "y"
