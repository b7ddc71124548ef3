"""Floats as JSON: the digits that C++ Nix's JSON library writes.

It uses Grisu2 (Florian Loitsch, "Printing Floating-Point Numbers Quickly and
Accurately with Integers", 2010): mostly the shortest digits that read back as
the same float, but not always, so Python's ``repr`` won't do.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from math import frexp, ulp

_HIDDEN = 1 << 52
_MASK64 = (1 << 64) - 1

#: Wanted binary exponent of a product with a cached power.
_ALPHA = -60
_FIRST_POWER = -300
_POWER_STEP = 8


def _power(k: int) -> tuple[int, int]:
    """10**k as a 64-bit significand, rounded, and its binary exponent."""
    if k >= 0:
        number = 10**k
        shift = number.bit_length() - 64
        significand = number << -shift if shift <= 0 else (number + (1 << shift - 1)) >> shift
    else:
        divisor = 10**-k
        shift = -(divisor.bit_length() + 63)
        significand = ((1 << -shift + 1) // divisor + 1) >> 1
        if significand < 1 << 63:
            shift -= 1
            significand = ((1 << -shift + 1) // divisor + 1) >> 1
    if significand >> 64:
        significand >>= 1
        shift += 1
    return significand, shift


_POWERS = [(*_power(k), k) for k in range(_FIRST_POWER, 325, _POWER_STEP)]


def _multiply(a: int, b: int) -> int:
    """The upper half of the product of two 64-bit numbers, rounded."""
    return a * b + (1 << 63) >> 64


def _digits(value: float) -> tuple[str, int]:
    """Digits and decimal exponent of a positive float: ``digits × 10**exponent``."""
    bits: int = struct.unpack("<Q", struct.pack("<d", value))[0]
    exponent, fraction = bits >> 52, bits & _HIDDEN - 1
    if exponent == 0:
        f, e = fraction, -1074
    else:
        f, e = fraction | _HIDDEN, exponent - 1075
    # The neighbourhood whose numbers all read back as *value*.
    upper, upper_e = 2 * f + 1, e - 1
    if fraction == 0 and exponent > 1:
        lower, lower_e = 4 * f - 1, e - 2
    else:
        lower, lower_e = 2 * f - 1, e - 1
    shift = 64 - upper.bit_length()
    upper, upper_e = upper << shift, upper_e - shift
    lower <<= lower_e - upper_e
    f <<= 64 - f.bit_length()

    wanted = _ALPHA - upper_e - 1
    k = abs(wanted) * 78913 // (1 << 18)
    k = k + 1 if wanted > 0 else -k
    power, power_e, power_k = _POWERS[(k - _FIRST_POWER + _POWER_STEP - 1) // _POWER_STEP]
    middle = _multiply(f, power)
    top = _multiply(upper, power) - 1
    bottom = _multiply(lower, power) + 1
    return _generate(bottom, middle, top, -(upper_e + power_e + 64), -power_k)


def _generate(bottom: int, middle: int, top: int, point: int, exponent: int) -> tuple[str, int]:
    """The shortest digits between *bottom* and *top*, whose binary point is *point* bits in."""
    delta, distance = top - bottom, top - middle
    one = 1 << point
    whole, part = top >> point, top & one - 1
    digits: list[int] = []
    left = len(str(whole))
    scale: int = 10 ** (left - 1)
    while left > 0:
        digit, whole = divmod(whole, scale)
        digits.append(digit)
        left -= 1
        rest = (whole << point) + part
        if rest <= delta:
            _round(digits, distance, delta, rest, scale << point)
            return "".join(map(str, digits)), exponent + left
        scale //= 10
    while True:
        part *= 10
        digits.append(part >> point)
        part &= one - 1
        exponent -= 1
        delta = delta * 10
        distance = distance * 10
        if part <= delta:
            _round(digits, distance, delta, part, one)
            return "".join(map(str, digits)), exponent


def _round(digits: list[int], distance: int, delta: int, rest: int, unit: int) -> None:
    """Lower the last digit while that comes closer to the value."""
    while (
        rest < distance
        and delta - rest >= unit
        and (rest + unit < distance or distance - rest > rest + unit - distance)
    ):
        digits[-1] -= 1
        rest += unit


def _repr_agrees(value: float) -> bool:
    """Whether Grisu2 surely finds the digits of ``repr``: a quick test for the usual case.

    Grisu2 misses the shortest digits when they lie at the very edge of the numbers
    that read back as *value*.  Of up to 15 digits there is one candidate only.
    """
    text = repr(value)
    whole, _, part = text.partition(".")
    if len(text) > 16 or frexp(value)[0] == 0.5:
        return False
    numerator, denominator = value.as_integer_ratio()
    scale: int = 10 ** len(part)
    off = abs(int(whole + part) * denominator - numerator * scale)
    return off * 2.01 < ulp(value) * denominator * scale


def format_json_float(value: float) -> str:
    """A float as JSON; what is not finite becomes ``null``."""
    if value - value != 0:
        return "null"
    if -1e15 < value < 1e15 and value == int(value):
        return repr(value)
    return "-" + _format(-value) if value < 0 else _format(value)


@lru_cache(maxsize=4096)
def _format(value: float) -> str:
    """A positive float."""
    if 1e-4 <= value < 1e15 and _repr_agrees(value):
        return repr(value)
    digits, exponent = _digits(value)
    point = len(digits) + exponent
    if exponent >= 0 and point <= 15:
        return f"{digits}{'0' * exponent}.0"
    if 0 < point <= 15:
        return f"{digits[:point]}.{digits[point:]}"
    if -4 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+03d}"
