"""Byte strings held as ``str``: the one place where bytes and text meet.

Nix strings are sequences of bytes.  aionix keeps each of them as a ``str`` with
one character per byte (latin-1), so that length, slicing, comparison, hashing
and regular expressions have Nix's byte semantics without further work.  Text is
converted here, at the boundary, and nowhere else:

* *nix string*: one character per byte, every character below U+0100;
* *text*: ordinary Python text, as shown to people and passed through the API.

Bytes which are not UTF-8 survive the round trip as lone surrogates
(``surrogateescape``, PEP 383).
"""

from __future__ import annotations


def from_text(text: str) -> str:
    """The nix string that holds the UTF-8 encoding of *text*."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def to_text(string: str) -> str:
    """The text that the bytes of a nix string spell; undecodable bytes become lone surrogates."""
    if string.isascii():
        return str(string)
    return string.encode("latin-1").decode("utf-8", "surrogateescape")


def from_bytes(data: bytes) -> str:
    """The nix string with the bytes *data*."""
    return data.decode("latin-1")


def to_bytes(string: str) -> bytes:
    """The bytes of a nix string."""
    return string.encode("latin-1")
