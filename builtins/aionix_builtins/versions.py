"""Version strings: comparing, splitting, and package names with versions in them.

A version is a sequence of components, each a run of digits or a run of other
characters; dots and dashes separate.  How components compare is in the Nix
manual under ``nix-env --upgrade``.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from aionix.runtime.context import Context
from aionix.runtime.values import Attrs

from .registry import PLAIN_STRING, Arg, builtin

_COMPONENT = re.compile(r"[0-9]+|[^0-9.\-]+")
_DASH = re.compile(r"-(?![A-Za-z])", re.ASCII)

#: Numbers beyond a C ``int`` compare as text.
_INT_MAX = 2**31 - 1


def _rank(component: str) -> tuple[int, int, str]:
    """A key that orders components: ``pre``, the absent one, text, numbers.

    "" is below a number but above ``pre``; against other text it compares as text,
    which puts it below.
    """
    if component == "pre":
        return (0, 0, "")
    if component == "":
        return (1, 0, "")
    if "0" <= component[0] <= "9":
        digits = component.lstrip("0")
        if len(digits) <= 10 and int(digits or "0") <= _INT_MAX:
            return (3, int(digits or "0"), "")
    return (2, 0, component)


def compare(left: str, right: str) -> int:
    """-1, 0 or 1 as version *left* is older than *right*, the same or newer."""
    for one, other in zip_longest(
        _COMPONENT.findall(left), _COMPONENT.findall(right), fillvalue=""
    ):
        if one != other:
            a, b = _rank(one), _rank(other)
            if a != b:
                return -1 if a < b else 1
    return 0


@builtin(
    "compareVersions",
    Arg("s1", PLAIN_STRING),
    Arg("s2", PLAIN_STRING),
    doc="-1 when version *s1* is older than *s2*, 1 when it is newer, 0 when they are the same.",
)
def compare_versions(ctx: Context, depth: int, left: str, right: str) -> int:
    return compare(left, right)


@builtin(
    "splitVersion",
    Arg("s", PLAIN_STRING),
    doc="The components of the version *s*, as `compareVersions` sees them.",
)
def split_version(ctx: Context, depth: int, version: str) -> tuple[str, ...]:
    return tuple(_COMPONENT.findall(version))


@builtin(
    "parseDrvName",
    Arg("s", PLAIN_STRING),
    doc="Split a package name such as `nix-2.34` into `{ name, version }` at the first dash that"
    " no letter follows.",
)
def parse_drv_name(ctx: Context, depth: int, string: str) -> Attrs:
    # A dash at the very end separates nothing.
    match = _DASH.search(string, 0)
    if match is None or match.end() == len(string):
        return Attrs({"name": string, "version": ""})
    return Attrs({"name": string[: match.start()], "version": string[match.end() :]})
