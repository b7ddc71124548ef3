"""``fromJSON``.

The standard library reads the ordinary text, its C scanner at full speed: bytes
beyond ASCII stay as they are (one character each) once the whole is known to be
UTF-8, and escapes of characters beyond ASCII are replaced by their bytes before.
Whatever it reads otherwise than Nix — and whatever is wrong — is left to
``jsonscan``.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from aionix.bytestr import from_text
from aionix.limits import FLOOR, check_memory
from aionix.runtime.coerce import traced
from aionix.runtime.context import Context
from aionix.runtime.offload import offload
from aionix.runtime.values import Attrs, Value

from .jsonscan import INT_MAX, INT_MIN, JsonSyntaxError, Reader
from .registry import PLAIN_STRING, Arg, builtin


class _OddError(Exception):
    """Not for the standard library."""


def _odd(*arguments: Any) -> NoReturn:
    raise _OddError


_decode = json.JSONDecoder(parse_constant=_odd).decode

#: Texts from this length on are read in a thread: that takes a few milliseconds.
LARGE = 1 << 17


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return found


def _int(text: str) -> int:
    return int(text)


#: The same, with functions of Python's inside, at which it switches to other threads.
_decode_slowly = json.JSONDecoder(parse_constant=_odd, object_hook=_plain, parse_int=_int).decode

_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})(?:(?<=[dD][89abAB]..)\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|.)", re.DOTALL
)


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0]
    code = int(match[1], 16)
    if match[2] is not None:
        code = 0x10000 + (code - 0xD800 << 10) + int(match[2], 16) - 0xDC00
    elif code == 0 or 0xD800 <= code < 0xE000:
        raise _OddError
    return match[0] if code < 128 else from_text(chr(code))


def _read_ordinary(text: str) -> Value:
    """The value of ordinary JSON; raises one of several errors for the rest."""
    if not text.isascii():
        text.encode("latin-1").decode("utf-8")
    if "\\u" in text:
        text = _ESCAPE.sub(_unescape, text)
    decode = _decode if len(text) < LARGE else _decode_slowly
    return _convert(decode(text), _has_large(text))


#: Where a number could be one that 64 bits don't hold: only then are numbers looked at.
_LARGE = re.compile(r"[0-9]{19}|[0-9][eE]\+?[0-9]{2}")
#: Characters that are searched in one step, a millisecond, and how many such a number takes.
_WINDOW, _NUMBER = 1 << 16, 32


def _has_large(text: str) -> bool:
    """Whether there could be such a number."""
    return any(
        _LARGE.search(text, at, at + _WINDOW + _NUMBER) is not None
        for at in range(0, len(text), _WINDOW)
    )


def _convert(root: Any, large: bool) -> Value:
    """Python's lists and dicts as Nix values, without recursion.

    All containers are listed parents first; then each becomes a value and takes
    its place in its parent, children first.  *large*: numbers may be too large.
    """
    containers: list[Any] = [[root]]
    places: list[tuple[Any, Any]] = []
    for container in containers:
        keyed = type(container) is dict
        kinds = set(map(type, container.values() if keyed else container))
        if large and (int in kinds or float in kinds):
            for item in container.values() if keyed else container:
                if type(item) is int and not INT_MIN <= item <= INT_MAX:
                    raise _OddError
                if type(item) is float and item - item != 0:
                    raise _OddError
        if dict in kinds or list in kinds:
            for key, item in container.items() if keyed else enumerate(container):
                kind = type(item)
                if kind is dict or kind is list:
                    containers.append(item)
                    places.append((container, key))
    for parent, key in reversed(places):
        container = containers.pop()
        parent[key] = tuple(container) if type(container) is list else Attrs(container)
    return containers[0][0]


def parse_json(text: str) -> Value:
    """The value that the nix string *text* spells in JSON."""
    if FLOOR and len(text) > FLOOR[0]:
        # What Python makes of them: a set 64 bytes and more, an item up to 60.
        check_memory(len(text) + 160 * text.count("{") + 60 * (text.count("[") + text.count(",")))
    try:
        return _read_ordinary(text)
    except (_OddError, ValueError, RecursionError):
        return Reader(text).read()


@traced
async def _failed(error: JsonSyntaxError, what: str) -> NoReturn:
    raise error


@builtin(
    "fromJSON",
    Arg("e", PLAIN_STRING),
    doc="The value that the string *e* spells in JSON.",
)
async def from_json(ctx: Context, depth: int, text: str) -> Value:
    try:
        return await offload(len(text) >= LARGE, parse_json, text)
    except JsonSyntaxError as error:
        return await _failed(error.with_traceback(None), "while decoding a JSON string")
