"""Hashes: every notation, and what is wrong with them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from handmade import call, context, thunk, unreachable

from aionix.errors import EvalError, NixError, UnsupportedFeatureError, UsageError
from aionix.nixbase32 import decode, encode
from aionix.runtime.values import Attrs

pytestmark = pytest.mark.anyio

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NOTATIONS = {
    "base16": EMPTY,
    "nix32": "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
    "base64": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "sri": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
}


async def convert(**args: Any) -> str:
    text: str = await call("convertHash", Attrs(args))
    return text


@pytest.mark.parametrize("source", NOTATIONS)
@pytest.mark.parametrize("target", NOTATIONS)
async def test_conversions(source: str, target: str) -> None:
    given = NOTATIONS[source]
    expected = NOTATIONS[target]
    assert await convert(hash=given, hashAlgo="sha256", toHashFormat=target) == expected
    if source != "sri":
        assert await convert(hash=f"sha256:{given}", toHashFormat=target) == expected


@pytest.mark.parametrize("size", [0, 1, 5, 16, 20, 32, 64])
def test_base_32_round_trips(size: int) -> None:
    data = hashlib.shake_256(b"x").digest(size)
    assert decode(encode(data)) == data


async def test_big_strings() -> None:
    data = "\xff" * 3_000_000
    expected = hashlib.sha256(data.encode("latin-1")).hexdigest()
    assert await call("hashString", "sha256", data) == expected


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"hash": "zz", "hashAlgo": "sha256"}, "hash 'zz' has wrong length for hash algorithm"),
        ({"hash": "zz"}, "hash 'zz' does not include a type, nor is the type otherwise known"),
        ({"hash": "md5:zz", "hashAlgo": "sha1"}, "hash 'md5:zz' should have type 'sha1'"),
        ({"hash": "sha256-zz"}, "invalid SRI hash 'zz', length 1 != expected length 32"),
        ({"hash": "z" * 32, "hashAlgo": "md5"}, "length 0 != expected length 16"),
    ],
)
async def test_wrong_hashes(args: dict[str, str], message: str) -> None:
    with pytest.raises(NixError) as caught:
        await convert(**args, toHashFormat="base16")
    assert message in caught.value.message


async def test_wrong_arguments() -> None:
    with pytest.raises(UsageError, match="unknown hash algorithm 'md6', expect 'blake3'"):
        await call("hashString", "md6", thunk(unreachable))
    with pytest.raises(UnsupportedFeatureError, match="'blake3-hashes' is disabled"):
        await call("hashString", "blake3", "")
    with pytest.raises(UsageError, match="unknown hash format 'base15'"):
        await convert(hash=EMPTY, hashAlgo="sha256", toHashFormat="base15")
    with pytest.raises(EvalError, match="attribute 'hash' missing"):
        await convert()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1024, None),
        (3073, None),
    ],
)
async def test_blake3(size: int, expected: str | None) -> None:
    ctx = context(experimental_features=frozenset(["blake3-hashes"]))
    found = await call("hashString", "blake3", "a" * size, ctx=ctx)
    assert len(found) == 64
    assert expected is None or found == expected
