"""Store paths: what names they may have and how their hash part is made.

A store path is a whole file name (nix string), ``/nix/store/<32 digits>-<name>``.
Its digits are a SHA-256, folded to 160 bits, of a text that tells what the object
is (Nix manual, "Store Path Specification").  Messages are Nix's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from .. import nixbase32
from ..bytestr import to_text
from ..errors import StoreError
from .hashes import Hash, sha256_digest

#: How files are turned into what is hashed.
Method = Literal["flat", "nar", "text", "git"]
#: As derivations and fixed-output paths write the method.
PREFIXES: dict[Method, str] = {"flat": "", "nar": "r:", "text": "text:", "git": "git:"}

DERIVATION_SUFFIX = ".drv"
MAX_NAME = 211
HASH_DIGITS = 32

_ILLEGAL = re.compile(r"[^0-9a-zA-Z+\-._?=]")
_NOT_BASE32 = re.compile(r"[^0-9a-df-np-sv-z]")


def check_name(name: str) -> None:
    """Raise StoreError unless *name* may follow the hash part of a store path."""
    if not name:
        raise StoreError("name must not be empty")
    shown = to_text(name)
    if len(name) > MAX_NAME:
        raise StoreError(f"name '{shown}' must be no longer than {MAX_NAME} characters")
    if name in (".", ".."):
        raise StoreError(f"name '{shown}' is not valid")
    for dots in (".", ".."):
        if name.startswith(dots + "-"):
            raise StoreError(
                f"name '{shown}' is not valid: first dash-separated component must not be '{dots}'"
            )
    illegal = _ILLEGAL.search(name)
    if illegal:
        raise StoreError(f"name '{shown}' contains illegal character '{to_text(illegal[0])}'")


def _check_base_name(base: str, name: str) -> None:
    try:
        check_name(name)
    except StoreError as error:
        raise StoreError(
            f"path '{to_text(base)}' is not a valid store path: {error.message}"
        ) from None


def parse_store_path(path: str, store_dir: str) -> str:
    """*path* when it names an object directly in the store; raises StoreError."""
    directory, _, base = path.rpartition("/")
    if directory != store_dir:
        raise StoreError(f'path "{to_text(path)}" is not in the Nix store')
    shown = to_text(base)
    if len(base) < HASH_DIGITS + 1:
        raise StoreError(f"'{shown}' is too short to be a valid store path")
    wrong = _NOT_BASE32.search(base, 0, HASH_DIGITS)
    if wrong:
        raise StoreError(
            f"store path '{shown}' contains illegal base-32 character '{to_text(wrong[0])}'"
        )
    _check_base_name(base, base[HASH_DIGITS + 1 :])
    return path


def is_store_path(path: str, store_dir: str) -> bool:
    """Whether *path* names an object directly in the store."""
    try:
        parse_store_path(path, store_dir)
    except StoreError:
        return False
    return True


def split_store_path(path: str, store_dir: str) -> tuple[str, str]:
    """The store object that *path* lies in, and what follows (``""``, or ``/…``)."""
    if not path.startswith(store_dir + "/"):
        raise StoreError(f"path '{to_text(path)}' is not in the Nix store")
    base, slash, rest = path[len(store_dir) + 1 :].partition("/")
    return parse_store_path(f"{store_dir}/{base}", store_dir), slash + rest


def name_of(path: str) -> str:
    """The name of a store path, without its hash part."""
    return path[path.rindex("/") + HASH_DIGITS + 2 :]


def hash_part(path: str) -> str:
    """The 32 digits of a store path."""
    start = path.rindex("/") + 1
    return path[start : start + HASH_DIGITS]


def is_derivation(path: str) -> bool:
    """Whether the name says that this is a derivation."""
    return path.endswith(DERIVATION_SUFFIX)


def compress_hash(data: bytes, size: int) -> bytes:
    """*data* folded to *size* bytes by exclusive or."""
    folded = 0
    for begin in range(0, len(data), size):
        folded ^= int.from_bytes(data[begin : begin + size], "little")
    return folded.to_bytes(size, "little")


def make_store_path(kind: str, content: str, name: str, store_dir: str) -> str:
    """The path of an object of *kind* whose hash is *content* (``sha256:…``)."""
    text = f"{kind}:{content}:{store_dir}:{name}"
    folded = compress_hash(sha256_digest(text), 20)
    base = f"{nixbase32.encode(folded)}-{name}"
    _check_base_name(base, name)
    return f"{store_dir}/{base}"


def output_name(name: str, output: str) -> str:
    """The name of an output's store path."""
    return name if output == "out" else f"{name}-{output}"


def output_path(output: str, modulo: str, name: str, store_dir: str) -> str:
    """The path of an output of a derivation whose hash, base 16, is *modulo*."""
    return make_store_path(
        "output:" + output, "sha256:" + modulo, output_name(name, output), store_dir
    )


def text_path(name: str, content: Hash, references: Iterable[str], store_dir: str) -> str:
    """The path of a text (``toFile``, derivations) that refers to *references*."""
    kind = ":".join(["text", *sorted(references)])
    return make_store_path(kind, content.prefixed("base16"), name, store_dir)


def fixed_path(
    name: str, method: Method, content: Hash, store_dir: str, references: Collection[str] = ()
) -> str:
    """The path of an object that is known by the hash of its content, and by its *references*."""
    if method == "text":
        if content.algorithm != "sha256":
            # Where C++ Nix fails an assertion.
            raise StoreError(
                f"text-hashed objects must use SHA-256, but instead using: {content.algorithm}"
            )
        return text_path(name, content, references, store_dir)
    digits = content.prefixed("base16")
    if method == "git" and content.algorithm not in ("sha1", "sha256"):
        raise StoreError(
            "Git file ingestion must use SHA-1 or SHA-256 hash,"
            f" but instead using: {content.algorithm}"
        )
    if method == "nar" and content.algorithm == "sha256":
        kind = ":".join(["source", *sorted(references)])
        return make_store_path(kind, digits, name, store_dir)
    if references:
        raise StoreError(
            f"fixed output derivation '{to_text(name)}' is not allowed to refer to other store"
            " paths.\nYou may need to use the 'unsafeDiscardReferences' derivation attribute,"
            " see the manual for more details."
        )
    inner = sha256_digest(f"fixed:out:{PREFIXES[method]}{digits}:").hex()
    return make_store_path("output:out", "sha256:" + inner, name, store_dir)


def placeholder(output: str) -> str:
    """What stands for the path of an output of the derivation itself until it is built."""
    return "/" + nixbase32.encode(sha256_digest("nix-output:" + output))


def downstream_placeholder(derivation: str, output: str) -> str:
    """What stands for the unknown path of an output of store derivation *derivation*."""
    name = name_of(derivation).removesuffix(DERIVATION_SUFFIX)
    text = f"nix-upstream-output:{hash_part(derivation)}:{output_name(name, output)}"
    return "/" + nixbase32.encode(sha256_digest(text))


def computed_placeholder(deriver: str, output: str) -> str:
    """As ``downstream_placeholder``, of a derivation that has only the placeholder *deriver*."""
    folded = compress_hash(nixbase32.decode(deriver[1:]), 20)
    text = f"nix-computed-output:{nixbase32.encode(folded)}:{output}"
    return "/" + nixbase32.encode(sha256_digest(text))


__all__ = [
    "DERIVATION_SUFFIX",
    "PREFIXES",
    "Method",
    "check_name",
    "compress_hash",
    "computed_placeholder",
    "downstream_placeholder",
    "fixed_path",
    "hash_part",
    "is_derivation",
    "is_store_path",
    "make_store_path",
    "name_of",
    "output_name",
    "output_path",
    "parse_store_path",
    "placeholder",
    "split_store_path",
    "text_path",
]
