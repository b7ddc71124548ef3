"""Hash builtins: hashString, hashFile, convertHash.  The work is ``aionix.store.hashes``'."""

from __future__ import annotations

from aionix.bytestr import to_text
from aionix.errors import MissingAttributeError, UsageError
from aionix.runtime.coerce import force_string_no_context, traced
from aionix.runtime.context import Context
from aionix.runtime.offload import offload
from aionix.runtime.values import Attrs, Cell
from aionix.store.hashes import digest, digest_string, parse_algorithm, parse_hash

from .files import read_path
from .registry import ATTRS, PLAIN_STRING, STRING, Arg, builtin

#: What is this long or longer is hashed in a thread: that takes 2 ms.
LARGE = 1 << 20


@builtin(
    "hashString",
    Arg("type", PLAIN_STRING),
    Arg("s"),
    doc="The hash of the string *s* in base 16. *type* is `md5`, `sha1`, `sha256` or `sha512`.",
)
async def hash_string(ctx: Context, depth: int, algorithm: str, cell: Cell) -> str:
    parse_algorithm(algorithm, ctx.settings.experimental_features)
    if type(cell) is list and cell[0] is None:
        cell = cell[1]
    if type(cell) is not str:
        cell = await STRING.force(  # type: ignore[misc]
            cell, depth, "while evaluating the second argument passed to builtins.hashString"
        )
    found = await offload(len(cell) >= LARGE, digest_string, algorithm, cell)
    return found.hex()


@builtin(
    "hashFile",
    Arg("type", PLAIN_STRING),
    Arg("p"),
    doc="The hash of the file *p* in base 16. *type* is `md5`, `sha1`, `sha256` or `sha512`.",
)
async def hash_file(ctx: Context, depth: int, algorithm: str, cell: Cell) -> str:
    parse_algorithm(algorithm, ctx.settings.experimental_features)
    _, data = await read_path(ctx, cell, depth)
    found = await offload(len(data) >= LARGE, digest, algorithm, data)
    return found.hex()


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
    features = ctx.settings.experimental_features
    if "hashAlgo" in args.d:
        algorithm = parse_algorithm(
            await force_string_no_context(
                args.d["hashAlgo"], depth, "while evaluating the attribute 'hashAlgo'"
            ),
            features,
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
    return parse_hash(text, algorithm, features).show(_NOTATIONS[notation])
