"""A TOML 1.0 reader without recursion.

The standard library's reader recurses, rounds times to microseconds, and turns
CRLF into LF; this one does as Nix's library (toml11) does.  The text and all
strings are nix strings.  Messages are toml11's for the commonest mistakes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Any

from aionix.bytestr import from_text, to_text
from aionix.runtime.values import Attrs

INT_MIN, INT_MAX = -(2**63), 2**63 - 1


class TomlSyntaxError(Exception):
    """Not TOML; the argument is toml11's message."""


@dataclass(frozen=True)
class Timestamp:
    """A date or time, spelled as Nix shows it."""

    text: str


class Table:
    """A table, and how it came to be, which decides who may still add to it.

    *kind*: ``implicit`` (part of a longer header), ``header``, ``dotted`` (part of
    a dotted key) or ``inline``.
    """

    __slots__ = ("d", "kind")

    def __init__(self, kind: str) -> None:
        self.d: dict[str, Any] = {}
        self.kind = kind


class TableArray(list[Table]):
    """What ``[[name]]`` adds to."""


_BLANK = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"#[^\x00-\x08\x0a-\x1f\x7f]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'[^"\\\x00-\x08\x0a-\x1f\x7f]*')
_BASIC_LINES = re.compile(r'(?:[^"\\\x00-\x08\x0b-\x1f\x7f]|\r\n)*')
_LITERAL = re.compile(r"[^'\x00-\x08\x0a-\x1f\x7f]*")
_LITERAL_LINES = re.compile(r"(?:[^'\x00-\x08\x0b-\x1f\x7f]|\r\n)*")
_LINE_END_BACKSLASH = re.compile(r"[ \t]*\r?\n(?:[ \t]|\r?\n)*")
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_PREFIXED = re.compile(
    r"0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)(?![0-9A-Za-z_.])"
)
_NUMBER = re.compile(
    r"[+-]?(?:0|[1-9](?:_?[0-9])*)"
    r"(\.[0-9](?:_?[0-9])*)?([eE][+-]?[0-9](?:_?[0-9])*)?(?![0-9A-Za-z_.:])"
)
_SPECIAL = re.compile(r"([+-]?)(inf|nan)(?![0-9A-Za-z_])")
_WORD = re.compile(r"(true|false)(?![0-9A-Za-z_])")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:([Tt]|[ ](?=[0-9]{2}:)))?")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?")
_OFFSET = re.compile(r"[Zz]|([+-])([0-9]{2}):([0-9]{2})")

_HINT_KEY = "\nHint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0."
_HINT_INTEGER = (
    "\nHint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755"
    "\nHint: invalid: _42, 1__000, 0123"
)
_HINT_FLOAT = (
    "\nHint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan"
    "\nHint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0"
)


class Reader:
    """Reads one document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 3 if text.startswith("\xef\xbb\xbf") else 0
        self.root = Table("header")

    def read(self) -> Table:
        """The document's table, with tables and lists inside it (not yet Nix values)."""
        bad = _malformed(self.text)
        if bad is not None:
            raise self._fail("bad format: invalid UTF-8", bad)
        table = self.root
        while True:
            self._blank()
            if self.at >= len(self.text):
                return self.root
            c = self.text[self.at]
            if c == "[":
                table = self._header()
            elif c not in "#\r\n":
                path = self._path()
                if not self._take("="):
                    raise self._fail(
                        "toml::parse_key_value_pair: invalid key value separator `=`",
                        note="expected =",
                    )
                self._blank()
                begin = self.at
                self._insert(table, path, self._value(), begin)
            self._end_of_line()

    # --- lines

    def _fail(
        self, title: str, at: int | None = None, note: str = "here", hint: str = ""
    ) -> TomlSyntaxError:
        text = self.text
        place = min(self.at if at is None else at, len(text))
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        number = str(text.count("\n", 0, start) + 1)
        margin = " " * len(number)
        line = to_text(text[start : end if end >= 0 else len(text)].rstrip("\r"))
        return TomlSyntaxError(
            f"[error] {title}\n{margin}--> fromTOML\n{margin}  |\n"
            f" {number} | {line}\n{margin}  | {' ' * (place - start)}^-- {note}{hint}"
        )

    def _take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _blank(self) -> None:
        self._skip(_BLANK)

    def _line_break(self) -> bool:
        return self._take("\n") or self._take("\r\n")

    def _end_of_line(self) -> None:
        self._blank()
        commented = self._skip(_COMMENT)
        if not self._line_break() and self.at < len(self.text):
            where = "parse_comment_line" if commented else "parse_table"
            raise self._fail(f"toml::{where}: newline (LF / CRLF) or EOF is expected")

    def _lines(self) -> None:
        """Skip blanks, comments and line ends."""
        while True:
            self._blank()
            if self._skip(_COMMENT) and self.at < len(self.text):
                if not self._line_break():
                    raise self._fail(
                        "toml::parse_comment_line: newline (LF / CRLF) or EOF is expected"
                    )
            elif not self._line_break():
                return

    # --- keys and tables

    def _path(self) -> list[str]:
        """A key, dotted or not, and the blanks behind it."""
        path: list[str] = []
        while True:
            self._blank()
            bare = self._skip(_BARE)
            if bare:
                path.append(bare)
            elif self._take('"'):
                path.append(self._basic())
            elif self._take("'"):
                path.append(self._literal())
            else:
                raise self._fail(
                    'toml::parse_simple_key: invalid key: key must be "quoted",'
                    " 'quoted-literal', or bare key.",
                    note="expected alpha [a-zA-Z], digit [0-9], -, or _",
                    hint=_HINT_KEY,
                )
            self._blank()
            if not self._take("."):
                return path

    def _header(self) -> Table:
        begin = self.at
        double = self._take("[[")
        if not double:
            self._take("[")
        close = "]]" if double else "]"
        wrong = f"toml::parse_file: invalid {'array-table' if double else 'table'} key"
        self._blank()
        first = self.at
        try:
            *prefix, name = self._path()
        except TomlSyntaxError:
            if self.at == first:
                note = "expected basic key([a-zA-Z0-9_-]) or quoted key(\" or ')"
                raise self._fail(wrong, note=note) from None
            raise self._fail(
                wrong, self.text.rfind(".", first, self.at), f"expected {close}"
            ) from None
        if not self._take(close):
            raise self._fail(wrong, note=f"expected {close}")
        table = self.root
        for key in prefix:
            below = table.d.get(key)
            if below is None:
                below = table.d[key] = Table("implicit")
            elif type(below) is TableArray:
                below = below[-1]
            if type(below) is not Table or below.kind == "inline":
                raise self._fail(
                    "toml::insert_value: failed to insert a value: inline table is immutable"
                    if type(below) is Table
                    else "toml::insert_value: failed to insert a value, value already exists",
                    begin,
                    "inserting this",
                )
            table = below
        known = table.d.get(name)
        made = Table("header")
        if double:
            if known is None:
                table.d[name] = TableArray([made])
            elif type(known) is TableArray:
                known.append(made)
            else:
                raise self._fail(
                    "toml::insert_value: failed to insert an array of tables, value already exists",
                    begin,
                    "while inserting this",
                )
            return made
        if known is None:
            table.d[name] = made
            return made
        if type(known) is Table and known.kind == "implicit":
            known.kind = "header"
            return known
        raise self._fail(
            "toml::insert_value: failed to insert a table, table already defined",
            begin,
            "inserting this",
        )

    def _insert(self, table: Table, path: list[str], value: Any, begin: int) -> None:
        *prefix, name = path
        for key in prefix:
            below = table.d.get(key)
            if below is None:
                below = table.d[key] = Table("dotted")
            elif type(below) is not Table or below.kind != "dotted":
                raise self._fail(
                    "toml::insert_value: reopening a table using dotted keys"
                    if type(below) is Table and below.kind != "inline"
                    else "toml::insert_value: failed to insert a value, value already exists",
                    begin,
                    "while inserting this",
                )
            table = below
        if name in table.d:
            raise self._fail(
                "toml::insert_value: failed to insert a value, value already exists",
                begin,
                "inserting this",
            )
        table.d[name] = value

    # --- values

    def _value(self) -> Any:
        """A value; arrays and inline tables nest on a stack."""
        open_: list[Any] = []
        paths: list[list[str]] = []
        text = self.text
        while True:
            c = text[self.at : self.at + 1]
            if c == "[":
                self.at += 1
                self._lines()
                if not self._take("]"):
                    open_.append([])
                    continue
                value: Any = []
            elif c == "{":
                self.at += 1
                self._blank()
                if not self._take("}"):
                    open_.append(Table("inline"))
                    paths.append(self._inline_key())
                    continue
                value = Table("inline")
            else:
                value = self._scalar(c)
            while True:
                if not open_:
                    return value
                container = open_[-1]
                if type(container) is list:
                    container.append(value)
                    self._lines()
                    if self._take(","):
                        self._lines()
                        if not self._take("]"):
                            break
                    elif not self._take("]"):
                        raise self._fail(
                            "toml::parse_array: expected value-separator `,` or closing `]`"
                        )
                else:
                    self._insert(container, paths.pop(), value, self.at)
                    self._blank()
                    if self._take(","):
                        self._blank()
                        if self.text.startswith("}", self.at):
                            raise self._fail(
                                "toml::parse_inline_table: trailing comma is not allowed"
                                " in TOML-v1.0.0)",
                                self.at - 1,
                            )
                        paths.append(self._inline_key())
                        break
                    if not self._take("}"):
                        raise self._fail(
                            "toml::parse_inline_table: expected value-separator `,` or closing `}`"
                        )
                    _freeze(container)
                value = open_.pop()

    def _inline_key(self) -> list[str]:
        path = self._path()
        if not self._take("="):
            raise self._fail(
                "toml::parse_key_value_pair: invalid key value separator `=`", note="expected ="
            )
        self._blank()
        return path

    def _scalar(self, c: str) -> Any:
        if c == '"':
            if self._take('"""'):
                return self._basic_lines()
            self.at += 1
            return self._basic()
        if c == "'":
            if self._take("'''"):
                return self._literal_lines()
            self.at += 1
            return self._literal()
        if c and c in "tf":
            word = self._skip(_WORD)
            if word:
                return word == "true"
        if c and c in "0123456789+-in":
            return self._number()
        raise self._fail("bad format: unknown value appeared")

    def _number(self) -> Any:
        text, begin = self.text, self.at
        if _DATE.match(text, begin) or _TIME.match(text, begin):
            return self._time()
        special = _SPECIAL.match(text, begin)
        if special is not None:
            self.at = special.end()
            return float(special[0])
        if self._skip(_PREFIXED):
            literal = text[begin : self.at].replace("_", "")
            value = int(literal, 0) if len(literal) < 100 else INT_MAX + 1
            kind = {"x": "hex", "o": "oct", "b": "bin"}[literal[1]]
            if value > INT_MAX:
                raise self._fail(
                    f"toml::parse_{kind}_integer: too large integer: current max value = 2^63",
                    note="must be < 2^63",
                )
            return value
        number = _NUMBER.match(text, begin)
        if number is None:
            digits = re.match(r"[+-]?0[0-9]", text[begin : begin + 3])
            if digits is not None:
                raise self._fail(
                    "bad integer: leading zero",
                    note="leading zero is not allowed",
                    hint=_HINT_INTEGER,
                )
            if re.match(r"[+-]?[0-9_]*[.eE]", text[begin : begin + 64]):
                raise self._fail("bad float: invalid format", hint=_HINT_FLOAT)
            raise self._fail("bad integer: invalid format", hint=_HINT_INTEGER)
        self.at = number.end()
        literal = number[0].replace("_", "")
        if number[1] is None and number[2] is None:
            value = int(literal) if len(literal) < 25 else INT_MAX + 1
            if not INT_MIN <= value <= INT_MAX:
                raise self._fail(
                    "toml::parse_dec_integer: too large integer: current max digits = 2^63",
                    note="must be < 2^63",
                )
            return value
        real = float(literal)
        if real - real != 0:
            raise self._fail(
                "toml::parse_floating: failed to read floating point value from stream"
            )
        return real

    def _time(self) -> Timestamp:
        text, begin = self.text, self.at
        date = _DATE.match(text, begin)
        shown = ""
        if date is not None:
            year, month, day = int(date[1]), int(date[2]), int(date[3])
            # Year 0 is a leap year like 2000.
            if not (1 <= month <= 12 and 1 <= day <= monthrange(year or 2000, month)[1]):
                raise self._fail(
                    "toml::parse_local_date: invalid date.",
                    begin,
                    "month must be 01-12, day must be any of 01-28,29,30,31"
                    " depending on the month/year.",
                )
            shown = f"{date[1]}-{date[2]}-{date[3]}"
            self.at = date.end()
            if not date[4]:
                return Timestamp(shown)
            shown += "T"
        time = _TIME.match(text, self.at)
        if time is None:
            raise self._fail("bad time: must be HH:MM:SS.subsec", note="expected :")
        if not (int(time[1]) < 24 and int(time[2]) < 60 and int(time[3]) <= 60):
            raise self._fail(
                "toml::parse_local_time: invalid time.",
                begin,
                "hour must be 00-23, minute must be 00-59.",
            )
        self.at = time.end()
        shown += f"{time[1]}:{time[2]}:{time[3]}" + _fraction(time[4] or "")
        offset = _OFFSET.match(text, self.at) if date is not None else None
        if offset is not None:
            self.at = offset.end()
            if offset[1] is None or offset[2] == offset[3] == "00":
                shown += "Z"
            elif int(offset[2]) > 24 or int(offset[3]) > 60:
                raise self._fail(
                    "toml::parse_offset_datetime: too large offset: |hour| <= 24, |minute| <= 60",
                    begin,
                )
            else:
                shown += offset[0]
        return Timestamp(shown)

    # --- strings: each is called behind its opening quotes

    def _bad_string(self, kind: str, quotes: str) -> TomlSyntaxError:
        return self._fail(
            f"toml::parse_{kind}_string: invalid string format", note=f"expected {quotes}"
        )

    def _basic(self) -> str:
        pieces: list[str] = []
        while True:
            pieces.append(self._skip(_BASIC))
            if self._take('"'):
                return "".join(pieces)
            if not self._take("\\"):
                raise self._bad_string("basic", '"')
            pieces.append(self._escape("basic", '"'))

    def _basic_lines(self) -> str:
        self._line_break()
        pieces: list[str] = []
        while True:
            pieces.append(self._skip(_BASIC_LINES))
            if self._take('"""'):
                return "".join(pieces) + self._more_quotes('"')
            if self._take('"'):
                pieces.append('"')
            elif self._take("\\"):
                if not self._skip(_LINE_END_BACKSLASH):
                    pieces.append(self._escape("ml_basic", '"""'))
            else:
                raise self._bad_string("ml_basic", '"""')

    def _literal(self) -> str:
        string = self._skip(_LITERAL)
        if not self._take("'"):
            raise self._bad_string("literal", "'")
        return string

    def _literal_lines(self) -> str:
        self._line_break()
        pieces: list[str] = []
        while True:
            pieces.append(self._skip(_LITERAL_LINES))
            if self._take("'''"):
                return "".join(pieces) + self._more_quotes("'")
            if not self._take("'"):
                raise self._bad_string("ml_literal", "'''")
            pieces.append("'")

    def _more_quotes(self, quote: str) -> str:
        """Up to two quotes may stand right before the closing three."""
        found = ""
        while len(found) < 2 and self._take(quote):
            found += quote
        return found

    def _escape(self, kind: str, quotes: str) -> str:
        c = self.text[self.at : self.at + 1]
        self.at += 1
        if c in _ESCAPES:
            return _ESCAPES[c]
        digits = {"u": 4, "U": 8}.get(c, 0)
        code = self.text[self.at : self.at + digits]
        if not digits or re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", code) is None:
            raise self._bad_string(kind, quotes)
        self.at += digits
        number = int(code, 16)
        if 0xD800 <= number < 0xE000:
            raise self._fail("toml::parse_utf8_codepoint: [0xD800, 0xDFFF] is not a valid UTF-8")
        if number > 0x10FFFF:
            raise self._fail(
                "toml::parse_utf8_codepoint: input codepoint is too large.",
                note="must be in range [0x00, 0x10FFFF]",
            )
        return from_text(chr(number))


def _freeze(table: Table) -> None:
    """Nothing can be added to what dotted keys made inside an inline table."""
    todo = [table]
    while todo:
        for below in todo.pop().d.values():
            if type(below) is Table and below.kind == "dotted":
                below.kind = "inline"
                todo.append(below)


def _fraction(digits: str) -> str:
    """The fraction of a second, in thousandths, millionths or thousand-millionths."""
    digits = digits[:9].rstrip("0")
    if not digits:
        return ""
    return "." + digits.ljust(-(-len(digits) // 3) * 3, "0")


def _malformed(text: str) -> int | None:
    """Index of the first byte that makes the text no UTF-8."""
    if text.isascii():
        return None
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def convert(root: Table, scalar: Any) -> Attrs:
    """The table as Nix values; *scalar* makes them of timestamps and strings.

    All containers are listed parents first; then each becomes a value and takes
    its place in its parent, children first.
    """
    holder: list[Any] = [root]
    containers: list[Any] = [holder]
    places: list[tuple[Any, Any]] = []
    for container in containers:
        cells = container.d if type(container) is Table else container
        for key, item in list(cells.items() if type(container) is Table else enumerate(cells)):
            if type(key) is str and "\0" in key:
                scalar(key)
            if isinstance(item, (Table, list)):
                containers.append(item)
                places.append((cells, key))
            elif type(item) is str or type(item) is Timestamp:
                cells[key] = scalar(item)
    for parent, key in reversed(places):
        container = containers.pop()
        parent[key] = Attrs(container.d) if type(container) is Table else tuple(container)
    result: Attrs = holder[0]
    return result
