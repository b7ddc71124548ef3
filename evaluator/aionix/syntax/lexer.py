"""Text to tokens.

Hand-made, since the tokens of Nix depend on where they stand: inside ``"…"``,
``''…''`` or a path with interpolation other rules hold than outside.  The rules
are those of C++ Nix: the longest match wins.  Python's regular expressions take
the first match, so ``_COMMON`` accepts only what no longer token can start with,
and leaves every doubtful case to ``Lexer._rare``, which compares.

The whole text is read before the parser starts.  An error therefore becomes a
token of kind ``FAILURE`` that holds the exception, for the parser to raise when
it gets there.  Time is linear in the length of the text.
"""

from __future__ import annotations

import re

from ..bytestr import to_text
from ..errors import NixError, NixSyntaxError, UnsupportedFeatureError
from ..source import SourceFile
from . import tokens
from .literals import parse_float, parse_int
from .text import Piece, unescape
from .tokens import (
    DOLLAR_CURLY,
    END,
    FAILURE,
    HPATH,
    ID,
    IND_CLOSE,
    IND_OPEN,
    IND_STR,
    INT,
    INVALID,
    KIND,
    PATH,
    PATH_END,
    QUOTE,
    SIMPLE_IND,
    SIMPLE_PATH,
    SIMPLE_STRING,
    SPATH,
    STR,
    URI,
)

_PATH_CHAR = r"[a-zA-Z0-9._\-+]"
_URI_CHAR = r"[a-zA-Z0-9%/?:@&=+$,\-_.!~*']"
# Not the start of a path: the run of path characters here ends within 64 (so that
# time stays linear on `a.a.a…`) and no slash follows it.
_NO_PATH = rf"(?!{_PATH_CHAR}{{0,64}}+(?:{_PATH_CHAR}|/))"
_NO_PATH_OR_URI = rf"(?!{_PATH_CHAR}{{0,64}}+(?:{_PATH_CHAR}|/|:{_URI_CHAR}))"

# Groups: 1 identifiers, keywords, operators; 2 what opens and closes braces;
# 3 the text of a plain string; 4 an integer; 5 the end; 6 anything else.
_COMMON = re.compile(
    rf"""[ \t\r\n]*+(?:\#[^\r\n]*+[ \t\r\n]*+)*+
    (?:( [a-zA-Z_][a-zA-Z0-9_'\-]*+{_NO_PATH_OR_URI}
       | [=!]=? | [:;,@?()\[\]*] | \.(?![.0-9]){_NO_PATH} | [<>]=
       | \+\+?+(?!{_PATH_CHAR}|/) | -> | -(?!{_PATH_CHAR}|[/>])
       | // | /(?!{_PATH_CHAR}|[*$]) | > | <(?!{_PATH_CHAR}|\|)
       | && | \|\| | \.\.\.(?!{_PATH_CHAR}|/)
       )
     | ( [{{}}] | \$\{{ )
     | "([^"$\\\r\x00]*+)"
     | ( [0-9]++(?!{_PATH_CHAR}|/) )
     | ( \Z )
     | ( (?=[\s\S]) )
    )""",
    re.VERBOSE,
).finditer

_STRING = re.compile(r'[^$"\\]*+(?:(?:\$[^{"\\]|\\[\s\S]|\$\\[\s\S])[^$"\\]*+)*+(?:\$(?="))?').match
_IND_STRING = re.compile(r"[^$']*+(?:(?:\$[^{']|'[^'$])[^$']*+)*+").match
_PATH_RUN = re.compile(rf"{_PATH_CHAR}*+").match
_PATH_REST = re.compile(rf"(?:/{_PATH_CHAR}++)++/?").match
_PATH_PIECE = re.compile(
    rf"{_PATH_CHAR}*+(?:/{_PATH_CHAR}++)++/?|{_PATH_CHAR}*+/|{_PATH_CHAR}++"
).match
_SEARCH_PATH = re.compile(rf"<{_PATH_CHAR}++(?:/{_PATH_CHAR}++)*+>").match
_URI = re.compile(rf"[a-zA-Z][a-zA-Z0-9+.\-]*+:{_URI_CHAR}++").match
_URI_START = re.compile(rf":{_URI_CHAR}").match
_ID = re.compile(r"[a-zA-Z_][a-zA-Z0-9_'\-]*+").match
_INT = re.compile(r"[0-9]++").match
_FLOAT = re.compile(r"(?:[1-9][0-9]*+\.[0-9]*+|0?\.[0-9]++)(?:[Ee][+-]?[0-9]++)?").match
_OPERATOR = re.compile(r"\.\.\.|==|!=|<=|>=|&&|\|\||->|//|\+\+|<\||\|>").match
_IND_OPEN = re.compile(r"''(?: *\n)?").match

_KIND_OF_WORD = {word: KIND[word] for word in tokens.KEYWORDS}
_KIND_OF_WORD.update((name, kind) for name, kind in KIND.items() if not name[0].isalpha())

# What a `}` returns to.
_IN_BRACES, _IN_STRING, _IN_IND_STRING, _IN_PATH = range(4)

Value = object
Span = tuple[int, int]


class Lexer:
    """Reads one source into three parallel lists: ``kinds``, ``values``, ``spans``.

    The last token is ``END`` or ``FAILURE``.  ``modes`` says what each open brace
    is inside of.  ``_run_end``: where the last examined run of path characters
    ends; every position up to it belongs to that run.  ``_underscore``: the last
    underscore in it (no URI can start before that).
    """

    def __init__(self, source: SourceFile, *, pipe_operators: bool = False) -> None:
        self.source = source
        self.text = source.text
        self.pipe_operators = pipe_operators
        self.kinds: list[int] = []
        self.values: list[Value] = []
        self.spans: list[Span] = []
        self.modes: list[int] = []
        self._run_end = 0
        self._underscore = -1
        self._comments_close = True

    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        kinds, values, spans, modes = self.kinds, self.values, self.spans, self.modes
        kind_of_word = _KIND_OF_WORD
        position: int | None = 0
        while position is not None:
            for match in _COMMON(text, position):
                group = match.lastindex
                if group == 1:
                    word = match[1]
                    kinds.append(kind_of_word.get(word, ID))
                    values.append(word)
                    spans.append(match.span(1))
                elif group == 2:
                    word = match[2]
                    span = match.span(2)
                    kinds.append(kind_of_word[word])
                    values.append(word)
                    spans.append(span)
                    if word != "}":
                        modes.append(_IN_BRACES)
                    elif modes:
                        mode = modes.pop()
                        if mode != _IN_BRACES:
                            position = self._resume(mode, span[1])
                            break
                elif group == 3:
                    start, end = match.span(3)
                    kinds.append(SIMPLE_STRING)
                    values.append(match[3])
                    spans.append((start - 1, end + 1))
                elif group == 4 and len(match[4]) < 19:
                    kinds.append(INT)
                    values.append(int(match[4]))
                    spans.append(match.span(4))
                elif group == 5:
                    self._add(END, None, *match.span(5))
                    position = None
                    break
                else:
                    assert group is not None
                    position = self._rare(match.start(group))
                    break

    def _add(self, kind: int, value: Value, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.spans.append((start, end))

    def _fail(self, error: NixError) -> None:
        self._add(FAILURE, error, 0, 0)

    def _syntax_error(self, message: str, start: int) -> int | None:
        self._fail(NixSyntaxError(message, self.source.position(start)))
        return None

    # The methods below read from a position on, and return where to go on in the
    # normal mode; None when there is no more to read.

    def _resume(self, mode: int, position: int) -> int | None:
        if mode == _IN_STRING:
            return self._string(position)
        if mode == _IN_IND_STRING:
            return self._ind_string(position)
        return self._path(position, False)

    def _rare(self, start: int) -> int | None:
        """The token at *start*, by comparing everything it could be."""
        text = self.text
        char = text[start]
        if char == '"':
            self._add(QUOTE, None, start, start + 1)
            return self._string(start + 1)
        if char == "'" and (opening := _IND_OPEN(text, start)):
            self._add(IND_OPEN, None, start, opening.end())
            return self._ind_string(opening.end())
        if char == "\0":
            # Nix's parser takes it for the end of the file.
            self._add(END, None, start + 1, start + 1)
            return None
        if self._comments_close and text.startswith("/*", start):
            end = text.find("*/", start + 2)
            if end >= 0:
                return end + 2
            self._comments_close = False
        if char == "~":
            return self._home_path(start)
        if char == "<" and (search_path := _SEARCH_PATH(text, start)):
            self._add(SPATH, search_path[0][1:-1], start, search_path.end())
            return search_path.end()

        if start >= self._run_end:
            run = _PATH_RUN(text, start)
            assert run
            self._run_end = run.end()
            self._underscore = text.rfind("_", start, run.end())
        run_end = max(start, self._run_end)
        if text.startswith("/", run_end):
            if rest := _PATH_REST(text, run_end):
                return self._path_start(PATH, start, rest.end())
            if text.startswith("${", run_end + 1):
                return self._path_start(PATH, start, run_end + 1)
        if start > self._underscore and _URI_START(text, run_end) and (uri := _URI(text, start)):
            self._add(URI, uri[0], start, uri.end())
            return uri.end()
        return self._word(start)

    def _word(self, start: int) -> int | None:
        """The identifier, number or operator at *start*, which starts nothing longer."""
        text = self.text
        if identifier := _ID(text, start):
            word = identifier[0]
            self._add(_KIND_OF_WORD.get(word, ID), word, start, identifier.end())
            return identifier.end()
        number = _INT(text, start)
        decimal = _FLOAT(text, start)
        operator = _OPERATOR(text, start)
        if decimal and not (operator or (number and number.end() > decimal.end())):
            value = parse_float(decimal[0])
            if value is None:
                return self._syntax_error(f"invalid float '{decimal[0]}'", start)
            self._add(KIND["FLOAT"], value, start, decimal.end())
            return decimal.end()
        if number:
            integer = parse_int(number[0])
            if integer is None:
                return self._syntax_error(f"invalid integer '{number[0]}'", start)
            self._add(INT, integer, start, number.end())
            return number.end()
        word = operator[0] if operator else text[start]
        if word in ("<|", "|>") and not self.pipe_operators:
            self._fail(
                UnsupportedFeatureError(
                    "experimental Nix feature 'pipe-operators' is disabled; add "
                    "'--extra-experimental-features pipe-operators' to enable it",
                    self.source.position(start),
                )
            )
            return None
        self._add(_KIND_OF_WORD.get(word, INVALID), word, start, start + len(word))
        return start + len(word)

    def _string(self, start: int) -> int | None:
        """The rest of a ``"…"`` string, up to its end or its next interpolation."""
        text = self.text
        match = _STRING(text, start)
        assert match
        end = match.end()
        if end > start:
            raw = match[0]
            value = unescape(raw)
            # An escaped NUL is not looked for, as in Nix.
            if "\0" in raw and "\0" in re.sub(r"\\[\s\S]", "", raw):
                return self._null_byte(value, start)
            self._add(STR, value, start, end)
        if text.startswith('"', end):
            self._add(QUOTE, None, end, end + 1)
            return end + 1
        return self._interpolation(_IN_STRING, end)

    def _interpolation(self, mode: int, start: int) -> int | None:
        """The ``${`` at *start*; if there is none, the text ends inside a string."""
        if self.text.startswith("${", start):
            self.modes.append(mode)
            self._add(DOLLAR_CURLY, None, start, start + 2)
            return start + 2
        end = len(self.text)
        self._add(END, None, end, end)
        return None

    def _null_byte(self, value: str, start: int) -> int | None:
        shown = to_text(value).replace("\0", "␀")
        message = (
            f"input string '{shown}' cannot be represented as Nix string "
            "because it contains null bytes"
        )
        return self._syntax_error(message, start)

    def _ind_string(self, start: int) -> int | None:
        """The rest of a ``''…''`` string, up to its end or its next interpolation."""
        text = self.text
        first = len(self.kinds)
        while True:
            match = _IND_STRING(text, start)
            assert match
            end = match.end()
            if end > start:
                raw = match[0]
                if "\0" in raw:
                    return self._null_byte(raw, start)
                self._add(IND_STR, Piece(raw, True), start, end)
                start = end
            piece: str | None = None
            if text.startswith("''", start):
                after = text[start + 2 : start + 3]
                if after == "$":
                    piece, end = "$", start + 3
                elif after == "'":
                    piece, end = "''", start + 3
                elif after == "\\" and start + 3 < len(text):
                    end = start + 4
                    piece = unescape(text[start + 2 : end])
                else:
                    break
            elif text.startswith("'", start):
                piece, end = "'", start + 1
            elif text.startswith("$", start) and not text.startswith("${", start):
                piece, end = "$", start + 1
            if piece is None:
                return self._interpolation(_IN_IND_STRING, start)
            self._add(IND_STR, Piece(piece, False), start, end)
            start = end
        end = start + 2
        if self.kinds[first - 1] == IND_OPEN:
            # No interpolation: the whole string becomes one token.
            pieces = list(
                zip((pos for pos, _ in self.spans[first:]), self.values[first:], strict=True)
            )
            opening = self.spans[first - 1][0]
            del self.kinds[first - 1 :], self.values[first - 1 :], self.spans[first - 1 :]
            self._add(SIMPLE_IND, pieces, opening, end)
        else:
            self._add(IND_CLOSE, None, start, end)
        return end

    def _home_path(self, start: int) -> int | None:
        text = self.text
        if rest := _PATH_REST(text, start + 1):
            return self._path_start(HPATH, start, rest.end())
        if text.startswith("/${", start + 1):
            return self._path_start(HPATH, start, start + 2)
        self._add(INVALID, "~", start, start + 1)
        return start + 1

    def _path_start(self, kind: int, start: int, end: int) -> int | None:
        text = self.text
        slash = text[end - 1] == "/"
        if kind == PATH and not slash and not text.startswith("${", end):
            self._add(SIMPLE_PATH, text[start:end], start, end)
            return end if end < len(text) else self._end_after_path(start)
        self._add(kind, text[start:end], start, end)
        return self._path(end, slash)

    def _end_after_path(self, start: int) -> int | None:
        """The end of the text right after a path whose last token started at *start*.

        There Nix reports a missing token at that start (an accident of its lexer).
        """
        self._add(END, None, start, start)
        return None

    def _path(self, start: int, slash: bool) -> int | None:
        """The rest of a path; *slash* says whether its last piece ended in one."""
        text = self.text
        while not text.startswith("${", start):
            piece = _PATH_PIECE(text, start)
            if piece is None:
                if slash:
                    at_end = start == len(text)
                    self._syntax_error(
                        "path has a trailing slash", self.spans[-1][0] if at_end else start
                    )
                    return None
                # Nix's lexer looks at the character after the path and takes it back,
                # and with it the place of the last piece (at the end of the text, that
                # of the piece before).
                last = self.spans[-1][0]
                if start < len(text):
                    self._add(PATH_END, None, last, start)
                    return start
                self._add(PATH_END, None, self.spans[-2:][0][0], start)
                return self._end_after_path(last)
            self._add(STR, piece[0], start, piece.end())
            start = piece.end()
            slash = piece[0][-1] == "/"
        return self._interpolation(_IN_PATH, start)
