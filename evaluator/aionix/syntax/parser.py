"""Source to nodes: the public ``parse``.

Drives the LALR(1) tables (``tables``, made from ``grammar.lark``) over the tokens
of ``lexer`` with a loop of its own: lark's driver takes several times as long.

The stack of the loop holds value, start and state of each symbol.  Most
reductions of an expression only pass a value on from one level of the grammar to
the next, so a whole chain of them is taken in one step: ``_GOTO[state][left]``
is a row which says, by the kind of the next token, in which state the parser is
when all of them are done.  Rows are filled in as they are needed.

Nothing here recurses: nesting is limited by memory only.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import NixError, NixSyntaxError
from ..source import SourceFile
from .actions import Actions, Stack
from .lexer import Lexer
from .nodes import Expr
from .symbols import see
from .tables import ACTIONS, GOTOS, RULES
from .tokens import END, FAILURE, KIND, MESSAGE_NAMES, UNLISTED

_KINDS = len(MESSAGE_NAMES)
#: What the lists that the parser runs through end in, after the last token.
_NOTHING = _KINDS


def _expand(default: int, explicit: tuple[tuple[int, int], ...]) -> list[int]:
    row = [default] * _KINDS
    for kind, action in explicit:
        row[kind] = action
    # The next token is not looked at where it makes no difference, so that a lexer's
    # error comes after all that precedes it.
    if explicit:
        row[FAILURE] = 0
    row.append(0)
    return row


_ACTION = [_expand(*entry) for entry in ACTIONS]
_TARGET = [dict(row) for row in GOTOS]
_GOTO = [{left: [-1] * (_KINDS + 1) for left in row} for row in _TARGET]
_ACCEPT = _ACTION[_TARGET[0][RULES[0][0]]][END]


def _follow(state: int, left: int, kind: int) -> int:
    """The state after reducing to *left* in *state*, and passing the value on if *kind* says so."""
    targets = _TARGET[state]
    target = targets[left]
    while True:
        action = _ACTION[target][kind]
        if action >= 0:
            break
        next_left, _, name = RULES[action]
        if name is not None:
            break
        target = targets[next_left]
    _GOTO[state][left][kind] = target
    return target


def parse(
    source: SourceFile,
    *,
    home: Callable[[], str] | str | None = None,
    pipe_operators: bool = False,
    warn: Callable[[str, int], None] | None = None,
    names: dict[str, None] | None = None,
    bindings: bool = False,
) -> Expr:
    """The expression that *source* holds; with *bindings*, the set of the bindings there.

    Bindings stand without braces, and the last may lack its semicolon: what people type
    at a prompt.

    *home*: the home directory, a nix string, or what gives it (asked only when a
    path starts with ``~/``); None in pure evaluation.  *warn* gets the message and
    the offset of everything that Nix warns of while parsing.  *names* receives the
    names of the source in the order in which it shows them (see ``symbols``).

    Raises ``NixSyntaxError`` for all that Nix rejects while parsing, and
    ``UnsupportedFeatureError`` for a pipe operator without *pipe_operators*.
    """
    lexer = Lexer(source, pipe_operators=pipe_operators)
    lexer.run()
    if bindings:
        _embrace(lexer)
    actions = Actions(source, home, warn, {} if names is None else names)
    rules = [(left, size * 3, getattr(actions, name or "start")) for left, size, name in RULES]
    try:
        return _run(source, lexer, rules)
    finally:
        see(actions.fresh)
        actions.names.update(actions.fresh)


def _embrace(lexer: Lexer) -> None:
    """Put the tokens between braces, and a semicolon before the last where there is none."""
    kinds, values, spans = lexer.kinds, lexer.values, lexer.spans
    closing = [] if kinds[-1] == FAILURE else [KIND["}"]]
    if closing and kinds[-2:-1] != [KIND[";"]]:
        closing.insert(0, KIND[";"])
    last = len(kinds) - 1
    kinds[last:last] = closing
    values[last:last] = [None] * len(closing)
    spans[last:last] = [spans[last]] * len(closing)
    kinds.insert(0, KIND["{"])
    values.insert(0, "{")
    spans.insert(0, (0, 0))


def _run(
    source: SourceFile,
    lexer: Lexer,
    rules: list[tuple[int, int, Callable[[Stack, int, int], object]]],
) -> Expr:
    kinds, values, spans = lexer.kinds, lexer.values, lexer.spans
    kinds.append(_NOTHING)
    action_rows = _ACTION
    goto_rows = _GOTO
    stack: Stack = [0]
    state = 0
    index = 0
    kind = kinds[0]
    end = 0
    while True:
        action = action_rows[state][kind]
        if action > 0:
            start, end = spans[index]
            stack += (values[index], start, action)
            state = action
            index += 1
            kind = kinds[index]
        elif action:
            left, size, build = rules[action]
            if size:
                start = stack[1 - size]
                value = build(stack, start, end)
                del stack[-size:]
            else:
                start = end
                value = build(stack, end, end)
            below = stack[-1]
            state = goto_rows[below][left][kind]
            if state < 0:
                state = _follow(below, left, kind)
            stack += (value, start, state)
        elif state == _ACCEPT:
            # Below END, the value of the whole.
            expression: Expr = stack[-6]
            return expression
        else:
            raise _error(source, state, kind, values[index], spans[index][0])


def _error(source: SourceFile, state: int, kind: int, value: object, start: int) -> NixError:
    """What to raise for a token that *state* has no action for."""
    if kind == FAILURE:
        assert isinstance(value, NixError)
        return value
    message = f"syntax error, unexpected {MESSAGE_NAMES[kind]}"
    expected = [
        name
        for other, name in enumerate(MESSAGE_NAMES)
        if other not in UNLISTED and _ACTION[state][other]
    ]
    # bison gives up listing when there are more.
    if len(expected) <= 4:
        for number, name in enumerate(expected):
            message += f"{' or' if number else ', expecting'} {name}"
    return NixSyntaxError(message, source.position(start))
