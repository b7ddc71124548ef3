r"""POSIX extended regular expressions as Nix reads them: validation and translation.

Nix hands patterns to libstdc++'s ``std::regex`` (grammar ``extended``), whose
reading of POSIX is what counts here: a backslash escapes only ``. [ \ ( ) * + ?
{ | ^ $`` and is an ordinary character inside brackets; ``^`` and ``$`` are
anchors everywhere and take no repetition; ``{,2}`` is refused; a class name may
also be ``d``, ``w`` or ``s``; ranges compare bytes as signed; an automaton of
more than 100,000 states is refused.

``parse`` makes both an automaton, state for state like the original (the limit
and the exact search of ``regex_search`` need it), and the pattern in RE2's
notation, with what is known about where the two agree.  It doesn't recurse.
"""

from __future__ import annotations

from aionix.records import dataclass, field

STATE_LIMIT = 100_000

ESCAPABLE = frozenset(".[\\()*+?{|^$")


class InvalidPatternError(Exception):
    """Not a regular expression."""


class PatternTooLargeError(Exception):
    """Its automaton has more than ``STATE_LIMIT`` states."""


# --- character sets: 256-bit integers --------------------------------------------------

ALL = (1 << 256) - 1


def _span(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first)


_DIGIT = _span(48, 57)
_UPPER = _span(65, 90)
_LOWER = _span(97, 122)
_SPACE = _span(9, 13) | 1 << 32
_ALNUM = _DIGIT | _UPPER | _LOWER

CLASSES = {
    "d": _DIGIT,
    "w": _ALNUM | 1 << 95,
    "s": _SPACE,
    "alnum": _ALNUM,
    "alpha": _UPPER | _LOWER,
    "blank": 1 << 9 | 1 << 32,
    "cntrl": _span(0, 31) | 1 << 127,
    "digit": _DIGIT,
    "graph": _span(33, 126),
    "lower": _LOWER,
    "print": _span(32, 126),
    "punct": _span(33, 126) & ~_ALNUM,
    "space": _SPACE,
    "upper": _UPPER,
    "xdigit": _DIGIT | _span(65, 70) | _span(97, 102),
}

#: POSIX's names of the ASCII characters, by code.
_SYMBOLS = (
    "NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed"
    " carriage-return SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1"
    " space exclamation-mark quotation-mark number-sign dollar-sign percent-sign ampersand"
    " apostrophe left-parenthesis right-parenthesis asterisk plus-sign comma hyphen period"
    " slash zero one two three four five six seven eight nine colon semicolon less-than-sign"
    " equals-sign greater-than-sign question-mark commercial-at A B C D E F G H I J K L M N O"
    " P Q R S T U V W X Y Z left-square-bracket backslash right-square-bracket circumflex"
    " underscore grave-accent a b c d e f g h i j k l m n o p q r s t u v w x y z"
    " left-curly-bracket vertical-line right-curly-bracket tilde DEL"
)
SYMBOLS = {name: chr(code) for code, name in enumerate(_SYMBOLS.split())}


def _signed(code: int) -> int:
    return code - 256 if code > 127 else code


def _range(first: str, last: str) -> int:
    low, high = _signed(ord(first)), _signed(ord(last))
    if low > high:
        raise InvalidPatternError
    if low < 0 <= high:
        return _span(low + 256, 255) | _span(0, high)
    return _span(low % 256, high % 256)


def _re2_set(codes: int) -> str:
    """A set in RE2's notation."""
    if codes == ALL:
        return "(?s:.)"
    pieces = []
    code = 0
    while codes >> code:
        rest = codes >> code
        code += (rest & -rest).bit_length() - 1
        run = codes >> code
        length = (~run & run + 1).bit_length() - 1
        pieces.append(f"\\x{code:02x}" + (f"-\\x{code + length - 1:02x}" if length > 1 else ""))
        code += length
    return f"[{''.join(pieces)}]" if pieces else "[^\\x00-\\xff]"


# --- the automaton ---------------------------------------------------------------------

CHAR, ALT, REPEAT, LOOP, BEGIN, END, LINE_BEGIN, LINE_END, DUMMY, ACCEPT = range(10)

#: ``LOOP`` is a ``REPEAT`` of what can be empty, and so can be reached again without progress.
FORKS = frozenset([ALT, REPEAT, LOOP])


@dataclass
class Automaton:
    """States by number: what each does, where it leads, and its other way (``FORKS``:
    tried first) or argument (a character set, the number of a group)."""

    op: list[int] = field(default_factory=list)
    to: list[int] = field(default_factory=list)
    arg: list[int] = field(default_factory=list)

    def add(self, op: int, arg: int = -1, to: int = -1) -> int:
        """The number of a new state."""
        if len(self.op) >= STATE_LIMIT:
            raise PatternTooLargeError
        self.op.append(op)
        self.to.append(to)
        self.arg.append(arg)
        return len(self.op) - 1

    def clone(self, start: int, end: int) -> tuple[int, int]:
        """A copy of all states between *start* and *end* (included)."""
        copies: dict[int, int] = {}
        todo = [start]
        while todo:
            state = todo.pop()
            if state in copies:
                continue
            copies[state] = self.add(self.op[state], self.arg[state], self.to[state])
            if self.op[state] in FORKS:
                todo.append(self.arg[state])
            if state != end and self.to[state] >= 0:
                todo.append(self.to[state])
        for state, copy in copies.items():
            if self.op[state] in FORKS:
                self.arg[copy] = copies[self.arg[state]]
            self.to[copy] = -1 if state == end else copies.get(self.to[state], -1)
        return copies[start], copies[end]


@dataclass
class Fragment:
    """A part of the pattern: its states, and what is known about what it matches.

    *first*: the bytes that a non-empty match can begin with.  *length*: that of
    every match, None when they differ.  *captures*, *branches*: it has groups,
    or alternatives whose order or length could matter.
    """

    start: int
    end: int
    nullable: bool = False
    first: int = 0
    length: int | None = 0
    captures: bool = False
    branches: bool = False


@dataclass
class Pattern:
    """A valid pattern.

    *re2*: in RE2's notation.  *branches*: where a match may end can differ
    between the first and the longest alternative.  *exact*: RE2's groups may
    differ from libstdc++'s, so ``regex_search`` has to be asked (repetitions of
    what can be empty).
    """

    automaton: Automaton
    start: int
    groups: int
    re2: str
    branches: bool
    exact: bool


@dataclass
class _Level:
    """An open group (or the whole pattern): alternatives done, and the one being read."""

    group: int
    begin: int
    done: Fragment | None = None
    sequence: list[Fragment] = field(default_factory=list)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nfa = Automaton()
        self.groups = 0
        self.exact = False
        #: The translation, and how many "(?:" go before each piece of it.
        self.pieces: list[str] = []
        self.opened: dict[int, int] = {}
        #: Where the piece of the last atom begins, None when nothing can be repeated.
        self.atom: int | None = None

    def parse(self) -> Pattern:
        text = self.text
        nfa = self.nfa
        root = nfa.add(BEGIN, 0)
        levels = [_Level(0, root)]
        starts: list[int] = []
        while self.at < len(text):
            level = levels[-1]
            c = text[self.at]
            self.at += 1
            if c == "(":
                self.groups += 1
                levels.append(_Level(self.groups, nfa.add(BEGIN, self.groups)))
                starts.append(len(self.pieces))
                self.pieces.append("(")
                self.atom = None
            elif c == ")":
                if len(levels) == 1:
                    raise InvalidPatternError
                levels.pop()
                levels[-1].sequence.append(self._close(level))
                self.pieces.append(")")
                self.atom = starts.pop()
            elif c == "|":
                self._end_alternative(level)
                self.pieces.append("|")
                self.atom = None
            elif c in "*+?{":
                if self.atom is None:
                    raise InvalidPatternError
                level.sequence.append(self._quantify(level.sequence.pop(), c))
            elif c == "^" or c == "$":
                state = nfa.add(LINE_BEGIN if c == "^" else LINE_END)
                level.sequence.append(Fragment(state, state, nullable=True))
                self.pieces.append("\\A" if c == "^" else "\\z")
                self.atom = None
            else:
                codes = self._character(c)
                state = nfa.add(CHAR, codes)
                level.sequence.append(Fragment(state, state, first=codes, length=1))
                self.atom = len(self.pieces)
                self.pieces.append(_re2_set(codes))
        if len(levels) > 1:
            raise InvalidPatternError
        whole = self._finish(levels[0])
        nfa.to[root] = whole.start
        nfa.to[whole.end] = end = nfa.add(END, 0)
        nfa.to[end] = nfa.add(ACCEPT)
        opened = self.opened
        translation = "".join(
            "(?:" * opened[index] + piece if index in opened else piece
            for index, piece in enumerate(self.pieces)
        )
        return Pattern(nfa, root, self.groups, translation, whole.branches, self.exact)

    # --- sequences and alternatives

    def _end_alternative(self, level: _Level) -> None:
        """Join the sequence just read to a fragment and that to the alternatives before it."""
        nfa = self.nfa
        tail = nfa.add(DUMMY)
        joined = Fragment(tail, tail, nullable=True)
        # Backwards, so that ``first`` knows what may follow.
        for part in reversed(level.sequence):
            nfa.to[part.end] = joined.start
            joined = Fragment(
                part.start,
                tail,
                part.nullable and joined.nullable,
                part.first | joined.first if part.nullable else part.first,
                _sum(part.length, joined.length),
                part.captures or joined.captures,
                part.branches or joined.branches,
            )
        level.sequence = []
        left = level.done
        if left is None:
            level.done = joined
            return
        end = nfa.add(DUMMY)
        nfa.to[left.end] = end
        nfa.to[joined.end] = end
        start = nfa.add(ALT, left.start, joined.start)
        same = left.length is not None and left.length == joined.length
        apart = not left.nullable and not joined.nullable and not left.first & joined.first
        level.done = Fragment(
            start,
            end,
            left.nullable or joined.nullable,
            left.first | joined.first,
            left.length if same else None,
            left.captures or joined.captures,
            left.branches or joined.branches or not (same or apart),
        )

    def _finish(self, level: _Level) -> Fragment:
        self._end_alternative(level)
        assert level.done is not None
        return level.done

    def _close(self, level: _Level) -> Fragment:
        inner = self._finish(level)
        end = self.nfa.add(END, level.group)
        self.nfa.to[level.begin] = inner.start
        self.nfa.to[inner.end] = end
        return Fragment(
            level.begin,
            end,
            inner.nullable,
            inner.first,
            inner.length,
            True,
            inner.branches,
        )

    # --- repetition

    def _quantify(self, part: Fragment, c: str) -> Fragment:
        nfa = self.nfa
        assert self.atom is not None
        self.opened[self.atom] = self.opened.get(self.atom, 0) + 1
        repeat = LOOP if part.nullable else REPEAT
        low, high, suffix = 0, None, c
        if c == "*":
            start = end = nfa.add(repeat, part.start)
            nfa.to[part.end] = start
        elif c == "+":
            low = 1
            start, end = part.start, nfa.add(repeat, part.start)
            nfa.to[part.end] = end
        elif c == "?":
            high = 1
            end = nfa.add(DUMMY)
            start = nfa.add(repeat, part.start, end)
            nfa.to[part.end] = end
        else:
            low, high = self._bounds()
            start, end = self._copies(part, low, high)
            suffix = f"{{{low},}}" if high is None else f"{{{low},{high}}}"
        self.pieces.append(")" + suffix)
        if high is None and part.nullable and (part.captures or part.branches):
            self.exact = True
        if low == high and part.length is not None:
            length: int | None = part.length * low
        else:
            length = 0 if part.length == 0 or high == 0 else None
        return Fragment(
            start,
            end,
            part.nullable or low == 0,
            part.first,
            length,
            part.captures,
            part.branches,
        )

    def _copies(self, part: Fragment, low: int, high: int | None) -> tuple[int, int]:
        """``{low,high}``: that many copies, the optional ones nested."""
        nfa = self.nfa
        repeat = LOOP if part.nullable else REPEAT
        start = end = nfa.add(DUMMY)
        for _ in range(low):
            first, last = nfa.clone(part.start, part.end)
            nfa.to[end] = first
            end = last
        if high is None:
            first, last = nfa.clone(part.start, part.end)
            loop = nfa.add(repeat, first)
            nfa.to[last] = nfa.to[end] = loop
            return start, loop
        if high < low:
            raise InvalidPatternError
        final = nfa.add(DUMMY)
        for _ in range(high - low):
            first, last = nfa.clone(part.start, part.end)
            choice = nfa.add(repeat, first, final)
            nfa.to[end] = choice
            end = last
        nfa.to[end] = final
        return start, final

    def _bounds(self) -> tuple[int, int | None]:
        """What stands between braces, read to the closing one."""
        low = self._number()
        if low is None:
            raise InvalidPatternError
        high: int | None = low
        if self._take(","):
            high = self._number()
        if not self._take("}"):
            raise InvalidPatternError
        if low < 0:
            # A number that wrapped around.
            return 0, None if high is None else high - low
        return low, high

    def _take(self, c: str) -> bool:
        if self.text.startswith(c, self.at):
            self.at += 1
            return True
        return False

    def _number(self) -> int | None:
        """A number of repetitions: what does not fit C's ``int`` wraps around."""
        text = self.text
        begin = self.at
        while self.at < len(text) and "0" <= text[self.at] <= "9":
            self.at += 1
        if begin == self.at:
            return None
        value = 0
        for digit in text[begin : self.at]:
            value = (value * 10 + int(digit)) % 2**32
        return value - 2**32 if value >= 2**31 else value

    # --- single characters

    def _character(self, c: str) -> int:
        """The set that an atom which begins with *c* stands for."""
        if c == "\\":
            escaped = self.text[self.at : self.at + 1]
            if escaped not in ESCAPABLE:
                raise InvalidPatternError
            self.at += 1
            return 1 << ord(escaped)
        if c == "[":
            return self._bracket()
        if c == ".":
            return ALL - 1
        return 1 << ord(c)

    def _bracket(self) -> int:
        negated = self._take("^")
        codes = 0
        #: The character before, which a dash may make the start of a range; "" for
        #: none, and None after a class.
        last: str | None = ""
        first = True
        while True:
            kind, value = self._bracket_token(first)
            if kind == "end":
                break
            if kind == "dash" and first:
                kind, value = "char", "-"
            first = False
            if kind == "char":
                codes |= 1 << ord(value)
                last = value
            elif kind == "class":
                codes |= _class(value)
                last = None
            elif kind == "symbol":
                last = _symbol(value)
                codes |= 1 << ord(last)
            elif kind == "equivalent":
                symbol = _symbol(value)
                codes |= 1 << ord(symbol.lower()) | 1 << ord(symbol.upper())
                last = None
            else:
                kind, value = self._bracket_token(False)
                if kind == "end":
                    codes |= 1 << 45
                    break
                if not last or kind not in ("char", "dash"):
                    raise InvalidPatternError
                codes |= _range(last, value)
                last = ""
        return ALL & ~codes if negated else codes

    def _bracket_token(self, first: bool) -> tuple[str, str]:
        text = self.text
        if self.at >= len(text):
            raise InvalidPatternError
        c = text[self.at]
        self.at += 1
        if c == "-":
            return "dash", c
        if c == "]" and not first:
            return "end", c
        if c == "[":
            if self.at >= len(text):
                raise InvalidPatternError
            mark = text[self.at]
            if mark in ".:=":
                begin = self.at + 1
                end = text.find(mark, begin)
                if end < 0 or text[end + 1 : end + 2] != "]":
                    raise InvalidPatternError
                self.at = end + 2
                name = text[begin:end]
                return {".": "symbol", ":": "class", "=": "equivalent"}[mark], name
        return "char", c


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _class(name: str) -> int:
    # Class names are found whatever their case (ASCII letters only).
    if not name.isascii() or name.lower() not in CLASSES:
        raise InvalidPatternError
    return CLASSES[name.lower()]


def _symbol(name: str) -> str:
    if name not in SYMBOLS:
        raise InvalidPatternError
    return SYMBOLS[name]


def parse(text: str) -> Pattern:
    """The pattern *text* (a nix string); raises the two errors above."""
    return _Parser(text).parse()
