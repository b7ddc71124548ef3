"""A JSON reader that needs no recursion and fails as Nix's JSON library does.

``fromjson`` uses it for what the standard library does not read exactly as Nix
does: deep nesting, numbers beyond 64 bits, odd input — and for the messages of
all that is wrong.  Text is a nix string; so are the strings that it gives.

The reader's position is the number of bytes read, the end of the text counting
as one; "last read" is all since the last number or string began.
"""

from __future__ import annotations

import re
from typing import Any

from aionix.bytestr import from_text, to_text
from aionix.errors import EvalError
from aionix.runtime.values import Attrs

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
UNSIGNED_MAX = 2**64 - 1


class JsonSyntaxError(EvalError):
    """Not JSON."""


_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DIGITS = re.compile(r"[0-9]*")
_CHUNK = re.compile(r'[^"\\\x00-\x1f]*')
_HEX = re.compile(r"[0-9a-fA-F]{0,4}")
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
_CONTROL_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI"
    " DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_CONTROL = _CONTROL_NAMES.split()

#: Tokens by kind: as messages name them.
_VALUE = "'[', '{', or a literal"
_STRING = "string literal"
_END = "end of input"
_BAD = "<parse error>"
_NAMES = {"null": "null literal", "true": "true literal", "false": "false literal"}
_WORDS = {"n": ("null", None), "t": ("true", True), "f": ("false", False)}


class Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        #: Where "last read" begins.
        self.begin = 0
        #: The token: its kind, its value, what is wrong with it.
        self.kind = ""
        self.value: Any = None
        self.wrong = ""
        #: The last character was given back and is a line end (see ``_position``).
        self.returned = False

    # --- grammar

    def read(self) -> Any:
        """The value that the text spells."""
        #: Open arrays and objects, and the key that the next value of an object belongs to.
        open_: list[Any] = []
        keys: list[str] = []
        self._next()
        while True:
            kind = self.kind
            if kind == "'{'":
                self._next()
                if self.kind != "'}'":
                    open_.append({})
                    self._key(keys)
                    continue
                value: Any = Attrs({})
            elif kind == "'['":
                self._next()
                if self.kind != "']'":
                    open_.append([])
                    continue
                value = ()
            elif kind in _SCALARS:
                value = self.value
                if kind == "number literal":
                    value = self._number_value()
                elif kind == _STRING:
                    self.check_string(value)
            elif kind == _BAD:
                raise self._error("value", None)
            elif kind == _END and self.at == 1:
                raise JsonSyntaxError(
                    f"[json.exception.parse_error.101] parse error at {self._position()}:"
                    " attempting to parse an empty input; check that your input string or"
                    " stream contains the expected JSON"
                )
            else:
                raise self._error("value", _VALUE)
            while True:
                if not open_:
                    self._next()
                    if self.kind != _END:
                        raise self._error("value", _END)
                    return value
                container = open_[-1]
                self._next()
                if type(container) is list:
                    container.append(value)
                    if self.kind == "','":
                        self._next()
                        break
                    if self.kind != "']'":
                        raise self._error("array", "']'")
                    value = tuple(container)
                else:
                    container[keys.pop()] = value
                    if self.kind == "','":
                        self._next()
                        self._key(keys)
                        break
                    if self.kind != "'}'":
                        raise self._error("object", "'}'")
                    value = Attrs(container)
                open_.pop()

    def _key(self, keys: list[str]) -> None:
        """The key that is the present token, and the colon; goes on to the value."""
        if self.kind != _STRING:
            raise self._error("object key", _STRING)
        keys.append(self.value)
        self.check_string(self.value)
        self._next()
        if self.kind != "':'":
            raise self._error("object separator", "':'")
        self._next()

    def _number_value(self) -> int | float:
        value = self.value
        if type(value) is int and not INT_MIN <= value <= INT_MAX:
            if 0 < value <= UNSIGNED_MAX:
                return self.large(value)
            value = float(self.text[self.begin : self.at])
        if value - value != 0:
            number = self.text[self.begin : self.at]
            raise JsonSyntaxError(
                f"[json.exception.out_of_range.406] number overflow parsing '{number}'"
            )
        return value  # type: ignore[no-any-return]

    # --- what JSON has and Nix has not

    def check_string(self, string: str) -> None:
        """Raise unless *string* can be a Nix string: those hold no NUL."""
        if "\0" in string:
            shown = to_text(string).replace("\0", "␀")
            raise EvalError(
                f"input string '{shown}' cannot be represented as Nix string"
                " because it contains null bytes"
            )

    def large(self, number: int) -> int:
        """What becomes of a number that only unsigned 64 bits hold; here an error."""
        raise EvalError(f"unsigned json number {number} outside of Nix integer range")

    # --- messages

    def _position(self) -> str:
        read = self.text[: self.at]
        line = read.count("\n")
        column = self.at - (read.rfind("\n") + 1)
        if self.returned:
            # The library forgets the column when it gives back a line end.
            column = 0
        return f"line {line + 1}, column {column}"

    def _error(self, context: str, wanted: str | None) -> JsonSyntaxError:
        if self.kind == _BAD:
            last = re.sub(
                r"[\x00-\x1f]",
                lambda match: f"<U+{ord(match[0]):04X}>",
                self.text[self.begin : self.at],
            )
            found = f"{self.wrong}; last read: '{to_text(last)}'"
        else:
            found = f"unexpected {self.kind}"
        return JsonSyntaxError(
            f"[json.exception.parse_error.101] parse error at {self._position()}:"
            f" syntax error while parsing {context} - {found}"
            + (f"; expected {wanted}" if wanted else "")
        )

    # --- tokens

    def _next(self) -> None:
        """Read the next token."""
        text = self.text
        self.returned = False
        if self.at == 0 and text.startswith("\xef"):
            for index, byte in enumerate("\xef\xbb\xbf"):
                self.at = index + 1
                if text[index : index + 1] != byte:
                    self._fail("invalid BOM; must be 0xEF 0xBB 0xBF if given")
                    return
        at = _SPACE.match(text, self.at).end()  # type: ignore[union-attr]
        self.at = at + 1
        if at >= len(text):
            self.kind = _END
            return
        c = text[at]
        if c in "[]{}:,":
            self.kind = f"'{c}'"
        elif c == '"':
            self.begin = at
            self._string()
        elif c == "-" or "0" <= c <= "9":
            self.begin = at
            self._number()
        elif c in _WORDS:
            word, self.value = _WORDS[c]
            self.kind = _NAMES[word]
            for offset in range(1, len(word)):
                self.at = at + offset + 1
                if text[at + offset : at + offset + 1] != word[offset]:
                    self._fail("invalid literal")
                    return
        else:
            self._fail("invalid literal")

    def _fail(self, wrong: str) -> None:
        self.kind = _BAD
        self.wrong = wrong

    def _number(self) -> None:
        text = self.text
        at = self.begin
        match = _NUMBER.match(text, at)
        end = at + 1 if match is None else match.end()
        rest = text[end : end + 1]
        if match is None:
            self.at = end + 1
            self._fail("invalid number; expected digit after '-'")
            return
        # What was read decides, not what matched: "1." and "1e" are wrong numbers.
        if rest == "." and match[1] is None and match[2] is None:
            self.at = end + 2
            self._fail("invalid number; expected digit after '.'")
            return
        if rest and rest in "eE" and match[2] is None:
            self.at = end + 2
            if text[end + 1 : end + 2] in ("+", "-"):
                self.at = end + 3
                self._fail("invalid number; expected digit after exponent sign")
            else:
                self._fail("invalid number; expected '+', '-', or digit after exponent")
            return
        self.kind = "number literal"
        self.at = end
        self.returned = rest == "\n"
        literal = match[0]
        if match[1] is None and match[2] is None:
            # Longer ones are floats anyway, and slow to convert.
            self.value = int(literal) if len(literal) < 25 else float(literal)
        else:
            self.value = float(literal)

    def _string(self) -> None:
        text = self.text
        at = self.begin + 1
        pieces: list[str] = []
        while True:
            end = _CHUNK.match(text, at).end()  # type: ignore[union-attr]
            if end > at:
                chunk = text[at:end]
                if not chunk.isascii():
                    bad = _malformed(chunk)
                    if bad is not None:
                        self.at = at + bad + 1
                        self._fail("invalid string: ill-formed UTF-8 byte")
                        return
                pieces.append(chunk)
            at = end + 1
            self.at = at
            c = text[end : end + 1]
            if c == '"':
                self.kind = _STRING
                self.value = "".join(pieces)
                return
            if c == "":
                self._fail("invalid string: missing closing quote")
                return
            if c != "\\":
                code = ord(c)
                short = f" or {_SHORT[code]}" if code in _SHORT else ""
                self._fail(
                    f"invalid string: control character U+{code:04X} ({_CONTROL[code]})"
                    f" must be escaped to \\u{code:04X}{short}"
                )
                return
            escape = text[at : at + 1]
            self.at = at = at + 1
            if escape == "u":
                piece = self._code_point(at)
                if piece is None:
                    return
                pieces.append(piece)
                at = self.at
            elif escape in _ESCAPES:
                pieces.append(_ESCAPES[escape])
            else:
                self._fail("invalid string: forbidden character after backslash")
                return

    def _code_point(self, at: int) -> str | None:
        """The character behind ``\\u`` (a surrogate pair counts as one); None when wrong."""
        code = self._hex(at)
        if code is None:
            return None
        if 0xD800 <= code < 0xDC00:
            at = self.at
            for wanted in "\\u":
                self.at += 1
                if self.text[self.at - 1 : self.at] != wanted:
                    self._fail(_LONE_HIGH)
                    return None
            low = self._hex(at + 2)
            if low is None:
                return None
            if not 0xDC00 <= low < 0xE000:
                self._fail(_LONE_HIGH)
                return None
            code = 0x10000 + (code - 0xD800 << 10) + low - 0xDC00
        elif 0xDC00 <= code < 0xE000:
            self._fail(_LONE_LOW)
            return None
        return from_text(chr(code))

    def _hex(self, at: int) -> int | None:
        end = _HEX.match(self.text, at).end()  # type: ignore[union-attr]
        if end - at < 4:
            self.at = end + 1
            self._fail("invalid string: '\\u' must be followed by 4 hex digits")
            return None
        self.at = end
        return int(self.text[at:end], 16)


_SCALARS = frozenset([_STRING, "number literal", *_NAMES.values()])

_LONE_HIGH = "invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF"
_LONE_LOW = "invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF"


def _malformed(chunk: str) -> int | None:
    """Index of the byte that can't stand where it does (or of what follows the chunk)."""
    try:
        chunk.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return len(chunk)
        return error.start if error.reason == "invalid start byte" else error.end
    return None
