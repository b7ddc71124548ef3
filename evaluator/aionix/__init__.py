"""aionix: an asyncio-native evaluator for the Nix language.

``await aionix.evaluate("1 + 1")`` gives a plain Python value, under asyncio and
under trio; ``aionix.Evaluator`` is the same with options, reuse and lazy values;
``aionix.run("1 + 1")`` is for scripts that have no event loop.

Names are imported when first used: importing the package costs next to nothing.

PYTEST_DONT_REWRITE: pytest would warn that it can't, where coverage.py has imported the package
before.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as ``typing.TYPE_CHECKING``, which takes 5 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .api import evaluate, evaluate_file, run
    from .errors import (
        AbortError,
        AssertionFailedError,
        BuildError,
        BuiltinError,
        CallDepthError,
        CallError,
        CatchableError,
        ConversionError,
        DivisionByZeroError,
        EvalError,
        FileAccessError,
        HostError,
        InfiniteRecursionError,
        InternalError,
        InvalidPathError,
        LimitError,
        MemoryLimitError,
        MissingAttributeError,
        NixError,
        NixOverflowError,
        NixSyntaxError,
        NixTypeError,
        OutputLimitError,
        RestrictedPathError,
        SizeLimitError,
        StepLimitError,
        StoreError,
        ThrownError,
        TimeLimitError,
        TraceFrame,
        UndefinedVariableError,
        UnsupportedFeatureError,
        UsageError,
    )
    from .evaluator import Evaluation, Evaluator
    from .filesystem import MemoryIO, RealIO, Symlink
    from .handles import Function, Value
    from .limits import Limits
    from .observers import CallCounts, CompileObserver, Frame, Observer, Profile
    from .restricted import DenyIO, RestrictedIO
    from .runtime.context import Settings
    from .runtime.io import EvalIO
    from .source import Position, Span
    from .store.daemon import DaemonStore
    from .store.directory import DirectoryStore
    from .store.interface import Store
    from .store.memory import MemoryStore
    from .stores import open_store

__version__ = "0.1.0"

#: Public name → the module that has it, except for the errors.
_HOMES = {
    "evaluate": "api",
    "evaluate_file": "api",
    "run": "api",
    "Evaluation": "evaluator",
    "Evaluator": "evaluator",
    "Function": "handles",
    "Value": "handles",
    "Limits": "limits",
    "DenyIO": "restricted",
    "MemoryIO": "filesystem",
    "RealIO": "filesystem",
    "RestrictedIO": "restricted",
    "Symlink": "filesystem",
    "EvalIO": "runtime.io",
    "CallCounts": "observers",
    "CompileObserver": "observers",
    "Frame": "observers",
    "Observer": "observers",
    "Profile": "observers",
    "Settings": "runtime.context",
    "Position": "source",
    "Span": "source",
    "DaemonStore": "store.daemon",
    "DirectoryStore": "store.directory",
    "MemoryStore": "store.memory",
    "Store": "store.interface",
    "open_store": "stores",
}

__all__ = [
    "AbortError",
    "AssertionFailedError",
    "BuildError",
    "BuiltinError",
    "CallCounts",
    "CallDepthError",
    "CallError",
    "CatchableError",
    "CompileObserver",
    "ConversionError",
    "DaemonStore",
    "DenyIO",
    "DirectoryStore",
    "DivisionByZeroError",
    "EvalError",
    "EvalIO",
    "Evaluation",
    "Evaluator",
    "FileAccessError",
    "Frame",
    "Function",
    "HostError",
    "InfiniteRecursionError",
    "InternalError",
    "InvalidPathError",
    "LimitError",
    "Limits",
    "MemoryIO",
    "MemoryLimitError",
    "MemoryStore",
    "MissingAttributeError",
    "NixError",
    "NixOverflowError",
    "NixSyntaxError",
    "NixTypeError",
    "Observer",
    "OutputLimitError",
    "Position",
    "Profile",
    "RealIO",
    "RestrictedIO",
    "RestrictedPathError",
    "Settings",
    "SizeLimitError",
    "Span",
    "StepLimitError",
    "Store",
    "StoreError",
    "Symlink",
    "ThrownError",
    "TimeLimitError",
    "TraceFrame",
    "UndefinedVariableError",
    "UnsupportedFeatureError",
    "UsageError",
    "Value",
    "__version__",
    "evaluate",
    "evaluate_file",
    "open_store",
    "run",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name, "errors")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
