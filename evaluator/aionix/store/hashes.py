"""Hashes: algorithms, and every notation Nix has for them.

Base 16, Nix's base 32 and base 64 (each bare or as ``algorithm:digits``) and SRI
(``algorithm-base64``).  Texts taken and given are nix strings; messages are Nix's.

Invariant: ``len(hash.data) == SIZES[hash.algorithm]``.
"""

from __future__ import annotations

import binascii
from collections.abc import Collection
from typing import Protocol

from .. import nixbase32
from ..bytestr import to_bytes, to_text
from ..errors import StoreError, UsageError, missing_feature
from ..records import dataclass
from .blake3 import Blake3

SIZES = {"blake3": 32, "md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


class Hasher(Protocol):
    """What is fed bytes and gives their hash."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


#: Characters of a string that are hashed at once.
STEP = 1 << 20


def hasher(algorithm: str) -> Hasher:
    """A new hasher."""
    if algorithm == "blake3":
        return Blake3()
    import hashlib  # here, since it loads OpenSSL: 2.5 ms

    return hashlib.new(algorithm, usedforsecurity=False)


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of *data*."""
    state = hasher(algorithm)
    state.update(data)
    return state.digest()


def digest_string(algorithm: str, string: str) -> bytes:
    """The hash of the bytes of the nix string *string*, which are never all copied at once."""
    state = hasher(algorithm)
    for begin in range(0, len(string), STEP):
        state.update(string[begin : begin + STEP].encode("latin-1"))
    return state.digest()


@dataclass(frozen=True, slots=True)
class Hash:
    """A hash and its algorithm."""

    algorithm: str
    data: bytes

    def show(self, notation: str) -> str:
        """The digits in *notation*: ``base16``, ``nix32``, ``base64`` or ``sri``."""
        if notation == "base16":
            return self.data.hex()
        if notation == "nix32":
            return nixbase32.encode(self.data)
        encoded = binascii.b2a_base64(self.data, newline=False).decode("ascii")
        return f"{self.algorithm}-{encoded}" if notation == "sri" else encoded

    def prefixed(self, notation: str) -> str:
        """``algorithm:digits``."""
        return f"{self.algorithm}:{self.show(notation)}"


def sha256_digest(content: str) -> bytes:
    """The SHA-256 of a nix string, as it is."""
    import hashlib

    return hashlib.sha256(to_bytes(content)).digest()


def sha256(content: str) -> Hash:
    """The SHA-256 of a nix string."""
    return Hash("sha256", sha256_digest(content))


def parse_algorithm(name: str, features: Collection[str] = ()) -> str:
    """*name* when it is that of a hash algorithm."""
    if name == "blake3" and "blake3-hashes" not in features:
        raise missing_feature("blake3-hashes")
    if name not in SIZES:
        raise UsageError(
            f"unknown hash algorithm '{to_text(name)}',"
            " expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'"
        )
    return name


def parse_hash(text: str, algorithm: str | None = None, features: Collection[str] = ()) -> Hash:
    """The hash that *text* spells in any notation; *algorithm* is the one expected, if known."""
    head, separator, rest = text.partition(":")
    sri = False
    if not separator:
        head, separator, rest = text.partition("-")
        sri = bool(separator)
    stated = parse_algorithm(head, features) if separator else None
    if not separator:
        rest = text
    if stated is None and algorithm is None:
        raise StoreError(
            f"hash '{to_text(text)}' does not include a type,"
            " nor is the type otherwise known from context"
        )
    if stated is not None and algorithm is not None and stated != algorithm:
        raise StoreError(f"hash '{to_text(text)}' should have type '{algorithm}'")
    known = stated or algorithm
    assert known is not None
    return _decode(rest, known, "SRI", _from_base64) if sri else parse_bare(rest, known)


def parse_bare(text: str, algorithm: str) -> Hash:
    """The hash that *text* spells without naming its algorithm; its length tells the notation."""
    size = SIZES[algorithm]
    if len(text) == 2 * size:
        return _decode(text, algorithm, "base16", _from_base16)
    if len(text) == nixbase32.encoded_length(size):
        return _decode(text, algorithm, "nix32", _from_nix32)
    if len(text) == (size + 2) // 3 * 4:
        return _decode(text, algorithm, "Base64", _from_base64)
    raise StoreError(f"hash '{to_text(text)}' has wrong length for hash algorithm '{algorithm}'")


def _decode(text: str, algorithm: str, notation: str, decode: _Decoder) -> Hash:
    data = decode(text)
    if len(data) != SIZES[algorithm]:
        raise StoreError(
            f"invalid {notation} hash '{to_text(text)}',"
            f" length {len(data)} != expected length {SIZES[algorithm]}"
        )
    return Hash(algorithm, data)


class _Decoder(Protocol):
    def __call__(self, text: str) -> bytes: ...


# What can't be decoded counts as nothing: the length is what is then complained about.


def _from_base16(text: str) -> bytes:
    try:
        return binascii.unhexlify(to_bytes(text))
    except binascii.Error:
        return b""


def _from_nix32(text: str) -> bytes:
    try:
        return nixbase32.decode(text)
    except ValueError:
        return b""


_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _from_base64(text: str) -> bytes:
    """Lenient: padding is optional and ends the text, line ends and spare bits don't count."""
    digits = text.partition("=")[0].replace("\n", "")
    if not all(character in _BASE64 for character in digits):
        return b""
    spare = len(digits) % 4
    if spare == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + "=" * (-len(digits) % 4))
