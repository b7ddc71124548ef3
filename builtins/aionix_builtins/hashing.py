"""Hash builtins: hashString, hashFile, convertHash.

``Hash`` reads and writes every notation Nix has: base 16, Nix's base 32, base
64 (each bare or as ``algorithm:digits``) and SRI (``algorithm-base64``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from aionix import nixbase32
from aionix.bytestr import from_text, to_bytes, to_text
from aionix.errors import EvalError, MissingAttributeError, UnsupportedFeatureError, UsageError
from aionix.runtime.coerce import force_string_no_context, traced
from aionix.runtime.context import Context
from aionix.runtime.values import Attrs, Cell, Path

from .blake3 import blake3
from .registry import ATTRS, PATH, PLAIN_STRING, STRING, Arg, builtin

SIZES = {"blake3": 32, "md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


def parse_algorithm(ctx: Context, name: str) -> str:
    """*name* when it is that of a hash algorithm."""
    if name == "blake3" and "blake3-hashes" not in ctx.settings.experimental_features:
        raise UnsupportedFeatureError(
            "experimental Nix feature 'blake3-hashes' is disabled;"
            " add '--extra-experimental-features blake3-hashes' to enable it"
        )
    if name not in SIZES:
        raise UsageError(
            f"unknown hash algorithm '{to_text(name)}',"
            " expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'"
        )
    return name


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of *data*."""
    if algorithm == "blake3":
        return blake3(data)
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


@dataclass(frozen=True)
class Hash:
    """A hash value and its algorithm."""

    algorithm: str
    data: bytes

    def show(self, notation: str) -> str:
        """The digits in *notation*: ``base16``, ``nix32``, ``base64`` or ``sri``."""
        if notation == "base16":
            return self.data.hex()
        if notation == "nix32":
            return nixbase32.encode(self.data)
        encoded = base64.b64encode(self.data).decode("ascii")
        return f"{self.algorithm}-{encoded}" if notation == "sri" else encoded


def parse_hash(ctx: Context, text: str, algorithm: str | None) -> Hash:
    """The hash that *text* spells in any notation; *algorithm* is the one expected, if known."""
    head, separator, rest = text.partition(":")
    sri = False
    if not separator:
        head, separator, rest = text.partition("-")
        sri = bool(separator)
    stated = parse_algorithm(ctx, head) if separator else None
    if not separator:
        rest = text
    # The whole text is not in these messages when a prefix was read already.
    if stated is None and algorithm is None:
        raise EvalError(
            f"hash '{to_text(text)}' does not include a type,"
            " nor is the type otherwise known from context"
        )
    if stated is not None and algorithm is not None and stated != algorithm:
        raise EvalError(f"hash '{to_text(text)}' should have type '{algorithm}'")
    known = stated or algorithm
    assert known is not None
    size = SIZES[known]
    if sri:
        name, data = "SRI", _from_base64(rest)
    elif len(rest) == 2 * size:
        name, data = "base16", _from_base16(rest)
    elif len(rest) == nixbase32.encoded_length(size):
        name, data = "nix32", _from_nix32(rest)
    elif len(rest) == (size + 2) // 3 * 4:
        name, data = "Base64", _from_base64(rest)
    else:
        raise EvalError(f"hash '{to_text(rest)}' has wrong length for hash algorithm '{known}'")
    if len(data) != size:
        raise EvalError(
            f"invalid {name} hash '{to_text(rest)}', length {len(data)} != expected length {size}"
        )
    return Hash(known, data)


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


def _from_base64(text: str) -> bytes:
    """Lenient: padding is optional and ends the text, line ends and spare bits don't count."""
    digits = text.partition("=")[0].replace("\n", "")
    if not all(character in _BASE64 for character in digits):
        return b""
    spare = len(digits) % 4
    if spare == 1:
        digits = digits[:-1]
    return base64.b64decode(digits + "=" * (-len(digits) % 4))


_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


@builtin(
    "hashString",
    Arg("type", PLAIN_STRING),
    Arg("s"),
    doc="The hash of the string *s* in base 16. *type* is `md5`, `sha1`, `sha256` or `sha512`.",
)
async def hash_string(ctx: Context, depth: int, algorithm: str, cell: Cell) -> str:
    parse_algorithm(ctx, algorithm)
    if type(cell) is list and cell[0] is None:
        cell = cell[1]
    if type(cell) is not str:
        cell = await STRING.force(  # type: ignore[misc]
            cell, depth, "while evaluating the second argument passed to builtins.hashString"
        )
    return digest(algorithm, cell.encode("latin-1")).hex()


@builtin(
    "hashFile",
    Arg("type", PLAIN_STRING),
    Arg("p"),
    doc="The hash of the file *p* in base 16. *type* is `md5`, `sha1`, `sha256` or `sha512`.",
)
async def hash_file(ctx: Context, depth: int, algorithm: str, cell: Cell) -> str:
    parse_algorithm(ctx, algorithm)
    path: Path = await PATH.force(ctx, cell, depth, "while realising the context of a path")  # type: ignore[misc]
    return digest(algorithm, await ctx.io.read_file(path.name)).hex()


@traced
async def _attribute(attrs: Attrs, name: str, what: str) -> Cell:
    """An attribute that has to be there."""
    if name not in attrs.d:
        raise MissingAttributeError(f"attribute '{name}' missing", at_expression=False)
    return attrs.d[name]


_NOTATIONS = {
    "base16": "base16",
    "nix32": "nix32",
    "base32": "nix32",
    "base64": "base64",
    "sri": "sri",
}


@builtin(
    "convertHash",
    Arg("args", ATTRS),
    doc="The hash `hash` in the notation `toHashFormat`: `base16`, `nix32`, `base64` or `sri`."
    " `hashAlgo` is needed unless the hash names its algorithm.",
)
async def convert_hash(ctx: Context, depth: int, args: Attrs) -> str:
    text = await force_string_no_context(
        await _attribute(args, "hash", "while locating the attribute 'hash'"),
        depth,
        "while evaluating the attribute 'hash'",
    )
    algorithm = None
    if "hashAlgo" in args.d:
        algorithm = parse_algorithm(
            ctx,
            await force_string_no_context(
                args.d["hashAlgo"], depth, "while evaluating the attribute 'hashAlgo'"
            ),
        )
    notation = await force_string_no_context(
        await _attribute(args, "toHashFormat", "while locating the attribute 'toHashFormat'"),
        depth,
        "while evaluating the attribute 'toHashFormat'",
    )
    if notation == "base32":
        ctx.emit('warning: "base32" is a deprecated alias for hash format "nix32".')
    if notation not in _NOTATIONS:
        raise UsageError(
            f"unknown hash format '{to_text(notation)}',"
            " expect 'base16', 'base32', 'base64', or 'sri'"
        )
    return from_text(parse_hash(ctx, text, algorithm).show(_NOTATIONS[notation]))
