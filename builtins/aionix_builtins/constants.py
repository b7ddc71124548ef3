"""Builtins that are plain values: ``true``, ``nixVersion``, ``currentSystem`` and their like."""

from __future__ import annotations

import os
import sys

from aionix.runtime.context import Context
from aionix.runtime.values import Attrs

from .registry import constant

#: The release of Nix whose behaviour this is, marked as not being Nix.
NIX_VERSION = "2.34.8-aionix"


@constant("true", "bool", doc="The Boolean value *true*.", globally=True)
def true(ctx: Context) -> bool:
    return True


@constant("false", "bool", doc="The Boolean value *false*.", globally=True)
def false(ctx: Context) -> bool:
    return False


@constant("null", "null", doc="The value *null*, for the absence of a value.", globally=True)
def null(ctx: Context) -> None:
    return None


@constant("langVersion", "int", doc="The version of the Nix language.")
def lang_version(ctx: Context) -> int:
    return 6


@constant(
    "nixVersion",
    "string",
    doc="The version of Nix that aionix behaves like, followed by `-aionix`.",
)
def nix_version(ctx: Context) -> str:
    return NIX_VERSION


@constant(
    "currentSystem",
    "string",
    doc="The system that derivations are evaluated for, such as `x86_64-linux`.",
    impure=True,
)
def current_system(ctx: Context) -> str:
    return ctx.settings.current_system or host_system()


def host_system() -> str:
    """Nix's name for the machine this runs on."""
    if hasattr(os, "uname"):
        machine = os.uname().machine.lower()
    else:
        from platform import machine as machine_name

        machine = machine_name().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    kernel = {"darwin": "darwin", "win32": "windows", "cygwin": "cygwin"}.get(
        sys.platform, sys.platform
    )
    return f"{machine}-{kernel}"


@constant(
    "currentTime",
    "int",
    doc="The time when evaluation began, in seconds since 1970-01-01 UTC.",
    impure=True,
)
def current_time(ctx: Context) -> int:
    return ctx.io.current_time()


@constant(
    "nixPath",
    "list",
    doc=(
        "The search path in which `<name>` is looked up: a list of sets with `path` and `prefix`."
    ),
)
def nix_path(ctx: Context) -> tuple[Attrs, ...]:
    entries = []
    for entry in ctx.settings.nix_path:
        prefix, equals, path = entry.partition("=")
        if not equals:
            prefix, path = "", entry
        entries.append(Attrs({"path": path, "prefix": prefix}))
    return tuple(entries)
