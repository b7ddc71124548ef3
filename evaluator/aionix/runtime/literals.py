"""How single values are spelled as Nix code: strings, attribute names, floats.

Used by everything that shows values: ``describe``, ``aionix.printer``, error
messages of builtins.  Takes and gives nix strings (see ``bytestr``); whoever
shows the result decodes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign
from re import compile as regex

#: Words that can't stand bare as an attribute name.  (``or`` can.)
KEYWORDS = frozenset(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"])

_BARE_NAME = regex(r"[A-Za-z_][A-Za-z0-9_'-]*\Z")
_SPECIAL = regex(r'["\\\n\r\t]|\$\{')
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "${": "\\${",
}


def escape(string: str) -> str:
    """*string* with what is special between double quotes escaped."""
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], string)


def quote_string(string: str) -> str:
    """A string as a Nix literal."""
    return f'"{escape(string)}"'


def show_attr_name(name: str) -> str:
    """An attribute name, quoted where Nix's syntax needs it."""
    if _BARE_NAME.match(name) and name not in KEYWORDS:
        return name
    return quote_string(name)


def show_attr_path(names: Iterable[str]) -> str:
    """An attribute path as messages show it: ``a."b c".d``."""
    return ".".join(show_attr_name(name) for name in names)


def show_float(value: float) -> str:
    """A float as values are printed: six significant digits, C's ``%g``."""
    if value != value:
        return "-nan" if copysign(1.0, value) < 0 else "nan"
    return f"{value:g}"


def count_of(number: int, single: str, plural: str) -> str:
    """``1 byte``, ``2 bytes``."""
    return f"{number} {single if number == 1 else plural}"
