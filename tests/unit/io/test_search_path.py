"""The search path: its entries, and looking names up."""

from __future__ import annotations

import pytest

from aionix.errors import FileAccessError, ThrownError, UnsupportedFeatureError
from aionix.filesystem import MemoryIO, Symlink
from aionix.runtime.context import Context, Settings
from aionix.search_path import (
    find_file,
    is_url,
    parse_entry,
    read_internal,
    split_nix_path,
    suffix_of,
)

pytestmark = pytest.mark.anyio

FILES = {
    "/c/n/default.nix": "1",
    "/c/n/lib/x.nix": "2",
    "/d/lib/x.nix": "3",
    "/d/only.nix": "4",
    "/link": Symlink("/c/n"),
}


def context(messages: list[str] | None = None, **settings: bool) -> Context:
    ctx = Context(MemoryIO(FILES), Settings(**settings))  # type: ignore[arg-type]
    ctx.emit = (messages if messages is not None else []).append
    ctx.state["cwd"] = "/c"
    return ctx


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        ("", []),
        ("a", ["a"]),
        ("a:b=c", ["a", "b=c"]),
        ("a::b:", ["a", "", "b"]),
        ("n=https://x.org/a.tar:b", ["n=https://x.org/a.tar", "b"]),
        ("https://x.org:80/a:b", ["https://x.org", "80/a", "b"]),
        ("channel:foo:b", ["channel:foo", "b"]),
        ("f=flake:nixpkgs", ["f=flake:nixpkgs"]),
    ],
)
def test_splitting(value: str, entries: list[str]) -> None:
    assert split_nix_path(value) == entries


def test_entries() -> None:
    assert parse_entry("a=b=c") == ("a", "b=c")
    assert parse_entry("/x") == ("", "/x")
    assert is_url("https://x") and is_url("channel:x") and not is_url("/x") and not is_url("x://y")


@pytest.mark.parametrize(
    ("name", "prefix", "suffix"),
    [
        ("a/b", "", "a/b"),
        ("a/b", "a", "b"),
        ("a", "a", ""),
        ("ab", "a", None),
        ("a/b", "a/b", ""),
        ("a", "a/b", None),
    ],
)
def test_prefixes(name: str, prefix: str, suffix: str | None) -> None:
    assert suffix_of(name, prefix) == suffix


async def test_look_up() -> None:
    ctx = context()
    entries = [("n", "/link"), ("lib", "/d/lib"), ("", "/d")]
    for name, path in {
        "n": "/c/n",
        "n/lib/x.nix": "/c/n/lib/x.nix",
        "lib/x.nix": "/d/lib/x.nix",
        "only.nix": "/d/only.nix",
        "n/../only.nix": "/d/only.nix",  # not in /c: the next entry has it
    }.items():
        assert await find_file(ctx, entries, name) == path
    assert await find_file(ctx, [("x", "n")], "x/lib") == "/c/n/lib"


async def test_missing() -> None:
    messages: list[str] = []
    ctx = context(messages)
    for _ in range(2):
        with pytest.raises(ThrownError, match="file 'zz' was not found in the Nix search path"):
            await find_file(ctx, [("", "/none"), ("", "https://x.org/y")], "zz")
    assert messages == [
        "warning: Nix search path entry '/none' does not exist, ignoring",
        "warning: Nix search path entry 'https://x.org/y' cannot be downloaded, ignoring",
        "warning: Nix search path entry 'https://x.org/y' does not exist, ignoring",
    ]
    with pytest.raises(ThrownError, match="cannot look up '<zz>' in pure evaluation mode"):
        await find_file(context(pure_eval=True), [], "zz")
    with pytest.raises(UnsupportedFeatureError, match="'flakes' is disabled"):
        await find_file(ctx, [("", "flake:x")], "zz")


async def test_files_of_ours() -> None:
    assert await find_file(context(), [], "nix/fetchurl.nix") == "<nix/fetchurl.nix>"
    text = read_internal("<nix/fetchurl.nix>")
    assert text is not None and "builtin:fetchurl" in text
    assert read_internal("/x") is None
    with pytest.raises(FileAccessError):
        read_internal("<nix/none>")
