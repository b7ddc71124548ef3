"""The search path: what ``<nixpkgs>`` means.

An entry is ``prefix=path`` or just a path (prefix ``""``).  Looking up ``a/b``
takes each entry whose prefix is ``""`` or leads ``a/b``, puts what is left of the
name behind the entry's path, and returns the first file that exists, symlinks
resolved (Nix manual, "Lookup path").  Paths that are relative are relative to
``ctx.state["cwd"]``, a nix string.

Entries that name something on the network (``https://…``, ``channel:…``) are
skipped with Nix's warning: aionix doesn't download.

``<nix/fetchurl.nix>`` is a file that comes with Nix; ``INTERNAL_FILES`` holds
ours.  Its path has the name ``<nix/fetchurl.nix>``, which is how Nix shows it,
and is no file of any ``EvalIO``: the importer looks here first.

Invariant: each entry is resolved, and warned about, once per evaluator (unless there are
very many).
"""

from __future__ import annotations

from collections.abc import Iterable

from .bytestr import from_bytes, to_text
from .errors import FileAccessError, ThrownError, UnsupportedFeatureError
from .filesystem import join
from .runtime.coerce import canonical_path
from .runtime.context import Context

_URL_SCHEMES = frozenset(["http", "https", "file", "channel", "git", "s3", "ssh"])


#: Entries whose place an evaluator remembers.
KNOWN = 10_000


def is_url(path: str) -> bool:
    """Whether an entry's path is to be downloaded."""
    if path.startswith("channel:"):
        return True
    scheme, found, _ = path.partition("://")
    return bool(found) and scheme in _URL_SCHEMES


def split_nix_path(value: str) -> list[str]:
    """The entries of ``$NIX_PATH``: separated by colons, except those inside URLs."""
    entries = []
    pieces = value.split(":")
    index = 0
    while index < len(pieces):
        entry = pieces[index]
        index += 1
        # The colon after this piece may belong to a URL, which goes on until the next colon.
        rest = ":".join([entry.rpartition("=")[2], *pieces[index:]])
        if index < len(pieces) and (is_url(rest) or rest.startswith("flake:")):
            entry += ":" + pieces[index]
            index += 1
        entries.append(entry)
    if entries and not entries[-1]:
        entries.pop()
    return entries


def parse_entry(entry: str) -> tuple[str, str]:
    """Prefix and path of an entry."""
    prefix, equals, path = entry.partition("=")
    return (prefix, path) if equals else ("", entry)


def suffix_of(name: str, prefix: str) -> str | None:
    """What is left of *name* after *prefix*; None when that doesn't lead it."""
    if not prefix:
        return name
    if name == prefix:
        return ""
    return name[len(prefix) + 1 :] if name.startswith(prefix + "/") else None


async def find_file(
    ctx: Context, entries: Iterable[tuple[str, str]], name: str, *, located: bool = False
) -> str:
    """The path that ``<name>`` means; entries are (prefix, path).  Raises ThrownError.

    *located*: the error gets the position of the expression.
    """
    for prefix, path in entries:
        suffix = suffix_of(name, prefix)
        if suffix is None:
            continue
        directory = await resolve_entry(ctx, path)
        if directory is None:
            continue
        # Canonical first: ``..`` in the name can't leave the entry.
        found = await ctx.io.resolve(join(directory, "." + canonical_path("/" + suffix)))
        if await ctx.io.kind(found) is not None:
            return found
    if name.startswith("nix/"):
        return f"<{name}>"
    shown = to_text(name)
    if ctx.settings.pure_eval:
        message = f"cannot look up '<{shown}>' in pure evaluation mode (use '--impure' to override)"
    else:
        message = (
            f"file '{shown}' was not found in the Nix search path (add it using $NIX_PATH or -I)"
        )
    raise ThrownError(message, at_expression=located)


async def resolve_entry(ctx: Context, path: str) -> str | None:
    """The absolute path that an entry stands for; None when it isn't there."""
    known: dict[str, str | None] = ctx.state.setdefault("search path", {})
    if path not in known:
        if len(known) >= KNOWN:
            known.clear()
        known[path] = await _resolve_entry(ctx, path)
    return known[path]


async def _resolve_entry(ctx: Context, path: str) -> str | None:
    shown = to_text(path)
    if is_url(path):
        ctx.emit(f"warning: Nix search path entry '{shown}' cannot be downloaded, ignoring")
    elif path.startswith("flake:"):
        if "flakes" not in ctx.settings.experimental_features:
            raise UnsupportedFeatureError(
                "experimental Nix feature 'flakes' is disabled;"
                " add '--extra-experimental-features flakes' to enable it"
            )
        raise UnsupportedFeatureError(
            f"cannot fetch '{shown}': aionix has no access to the flake registry or the network"
        )
    absolute = join(ctx.state.get("cwd", "/"), path)
    if await ctx.io.kind(await ctx.io.resolve(absolute)) is not None:
        return absolute
    ctx.emit(f"warning: Nix search path entry '{shown}' does not exist, ignoring")
    return None


#: The names of the files that come with aionix.
INTERNAL_FILES = frozenset(["<nix/fetchurl.nix>"])


def read_internal(path: str) -> str | None:
    """The text (nix string) of a file that comes with aionix; None for other paths."""
    if not path.startswith("<"):
        return None
    from pkgutil import get_data

    data = get_data(__package__, path[1:-1]) if path in INTERNAL_FILES else None
    if data is None:
        raise FileAccessError(f"path '{to_text(path)}' does not exist")
    return from_bytes(data)
