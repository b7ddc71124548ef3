"""Python functions as Nix functions: the builtins of users.

A Python function becomes a builtin with as many arguments as it has positional
parameters without default.  Its arguments arrive as Python values, evaluated
deeply; a parameter annotated as ``aionix.Value`` gets a lazy handle instead.
What it returns (or, if that is awaitable, what awaiting that gives) is converted
back.  It runs inside the evaluation that called it, in the same task: it may
await whatever the host's event loop offers, and use handles of its evaluator.

An exception of the function ends the evaluation as a ``BuiltinError``, unless
it is a ``NixError`` already; cancellation and KeyboardInterrupt pass untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from .convert import Converter, Handle
from .errors import BuiltinError, NixError
from .records import dataclass
from .runtime.context import Context
from .runtime.deep import force_deep
from .runtime.requests import Run, suspend
from .runtime.thunk import GUARD
from .runtime.values import Builtin, Cell
from .vm.current import CURRENT
from .vm.observe import HOST_BUILTINS
from .vm.traceback import CHECKED_FRAMES
from .vm.waiting import CALL_FRAMES, STARTED_BY, HostCall

#: Deepest native chain on which Python functions of the user's are called: they
#: need some of Python's stack for themselves.
SHALLOW = 8


@dataclass(frozen=True)
class HostFunction:
    """A Python function, ready to be called.  *lazy*: which parameters take handles."""

    name: str
    function: Callable[..., Any]
    lazy: tuple[bool, ...]
    context: Context
    converter: Converter
    make_handle: Callable[[Cell], Handle]


def wrap_callable(
    name: str,
    function: Callable[..., Any],
    context: Context,
    converter: Converter,
    make_handle: Callable[[Cell], Handle],
) -> Cell:
    """The Nix function for a Python one.

    One without parameters takes an argument all the same, and ignores it.  Raises
    TypeError for what can't be called from Nix.
    """
    lazy = _parameters(name, function)
    spec = HostFunction(name, function, lazy, context, converter, make_handle)

    def call(depth: int, *cells: Cell) -> Any:
        return call_host(spec, depth, cells)

    return Builtin(name, max(len(lazy), 1), call, spec)


def _parameters(name: str, function: Callable[..., Any]) -> tuple[bool, ...]:
    """For each parameter that Nix supplies, whether it takes a handle."""
    import inspect  # here, since it takes four milliseconds

    try:
        signature = inspect.signature(function)
    except ValueError:
        raise TypeError(
            f"builtin {name!r}: Python cannot tell the parameters of {function!r};"
            " wrap it in a lambda"
        ) from None
    lazy = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            if parameter.default is parameter.empty:
                lazy.append(_takes_handle(parameter.annotation))
        elif parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty:
            raise TypeError(f"builtin {name!r}: parameter {parameter.name!r} is keyword-only")
        elif parameter.kind is parameter.VAR_POSITIONAL and not lazy:
            raise TypeError(f"builtin {name!r}: Nix needs to know how many arguments it takes")
    return tuple(lazy)


def _takes_handle(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return annotation.rpartition(".")[2] == "Value"
    return isinstance(annotation, type) and issubclass(annotation, Handle)


async def call_host(spec: HostFunction, depth: int, cells: tuple[Cell, ...]) -> Cell:
    """Call a Python function with Nix arguments."""
    import inspect

    if depth > SHALLOW or depth >= GUARD[0]:
        return await suspend(Run(call_host(spec, 0, cells)))
    arguments: list[Any] = []
    # A function without parameters got one cell all the same.
    for lazy, cell in zip(spec.lazy, cells, strict=False):
        if lazy:
            arguments.append(spec.make_handle(cell))
        else:
            forced = await force_deep(spec.context, cell, depth)
            arguments.append(await spec.converter.to_python(forced))
    call = HostCall(CURRENT.vm)
    token = STARTED_BY.set(call)
    try:
        result = spec.function(*arguments)
        if inspect.isawaitable(result) and not isinstance(result, Handle):
            result = await result
        return spec.converter.to_nix(result)
    except NixError:
        raise
    except Exception as error:
        raise BuiltinError(f"the builtin '{spec.name}' failed: {summary(error)}") from error
    finally:
        call.active = False
        with suppress(ValueError):  # closed from elsewhere, by the garbage collector for one
            STARTED_BY.reset(token)


def summary(error: BaseException) -> str:
    """Type and message of an exception, whatever its ``__str__`` does."""
    try:
        message = str(error)
    except Exception:
        message = "(its message cannot be shown)"
    name = type(error).__qualname__
    return f"{name}: {message}" if message else name


def _which(frame: FrameType) -> tuple[str, bool]:
    return frame.f_locals["spec"].name, True


#: Frames of ``call_host`` are calls of a builtin in traces.
CHECKED_FRAMES[call_host.__code__] = _which
CALL_FRAMES.add(call_host.__code__)
HOST_BUILTINS[call_host.__code__] = lambda frame: frame.f_locals["spec"].name
