"""What may stand at the cursor: commands, names in scope, attributes, files.

Attributes are offered after a plain path of names, as ``pkgs.lib.``; nothing is called
for that, and no other expression evaluated.  What on the path is not evaluated yet is
evaluated for at most ``PATIENCE`` seconds, and nothing is built: a set that takes
longer has no completions until it was used.  Errors are not shown.  (A trace or a
warning on the way is, since it appears once only.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from aionix_builtins import registry

from ...bytestr import from_text, to_text
from ...errors import NixError
from ...records import dataclass, replace
from ...runtime.literals import KEYWORDS, show_attr_name
from ...runtime.thunk import whnf
from ...runtime.values import Attrs, Cell
from ...search_path import is_url, parse_entry
from .commands import BY_NAME

if TYPE_CHECKING:
    from .session import ReplSession

#: Seconds that evaluating for a completion may take.
PATIENCE = 0.5

_COMMAND = re.compile(r"\s*:\S*\Z")
_LOAD = re.compile(r"\s*:(?:l|load)\s+(.*)\Z", re.DOTALL)
_FILE = re.compile(r"(?:~|\.{1,2})?(?:/[\w.+\-]*)+\Z|[\w.+\-]+/[\w.+\-/]*\Z")
_SEARCHED = re.compile(r"<([\w.+\-/]*)\Z")
_NAME = r"[A-Za-z_][\w'\-]*"
_PATH = re.compile(rf'((?:{_NAME}\s*\.\s*)(?:(?:{_NAME}|"[^"$\n\\]*")\s*\.\s*)*)({_NAME}|)\Z')
_WORD = re.compile(rf"(?<![\w.'\-]){_NAME}\Z|(?<![\w.'\-])\Z")
_STEP = re.compile(rf'"([^"]*)"|({_NAME})')


@dataclass(frozen=True)
class Completion:
    """*text* takes the place of the *replaced* characters before the cursor."""

    text: str
    replaced: int
    kind: str = ""


async def complete(session: ReplSession, before: str) -> list[Completion]:
    """What may stand at the end of *before*, the text up to the cursor."""
    if _COMMAND.fullmatch(before):
        typed = before.strip()
        names = [name for name in BY_NAME if name.startswith(typed)]
        return [Completion(name, len(typed), "command") for name in sorted(names)]
    if load := _LOAD.fullmatch(before):
        if searched := _SEARCHED.search(load[1]):
            return await _searched(session, searched[1])
        return await _files(session, load[1])
    if searched := _SEARCHED.search(before):
        return await _searched(session, searched[1])
    if file := _FILE.search(before):
        return await _files(session, file[0])
    if path := _PATH.search(before):
        steps = [step[1] or step[2] for step in _STEP.finditer(path[1])]
        return await _attributes(session, steps, path[2])
    word = _WORD.search(before)
    return _names(session, word[0]) if word else []


def _names(session: ReplSession, typed: str) -> list[Completion]:
    """Variables, builtins and keywords; of builtins those with underscores only when asked."""
    found: dict[str, str] = {}
    for name in session.evaluator.context.builtins:
        if _is_global(name):
            found[to_text(name)] = "builtin"
        elif typed.startswith("_"):
            found[f"__{to_text(name)}"] = "builtin"
    found |= dict.fromkeys(KEYWORDS, "keyword")
    found |= {to_text(name): "variable" for name in session.scope}
    return [
        Completion(name, len(typed), kind)
        for name, kind in sorted(found.items())
        if name.startswith(typed)
    ]


def _is_global(name: str) -> bool:
    """Whether a builtin is visible without ``builtins.``"""
    spec = registry.SPECS.get(name) or registry.CONSTANTS.get(name)
    return name == "builtins" or (spec is not None and spec.globally)


async def _attributes(session: ReplSession, steps: list[str], typed: str) -> list[Completion]:
    names: Iterable[str] = ()
    with anyio.move_on_after(PATIENCE):
        names = await _attribute_names(session, [from_text(step) for step in steps])
    shown = (to_text(show_attr_name(name)) for name in sorted(names))
    return [Completion(name, len(typed), "attribute") for name in shown if name.startswith(typed)]


async def _attribute_names(session: ReplSession, steps: list[str]) -> Iterable[str]:
    """The names in the set that *steps* lead to; none if they lead to no set."""
    context = session.context
    cell: Cell = session.scope.get(steps[0], context.builtins.get(steps[0]))
    if cell is None or (steps[0] not in session.scope and steps[0] != "builtins"):
        return ()
    settings = context.settings
    # Nothing is built, and built nothing is read, for the sake of a completion.
    context.settings = replace(settings, allow_import_from_derivation=False)
    try:
        for step in steps[1:]:
            value = await session.evaluator.run(whnf(cell, 0))
            if type(value) is not Attrs or step not in value.d:
                return ()
            cell = value.d[step]
        value = await session.evaluator.run(whnf(cell, 0))
        return list(value.d) if type(value) is Attrs else ()
    except NixError:
        return ()
    finally:
        context.settings = settings


# --- files ------------------------------------------------------------------------------


async def _files(session: ReplSession, typed: str) -> list[Completion]:
    """Files whose path begins with *typed*."""
    folder, slash, start = typed.rpartition("/")
    entries = await to_thread.run_sync(_entries, to_text(session.cwd), folder + slash)
    return [
        Completion(name, len(start), "file")
        for name in entries
        if name.startswith(start) and (start or not name.startswith("."))
    ]


async def _searched(session: ReplSession, typed: str) -> list[Completion]:
    """Entries of the search path, and files below them."""
    prefixes = dict(parse_entry(entry) for entry in session.context.settings.nix_path)
    folder, slash, start = typed.rpartition("/")
    found: list[str] = []
    if not slash:
        found += [to_text(prefix) for prefix in prefixes if prefix]
    for prefix, place in prefixes.items():
        head = to_text(prefix)
        if is_url(place) or (head and folder != head and not folder.startswith(head + "/")):
            continue
        below = os.path.join(to_text(place), folder[len(head) :].strip("/"))
        found += await to_thread.run_sync(_entries, to_text(session.cwd), below)
    return [
        Completion(name, len(start), "file") for name in sorted({*found}) if name.startswith(start)
    ]


def _entries(base: str, folder: str) -> list[str]:
    """What is in a directory, directories with a slash; nothing where it can't be read."""
    try:
        with os.scandir(os.path.join(base, os.path.expanduser(folder))) as entries:
            return sorted(entry.name + ("/" if entry.is_dir() else "") for entry in entries)
    except (OSError, ValueError):
        return []
