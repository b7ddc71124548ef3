"""TOML below the level of tables: lines, scalars, and toml11's messages.

``tomlscan`` reads documents with it.  The text and all strings are nix strings.
"""

from __future__ import annotations

import re
from typing import Any

from aionix.bytestr import from_text
from aionix.records import dataclass

INT_MIN, INT_MAX = -(2**63), 2**63 - 1


class TomlSyntaxError(Exception):
    """Not TOML; the argument is toml11's message."""


@dataclass(frozen=True)
class Timestamp:
    """A date or time, spelled as Nix shows it."""

    text: str


_BLANK = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"#[^\x00-\x08\x0a-\x1f\x7f]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
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
_PREFIX = re.compile(r"0([xob])")
_BASES = {
    "x": ("hex", "0xC0FFEE, 0xdead_beef", "[0-9a-fA-F]"),
    "o": ("oct", "0o775, 0o04_44", "[0-7]"),
    "b": ("bin", "0b0101, 0b1111_0000", "[01]"),
}
_SPECIAL = re.compile(r"([+-]?)(inf|nan)(?![0-9A-Za-z_])")
_WORD = re.compile(r"(true|false)(?![0-9A-Za-z_])")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:([Tt]|[ ](?=[0-9]{2}:)))?")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?")
_OFFSET = re.compile(r"[Zz]|([+-])([0-9]{2}):([0-9]{2})")

HINT_KEY = "\nHint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0."
_HINT_INTEGER = (
    "\nHint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755"
    "\nHint: invalid: _42, 1__000, 0123"
)
_HINT_FLOAT = (
    "\nHint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan"
    "\nHint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0"
)


#: Where something stands: from, to.
Region = tuple[int, int]


def failure(text: str, title: str, places: list[tuple[Region, str]], hint: str) -> TomlSyntaxError:
    """The message about *places* in toml11's form: each with its line underlined."""
    lines = []
    for (begin, stop), note in places:
        start = text.rfind("\n", 0, begin) + 1
        end = text.find("\n", begin)
        end = end if end >= 0 else len(text)
        marks = "^" * max(1, min(stop, end) - begin)
        number = str(text.count("\n", 0, start) + 1)
        lines.append((number, _legible(text[start:end]), " " * (begin - start) + marks, note))
    margin = " " * max(len(number) for number, _, _, _ in lines)
    shown = [
        f" {number:>{len(margin)}} | {line}\n{margin}  | {marks}-- {note}"
        for number, line, marks, note in lines
    ]
    between = f"\n{margin}  | ...\n{margin}  |\n"
    return TomlSyntaxError(
        f"[error] {title}\n{margin}--> fromTOML\n{margin}  |\n{between.join(shown)}{hint}\n"
    )


def unfinished_array(text: str) -> TomlSyntaxError:
    """The message about an array that the text ends in: toml11 shows the last line twice."""
    last = _legible(text[text.rfind("\n") + 1 :])
    number = text.count("\n") + 1
    margin = " " * len(str(number))
    return TomlSyntaxError(
        "[error] toml::parse_array: missing closing bracket `]`\n"
        f"{margin}--> fromTOML\n{margin}  |\n {number} | {last}\n{margin}  | {' ' * len(last)}--\n"
        f" {number + 1} | {last}\n{margin}  | {'^' * (len(last) + 1)}-- expected `]`, reached EOF\n"
    )


def _legible(line: str) -> str:
    """A line of the text as messages show it: what is no ASCII text as bytes."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(
        c
        if " " <= c <= "~" or c == "\t"
        else "0x0d(CARRIAGE RETURN)"
        if c == "\r"
        else f"0x{ord(c):02x}"
        for c in line
    )


class Scanner:
    """Reads parts of a text, from the place ``at`` on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 3 if text.startswith("\xef\xbb\xbf") else 0
        #: The first byte that makes the text no UTF-8: nothing is read beyond.
        self.limit = _malformed(text)

    # --- lines

    def _fail(
        self, title: str, at: int | None = None, note: str = "here", hint: str = ""
    ) -> TomlSyntaxError:
        start = min(self.at if at is None else at, len(self.text))
        return failure(self.text, title, [((start, start + 1), note)], hint)

    def _clash(self, title: str, new: Region, note: str, old: Region, old_note: str) -> Exception:
        """Two things that can't both be."""
        title = f"toml::insert_value: {title}"
        return failure(self.text, title, [(new, note), (old, old_note)], "")

    def _take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        begin, self.at = self.at, min(match.end(), self.limit)
        return self.text[begin : self.at]

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

    # --- scalars

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
        prefix = _PREFIX.match(text, begin)
        if prefix is not None:
            kind, example, digits = _BASES[prefix[1]]
            raise self._fail(
                f"toml::parse_{kind}_integer: invalid integer: {kind}_int must be like: {example}",
                begin + 2,
                f"expected {kind} {digits}",
            )
        number = _NUMBER.match(text, begin)
        if number is None:
            zero = re.match(r"[+-]?0(?=([0-9]))", text[begin : begin + 4])
            if zero is not None and zero[1] == "0":
                raise self._fail(
                    "bad integer: leading zero",
                    note="leading zero is not allowed",
                    hint=_HINT_INTEGER,
                )
            if zero is not None:
                raise self._fail(
                    "bad integer: invalid digit after an integer",
                    begin + zero.end(),
                    "this digit is not allowed",
                    _HINT_INTEGER,
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
            from calendar import monthrange  # slow to import

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
        begin = self.at - 1
        c = self.text[self.at : self.at + 1]
        self.at += 1
        if c in _ESCAPES:
            return _ESCAPES[c]
        digits = {"u": 4, "U": 8}.get(c, 0)
        code = self.text[self.at : self.at + digits]
        if not digits or re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", code) is None:
            self.at = begin
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


def _fraction(digits: str) -> str:
    """The fraction of a second, in thousandths, millionths or thousand-millionths."""
    digits = digits[:9].rstrip("0")
    if not digits:
        return ""
    return "." + digits.ljust(-(-len(digits) // 3) * 3, "0")


def _malformed(text: str) -> int:
    """Index of the first byte that makes the text no UTF-8, its length when there is none."""
    if not text.isascii():
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError as error:
            return error.start
    return len(text)
