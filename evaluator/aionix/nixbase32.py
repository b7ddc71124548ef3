"""Nix's base-32 encoding of hashes.

The digits leave out ``e o t u``; the digits of a hash run from its last bits to
its first.  Seen as a number whose first byte is the least significant one, that
is plain base 32, most significant digit first.
"""

from __future__ import annotations

ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz"

_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_DIGITS = {character: value for value, character in enumerate(ALPHABET)}


def encoded_length(size: int) -> int:
    """How many digits *size* bytes take."""
    return (size * 8 + 4) // 5


def encode(data: bytes) -> str:
    """The digits of *data*."""
    number = int.from_bytes(data, "little")
    size = encoded_length(len(data))
    pairs = [_PAIRS[number >> shift & 1023] for shift in range((size - 1) // 2 * 10, -1, -10)]
    return "".join(pairs)[size % 2 :]


def decode(text: str) -> bytes:
    """The bytes that *text* spells.

    There are as many as hold its digits, and one more where bits are left over
    that ``encode`` would not have written.  Raises ValueError, its argument the
    character, for one that is no digit.
    """
    number = 0
    for index, character in enumerate(reversed(text)):
        digit = _DIGITS.get(character)
        if digit is None:
            raise ValueError(character)
        number |= digit << 5 * index
    size = len(text) * 5 // 8
    return number.to_bytes(max(size, (number.bit_length() + 7) // 8), "little")
