"""Putting the builtins together: the ``builtins`` set and the global scope of an evaluator."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from types import CodeType, FrameType
from typing import Any

import aionix_builtins
from aionix.runtime.context import Context
from aionix.runtime.values import Attrs, Cell

from . import entries, registry

#: The modules of this package that declare builtins; the others are imported where they are
#: needed.
MODULES = (
    "arith", "attrs", "closure", "constants", "control", "derivations", "dynamic", "files",
    "flakes", "hashing", "imports", "lists", "matching", "readjson", "reflection", "searching",
    "sorting", "sources", "strcontext", "strings", "tojson", "toml", "toxml", "versions",
)  # fmt: skip


@cache
def load_modules() -> None:
    """Import the modules that declare builtins."""
    for name in MODULES:
        importlib.import_module(f"{aionix_builtins.__name__}.{name}")


def populate(ctx: Context) -> None:
    """Fill ``ctx.builtins`` with every builtin that the context's settings allow."""
    load_modules()
    features = ctx.settings.experimental_features
    for name, constant in registry.CONSTANTS.items():
        if not (constant.impure and ctx.settings.pure_eval):
            ctx.builtins[name] = constant.make(ctx)
    for name, spec in registry.SPECS.items():
        if spec.feature is None or spec.feature in features:
            ctx.builtins[name] = entries.instantiate(spec, ctx)
    ctx.builtins["builtins"] = Attrs(ctx.builtins)


def global_scope(ctx: Context) -> dict[str, Cell]:
    """Names visible without ``builtins.``: some under their own name, all others as ``__name``."""
    scope: dict[str, Cell] = {}
    for name, cell in ctx.builtins.items():
        spec: Any = registry.SPECS.get(name) or registry.CONSTANTS.get(name)
        if name == "builtins" or (spec is not None and spec.globally):
            scope[name] = cell
        else:
            scope["__" + name] = cell
    return scope


def frames() -> dict[CodeType, tuple[str, bool]]:
    """Code of each builtin's function → its name, and whether traces show it."""
    return {code: (spec.name, spec.traced) for code, spec in registry.FRAMES.items()}


def entry_frames() -> set[CodeType]:
    """Code of the frames between a call and a builtin's own function."""
    return registry.ENTRIES


def checked_frames() -> dict[CodeType, Callable[[FrameType], tuple[str, bool]]]:
    """Code of the frames that force arguments → how to tell whose."""

    def which(frame: FrameType) -> tuple[str, bool]:
        spec = frame.f_locals["spec"]
        return spec.name, spec.traced

    return dict.fromkeys(entries.CHECKED, which)
