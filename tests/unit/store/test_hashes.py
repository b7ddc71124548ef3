"""Hashes: every notation, read and written, and what is said of bad ones."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aionix.errors import NixError, StoreError, UnsupportedFeatureError, UsageError
from aionix.store.hashes import SIZES, Hash, digest, parse_algorithm, parse_bare, parse_hash

EMPTY = Hash("sha256", hashlib.sha256(b"").digest())

NOTATIONS = [
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
    "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
]


@pytest.mark.parametrize("text", NOTATIONS)
def test_notations(text: str) -> None:
    assert parse_hash(text) == EMPTY
    assert parse_hash(text, "sha256") == EMPTY


def test_bare_digits_need_an_algorithm() -> None:
    digits = EMPTY.show("nix32")
    assert parse_hash(digits, "sha256") == parse_bare(digits, "sha256") == EMPTY
    with pytest.raises(StoreError, match="does not include a type, nor is the type otherwise"):
        parse_hash(digits)


@given(st.sampled_from(sorted(SIZES)), st.data())
def test_round_trip(algorithm: str, data: st.DataObject) -> None:
    size = SIZES[algorithm]
    known = Hash(algorithm, data.draw(st.binary(min_size=size, max_size=size)))
    for notation in ("base16", "nix32", "base64"):
        assert parse_bare(known.show(notation), algorithm) == known
        assert parse_hash(known.prefixed(notation), None, {"blake3-hashes"}) == known
    assert parse_hash(known.show("sri"), algorithm, {"blake3-hashes"}) == known


@pytest.mark.parametrize(
    ("text", "algorithm", "kind", "message"),
    [
        ("md5:00", "sha1", StoreError, "hash 'md5:00' should have type 'sha1'"),
        ("abc", "sha256", StoreError, "hash 'abc' has wrong length for hash algorithm 'sha256'"),
        (
            "sha256-AAAA",
            None,
            StoreError,
            "invalid SRI hash 'AAAA', length 3 != expected length 32",
        ),
        ("g" * 64, "sha256", StoreError, f"invalid base16 hash '{'g' * 64}', length 0 != expected"),
        ("e" * 52, "sha256", StoreError, f"invalid nix32 hash '{'e' * 52}', length 0 != expected"),
        ("sha3-AAAA", None, UsageError, "unknown hash algorithm 'sha3'"),
        ("blake3-AAAA", None, UnsupportedFeatureError, "'blake3-hashes' is disabled"),
    ],
)
def test_bad_hashes(text: str, algorithm: str | None, kind: type[NixError], message: str) -> None:
    with pytest.raises(kind) as caught:
        parse_hash(text, algorithm)
    assert message in caught.value.message


def test_blake3() -> None:
    """The test vector of the specification for 1025 bytes, fed in pieces."""
    data = bytes(index % 251 for index in range(1025))
    expected = "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"
    assert digest("blake3", data).hex() == expected
    assert parse_algorithm("blake3", {"blake3-hashes"}) == "blake3"
