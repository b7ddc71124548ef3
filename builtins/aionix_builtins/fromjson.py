"""JSON as values: the work of ``fromJSON``, which ``readjson`` declares.

The standard library reads the ordinary text, its C scanner at full speed: bytes
beyond ASCII stay as they are (one character each) once the whole is known to be
UTF-8, and escapes of characters beyond ASCII are replaced by their bytes before.
Sets are made while it reads.  Whatever it reads otherwise than Nix — and whatever
is wrong — is left to ``jsonscan``.

A large text is read in steps of about a millisecond, so that the host gets its
turns: the scanner is given a window of the text, and reads from it one element
after the other, or those that begin alike together.  What doesn't fit into a window
is entered (``_Walk``).
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NoReturn

import re2

from aionix.bytestr import from_text
from aionix.runtime.freeing import watched
from aionix.runtime.large import joined
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.thunk import GUARD
from aionix.runtime.values import Attrs, Cell, Value

from .jsonscan import INT_MAX, INT_MIN, JsonSyntaxError, Reader

__all__ = ["JsonSyntaxError"]


class _OddError(Exception):
    """Not for the standard library."""


def _odd(*arguments: Any) -> NoReturn:
    raise _OddError


#: Texts from this length on are read in steps, or in a thread if they are odd.
LARGE = 1 << 17
#: Lists and sets with more elements are freed in steps (``watched``).
MANY = 1 << 12
#: Characters that are looked at in one step.
WINDOW = 1 << 16

_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})(?:(?<=[dD][89abAB]..)\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|.)", re.DOTALL
)
#: Where a number could be one that 64 bits don't hold.  By RE2: 16 ms for 10 MB, ``re`` 180.
_LARGE_NUMBER = re2.compile(r"[0-9]{19}|[0-9][eE]\+?[0-9]{2}")
#: Where there could be a list in a list.
_LIST_IN_LIST = re2.compile(r"[\[,][ \t\r\n]*\[")
_SPACE = re.compile(r"[ \t\r\n]*").match
#: How a list or set begins, with its first name.
_START = re.compile(r'[ \t\r\n]*(?:\[|\{"[^"]{0,64}")').match
#: Before these a text may be cut: none stands in a number, an escape, or a character.
_CUT = re.compile("[ ,:}]")


#: What the standard library raises for odd texts, and the walk.
ODD = (_OddError, ValueError, RecursionError, StopIteration, IndexError)


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0]
    code = int(match[1], 16)
    if match[2] is not None:
        code = 0x10000 + (code - 0xD800 << 10) + int(match[2], 16) - 0xDC00
    elif code == 0 or 0xD800 <= code < 0xE000:
        raise _OddError
    return match[0] if code < 128 else from_text(chr(code))


def _prepared(text: str) -> str:
    """*text* with no other escapes than those of ASCII.  Raises one of ``ODD`` if not UTF-8."""
    if not text.isascii():
        text.encode("latin-1").decode("utf-8")
    return _ESCAPE.sub(_unescape, text) if "\\u" in text else text


# --- values, as they are read ---------------------------------------------------------------


def _set_of_lists(found: dict[str, Any]) -> Attrs:
    """A set with no lists but such as have no lists as items."""
    for name, value in found.items():
        if type(value) is list:
            found[name] = tuple(value)
    return Attrs(found)


def _set(found: dict[str, Any]) -> Attrs:
    for name, value in found.items():
        if type(value) is list:
            found[name] = _list(value)
    return Attrs(found)


def _list(found: list[Any]) -> tuple[Cell, ...]:
    """A list.  Not deep: the scanner nests no deeper than Python's functions may."""
    if list in map(type, found):
        return tuple([_list(item) if type(item) is list else item for item in found])
    return tuple(found)


def _int(literal: str) -> int:
    if len(literal) < 25 and INT_MIN <= (value := int(literal)) <= INT_MAX:
        return value
    raise _OddError


def _float(literal: str) -> float:
    value = float(literal)
    if value - value != 0:
        raise _OddError
    return value


#: By whether numbers could be too large, and what is made of an object.
_SCANNERS = {
    (large, hook): json.JSONDecoder(  # type: ignore[attr-defined]
        parse_constant=_odd,
        parse_int=_int if large else None,
        parse_float=_float if large else None,
        object_hook=hook,
    ).scan_once
    for large in (False, True)
    for hook in (Attrs, _set_of_lists, _set)
}


def _scanner(text: str) -> Any:
    """What reads values out of *text*: ``scan(text, index)`` gives one, and its end.

    A list that is no attribute's value comes as Python's (``_list``).
    """
    hook: Any = Attrs
    if "[" in text:
        hook = _set if _LIST_IN_LIST.search(text) else _set_of_lists
    return _SCANNERS[_LARGE_NUMBER.search(text) is not None, hook]


def read_ordinary(text: str) -> Value:
    """The value of ordinary JSON; raises one of ``ODD`` for the rest."""
    text = _prepared(text)
    value, end = _scanner(text)(text, _space(text, 0))
    if _space(text, end) != len(text):
        raise _OddError
    return _list(value) if type(value) is list else value


def parse_json(text: str) -> Value:
    """The value that the nix string *text* spells in JSON."""
    try:
        return read_ordinary(text)
    except ODD:
        return Reader(text).read()


# --- large texts ------------------------------------------------------------------------------


async def read_large(text: str) -> Value:
    """As ``read_ordinary``, in steps."""
    pieces = []
    begin = 0
    while begin < len(text):
        cut = _CUT.search(text, begin + WINDOW)
        end = len(text) if cut is None else cut.start()
        pieces.append(_prepared(text[begin:end]))
        begin = end
        if GUARD[0] < 0:
            await suspend(TURN)
    walk = _Walk(await joined(pieces))
    while walk.step():
        if GUARD[0] < 0:
            await suspend(TURN)
    return walk.result


class _Walk:
    """Reads a list or set, some elements of which may be large as well, a window at a time.

    ``step`` reads on from *begin* as far as a window goes.  *open_*: the containers that
    this is in, a list or dict each; *names*: what each is called where it is in a set.
    *after*: the last element of the innermost has been read, but not what follows it.
    *misses*: how often ``_several`` guessed wrong.
    """

    __slots__ = ("after", "begin", "misses", "names", "open_", "result", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.begin = 0
        self.after = False
        self.misses = 0
        self.open_: list[Any] = []
        self.names: list[str | None] = []
        self.result: Value = None
        self._large_element(None)

    def step(self) -> bool:
        """Read on.  False when all is read.  Raises one of ``ODD`` for what is odd."""
        begin, text, after = self.begin, self.text, self.after
        window = text[begin : begin + WINDOW]
        last = begin + WINDOW >= len(text)
        scan = _scanner(window)
        container = self.open_[-1]
        good = 0
        if not after and type(container) is list:
            good = self._several(window, scan, container)
            after = good > 0
        try:
            while True:
                if not after:
                    at, name = good, None
                    if type(container) is dict:
                        name, at = _name(window, at)
                    elif window[at] in " \t\r\n":
                        at = _space(window, at)
                    value, at = scan(window, at)
                    if not last and at > len(window) - 3 and type(value) in (int, float):
                        break  # there may be more of it
                    if type(value) is list:
                        value = _list(value)
                    if name is None:
                        container.append(value)
                    else:
                        container[name] = value
                    good = at
                    after = True
                c = window[good]
                if c in " \t\r\n":
                    good = _space(window, good)
                    c = window[good]
                good += 1
                if c == ",":
                    after = False
                elif self._close(container, c):
                    if _space(text, begin + good) != len(text):
                        raise _OddError
                    return False
                else:
                    container = self.open_[-1]
        except (ValueError, IndexError, StopIteration):
            if last:
                raise _OddError from None
        self.begin = begin + good
        self.after = after
        if not good:
            self._large_element(container)
        return True

    def _several(self, window: str, scan: Any, container: list[Any]) -> int:
        """Read elements of a list in one go, up to the last that seems to end in *window*.

        That is before what looks as the window does at its beginning.  Where they end; 0 if that
        was no end of an element but inside of one.
        """
        start = _START(window)
        end = -1 if start is None or self.misses > 1 else window.rfind(f",{start[0]}")
        if end < WINDOW // 2:
            return 0
        text = f"[{window[:end]}]"
        try:
            found, stop = scan(text, 0)
        except (ValueError, IndexError, StopIteration):
            stop = 0
        if stop < len(text):
            self.misses += 1
            return 0
        container += _list(found)
        return end

    def _close(self, container: Any, bracket: str) -> bool:
        """The innermost container ends; whether it is the outermost."""
        keyed = type(container) is dict
        value: Value = Attrs(container) if keyed else tuple(container)
        if bracket != ("}" if keyed else "]"):
            raise _OddError
        if len(container) > MANY:
            watched(value)
        self.open_.pop()
        name = self.names.pop()
        if not self.open_:
            self.result = value
            return True
        if name is None:
            self.open_[-1].append(value)
        else:
            self.open_[-1][name] = value
        return False

    def _large_element(self, container: Any) -> None:
        """Go on with what no window is large enough for."""
        text = self.text
        at = _space(text, self.begin)
        if not self.after:
            name = None
            if type(container) is dict:
                name, at = _name(text, at)
            if text[at] == "{" or text[at] == "[":
                self.open_.append({} if text[at] == "{" else [])
                self.names.append(name)
                at += 1
            elif text[at] == '"' and container is not None:
                value, at = scanstring(text, at + 1)
                if name is None:
                    container.append(value)
                else:
                    container[name] = value
                self.after = True
            else:
                raise _OddError
        elif at - self.begin < WINDOW:
            raise _OddError
        self.begin = at


def _space(text: str, at: int) -> int:
    """Where the blanks at *at* end."""
    return _SPACE(text, at).end()  # type: ignore[union-attr]


def _name(text: str, at: int) -> tuple[str, int]:
    """The name of the attribute at *at*, and where its value begins."""
    if text[at] != '"':
        at = _space(text, at)
        if text[at] != '"':
            raise _OddError
    name, at = scanstring(text, at + 1)
    if text[at] != ":":
        at = _space(text, at)
        if text[at] != ":":
            raise ValueError
    if text[at + 1] in " \t\r\n":
        at = _space(text, at + 1) - 1
    return name, at + 1


def read_odd(text: str) -> Value:
    """The value of any JSON.  Raises JsonSyntaxError."""
    return Reader(text).read()
