"""Flake references: both ways, and without the experimental feature."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import call, context

from aionix.errors import NixError, UnsupportedFeatureError
from aionix.runtime.values import Attrs

pytestmark = pytest.mark.anyio

REV = "a" * 40
FLAKES = frozenset(["flakes"])


async def parse(text: str) -> Any:
    return (await call("parseFlakeRef", text, ctx=context(experimental_features=FLAKES))).d


async def show(**attrs: Any) -> Any:
    ctx = context(experimental_features=FLAKES)
    return await call("flakeRefToString", Attrs(attrs), ctx=ctx)


REFERENCES = [
    ("flake:nixpkgs/23.05/" + REV, {"type": "indirect", "id": "nixpkgs", "ref": "23.05"}),
    ("github:a/b?dir=lib", {"type": "github", "owner": "a", "repo": "b", "dir": "lib"}),
    ("gitlab:a%2Fg/b", {"type": "gitlab", "owner": "a/g", "repo": "b"}),
    ("sourcehut:~a/b/v1", {"type": "sourcehut", "owner": "~a", "repo": "b", "ref": "v1"}),
    ("path:/x?lastModified=5", {"type": "path", "path": "/x", "lastModified": 5}),
    ("git+https://x.com/y?ref=m&shallow=1", {"type": "git", "url": "https://x.com/y"}),
    ("git+ssh://git@h/~u/r", {"type": "git", "url": "ssh://git@h/~u/r"}),
    ("hg+https://x?ref=d", {"type": "hg", "url": "https://x", "ref": "d"}),
    ("https://x.com/a.tar.gz?a=b", {"type": "tarball", "url": "https://x.com/a.tar.gz?a=b"}),
]


@pytest.mark.parametrize(("text", "attrs"), REFERENCES)
async def test_round_trips(text: str, attrs: dict[str, Any]) -> None:
    parsed = await parse(text)
    assert attrs.items() <= parsed.items()
    assert await show(**parsed) == text


async def test_other_spellings() -> None:
    assert await parse("nixpkgs") == {"type": "indirect", "id": "nixpkgs"}
    assert await parse("/a//b/?dir=x") == {"type": "path", "path": "/a/b/", "dir": "x"}
    assert await parse("file+https://x/y") == {"type": "file", "url": "https://x/y"}
    assert await show(type="git", url="git@h:a/b") == "git+ssh://git@h/a/b"
    assert await show(type="git", url="./a b") == "git+file:./a%20b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("./foo", "flake reference './foo' is not an absolute path"),
        ("nixpkgs#x", "unexpected fragment 'x' in flake reference 'nixpkgs#x'"),
        ("nixpkgs/a/b/c", "GitHub URL 'flake:nixpkgs/a/b/c' is invalid"),
        ("path:/x?y=1", "path URL 'path:/x?y=1' has unsupported parameter 'y'"),
        ("ftp://x", "input 'ftp://x' is unsupported"),
        ("github:a/b?rev=zz", "hash 'zz' has wrong length for hash algorithm 'sha1'"),
    ],
)
async def test_refused(text: str, message: str) -> None:
    with pytest.raises(NixError) as caught:
        await parse(text)
    assert caught.value.message == message


async def test_refused_attributes() -> None:
    with pytest.raises(NixError, match="input attribute 'foo' not supported by scheme 'path'"):
        await show(type="path", path="/x", foo="y")
    with pytest.raises(NixError, match="negative value given for flake ref attr revCount: -1"):
        await show(type="path", path="/x", revCount=-1)
    with pytest.raises(NixError, match="attribute 'path' is a list"):
        await show(type="path", path=())


async def test_without_the_feature() -> None:
    with pytest.raises(UnsupportedFeatureError, match="'flakes' is disabled"):
        await call("parseFlakeRef", "github:a/b")
    assert (await call("parseFlakeRef", "git+file:///x")).d["url"] == "file:///x"


async def test_long_references_take_linear_time() -> None:
    for text in ("@" * 100_000, "a/" * 100_000, "github:a/b?" + "&" * 100_000, "%" * 100_000):
        with pytest.raises(NixError):
            await parse("./" + text)
