"""The exceptions that aionix raises: a tree under ``NixError``.

Imports nothing of ours but ``source``.  Messages are text, worded as C++ Nix
2.34 words them.  Only ``CatchableError`` and what derives from it is caught by
``builtins.tryEval`` (Nix manual, "builtins.tryEval").

Invariants: ``trace`` runs from the innermost frame to the outermost; ``position``
is the place of the error itself.  Both are filled in by the VM when an error
leaves a chain of frames, never by the code that raises.  (A running evaluation
pays nothing for them.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from .records import dataclass
from .source import Position, Span

#: How errors can be written: for people, or byte for byte as C++ Nix does.
ErrorFormat = Literal["human", "nix"]


@dataclass(frozen=True)
class TraceFrame:
    """One "… while evaluating …" line: its text, and where (None when Nix shows no place).

    *always* marks the lines shown even without ``--show-trace``
    (``builtins.addErrorContext``), *call* those of function calls, which Nix only
    collects for ``--show-trace``.
    """

    description: str
    position: Position | None = None
    always: bool = False
    call: bool = False

    @property
    def span(self) -> Span | None:
        """The expression at ``position``; None where Nix shows no place."""
        from .spans import frame_span

        return frame_span(self)


class NixError(Exception):
    """Base of every error an evaluation can end in.

    ``message``: the text after ``error:``.  ``position``: where, or None.
    ``trace``: the frames it passed through, innermost first.  ``suggestions``:
    names for "Did you mean …?", best first.  ``span``: the expression that it is about.
    """

    #: Whether the VM gives the error the place of the innermost Nix expression
    #: when the raiser gave none (Nix: ``.atPos(pos)``).
    at_expression = False
    #: The same, but the place of the operator rather than that of its operand.
    at_operator = False
    #: The same, but only when Nix code made the failing call, not a builtin.
    at_call = False

    def __init__(
        self,
        message: str,
        position: Position | None = None,
        *,
        suggestions: Sequence[str] = (),
        at_expression: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.suggestions = tuple(suggestions)
        self.trace: list[TraceFrame] = []
        #: The innermost Nix expression that was being evaluated, whether Nix tells it or not.
        self.near: Position | None = None
        if at_expression is not None:
            self.at_expression = at_expression

    @property
    def span(self) -> Span | None:
        """The piece of source at ``position``; None if that is not known.

        Found by parsing the source once more, when first asked for.
        """
        from .spans import error_span

        return error_span(self)

    def render(
        self, format: ErrorFormat = "human", *, color: bool = False, show_trace: bool = False
    ) -> str:
        """The error as text that ends in a line feed.

        *format*: ``"human"``, or ``"nix"`` for exactly what C++ Nix prints.  *color*: with
        escape sequences for a terminal.  *show_trace*: all of ``trace``, not only what
        explains the error.  Text may hold lone surrogates, for bytes that are no UTF-8.
        """
        from .render import render

        return render(self, format, show_trace=show_trace, colour=color)

    def __str__(self) -> str:
        place = f" (at {self.position})" if self.position else ""
        return f"{self.message}{place}"


class NixSyntaxError(NixError):
    """The text is not Nix: a parse error, or what Nix rejects while parsing."""


class UndefinedVariableError(NixError):
    """A name that no scope defines."""

    at_expression = True


class EvalError(NixError):
    """Base of the errors of evaluation proper."""


class NixTypeError(EvalError):
    """A value of another type than the one needed."""


class MissingAttributeError(EvalError):
    """Selection of an attribute that the set lacks.

    ``available``: the names of those that it has, sorted; None if they are not known.
    """

    at_expression = True
    available: tuple[str, ...] | None = None


class CallError(NixTypeError):
    """A function called with missing or unexpected arguments, or a call of a non-function."""

    at_call = True


class InfiniteRecursionError(EvalError):
    """A thunk needs its own value.

    ``cycle``: where its frames were, from where it is needed again back to where its own
    code begins; empty if that is not known.
    """

    at_expression = True
    cycle: tuple[Position, ...] = ()
    #: The thunk, until the VM has come to the frame that computes it; and ``cycle`` so far.
    thunk: Any = None
    passed: tuple[Position, ...] = ()


class NixOverflowError(EvalError):
    """An integer left the 64-bit range."""


class DivisionByZeroError(EvalError):
    """``x / 0``."""


class AbortError(EvalError):
    """``builtins.abort``."""


class CatchableError(EvalError):
    """Base of what ``builtins.tryEval`` catches."""


class ThrownError(CatchableError):
    """``builtins.throw``, and a search path entry that was not found."""


class AssertionFailedError(CatchableError):
    """A failed ``assert``."""

    at_expression = True


class FileAccessError(EvalError):
    """A file that is missing, unreadable, or of the wrong kind."""


class RestrictedPathError(EvalError):
    """Access forbidden by ``restrict_eval``, ``pure_eval`` or the ``EvalIO`` in use."""


class StoreError(EvalError):
    """What no store takes: a bad store path name, hash or derivation, or a path it doesn't have."""


class InvalidPathError(StoreError):
    """A store path that the store does not have, though it is well formed."""


class BuildError(StoreError):
    """A derivation that was needed during evaluation could not be built."""


class ConversionError(EvalError):
    """A value with no Python counterpart: one that contains itself."""


class HostError(EvalError):
    """Python code that the evaluator was given failed; the exception is its ``__cause__``."""


class BuiltinError(HostError):
    """A builtin of the user's raised an exception, or returned what is no Nix value."""


class UnsupportedFeatureError(NixError):
    """Syntax or a builtin that needs an experimental feature which is off."""


def missing_feature(feature: str, reason: str = "") -> UnsupportedFeatureError:
    """The error for something that needs experimental *feature*."""
    shown = f" ({reason})" if reason else ""
    return UnsupportedFeatureError(
        f"experimental Nix feature '{feature}' is disabled{shown};"
        f" add '--extra-experimental-features {feature}' to enable it"
    )


class UsageError(NixError):
    """The caller asked for what cannot be: an unknown option, a bad attribute path, …"""


class LimitError(NixError):
    """Base of the errors that end an evaluation which exceeded a limit; never caught by tryEval."""

    at_expression = True


class CallDepthError(LimitError):
    """More nested calls than ``max_call_depth``."""

    at_expression = False


class StepLimitError(LimitError):
    """More steps than ``Limits.steps``."""


class TimeLimitError(LimitError):
    """More time than ``Limits.seconds`` or ``Limits.cpu_seconds``."""


class SizeLimitError(LimitError):
    """A string, list or set larger than ``Limits`` allow."""


class MemoryLimitError(LimitError):
    """More memory than ``Limits.memory``, or Python ran out of it."""


class OutputLimitError(LimitError):
    """A result, or messages, larger than ``Limits.output``."""


class InternalError(NixError):
    """A fault of aionix itself: please report it."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        super().__init__(
            f"internal error, please report it as a bug of aionix: {message}", position
        )
