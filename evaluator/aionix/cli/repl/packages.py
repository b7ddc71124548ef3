"""What commands do with derivations, and with files in an editor."""

from __future__ import annotations

import bz2
import os
import shlex
import shutil
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from ...bytestr import from_text, to_text
from ...errors import NixError, NixSyntaxError, UnsupportedFeatureError
from ...filesystem import join
from ...packages import derivation_path, is_derivation
from ...runtime.coerce import coerce_to_path_name
from ...runtime.values import Attrs, Lambda, Partial, Path, Value
from ...selection import select_path
from ...source import Position
from ...store.memory import MemoryStore
from ..roots import add_root

if TYPE_CHECKING:
    from ...store.evaluation import EvalStore
    from .session import ReplSession

#: Editors that are told the line as ``+LINE``.
TAKE_LINES = ("emacs", "nano", "vim", "kak", "nvim", "micro", "hx")


def store_of(session: ReplSession) -> EvalStore:
    """The session's store."""
    store = session.context.store
    assert store is not None, "every evaluator has a store"
    return store


async def derivation_of(session: ReplSession, value: Value) -> str:
    """The store path of the derivation that *value* is."""
    run = session.evaluator.run
    if not await run(is_derivation(value, 0)):
        raise NixError("expression does not evaluate to a derivation, so I can't build it")
    if "drvPath" not in value.d:
        raise NixError("expression did not evaluate to a valid derivation (no 'drvPath' attribute)")
    path: str = await run(derivation_path(session.context, value, 0))
    if not await store_of(session).is_valid(path):
        raise NixError(f"expression evaluated to invalid derivation '{to_text(path)}'")
    return path


async def build(session: ReplSession, path: str, *, links: bool = False) -> None:
    """Build all outputs of a derivation and print where they are."""
    store = store_of(session)
    if isinstance(store.backend, MemoryStore):
        raise UnsupportedFeatureError(
            f"cannot build '{to_text(path)}': the store is in memory only;"
            " start with '--store daemon'"
        )
    names = sorted((await store.derivation(path)).outputs)
    built = await store.build({path: names})
    lines = ["\nThis derivation produced the following outputs:\n"]
    for name in names:
        output = built[path, name]
        if links:
            link = f"repl-result-{to_text(name)}"
            await add_root(store.backend, output, join(session.cwd, from_text(link)))
            lines.append(f"  ./{link} -> {to_text(output)}\n")
        else:
            lines.append(f"  {to_text(name)} -> {to_text(output)}\n")
    session.write("".join(lines))


async def install(session: ReplSession, path: str) -> None:
    """``nix-env -i``."""
    await _nix(session, ":i", ["nix-env", "-i", to_text(path)])


async def start_shell(session: ReplSession, path: str) -> None:
    """``nix-shell``."""
    await _nix(session, ":sh", ["nix-shell", to_text(path)])


async def _nix(session: ReplSession, command: str, arguments: list[str]) -> None:
    """Run one of Nix's own programs on what is in the store."""
    if not hasattr(store_of(session).backend, "add_indirect_root"):
        raise UnsupportedFeatureError(
            f"'{command}' needs a store of Nix's: start with '--store daemon'"
        )
    program = shutil.which(arguments[0], path=session.environ.get("PATH"))
    if program is None or session.run_program is None:
        raise UnsupportedFeatureError(f"'{command}' runs '{arguments[0]}', which is not installed")
    await session.run_program([program, *arguments[1:]])


async def show_log(session: ReplSession, path: str) -> None:
    """Print what was logged when a derivation was built, where the store keeps that."""
    name = to_text(path.rpartition("/")[2])
    for file in _log_files(session, name):
        try:
            data = await to_thread.run_sync(_read_log, file)
        except OSError:
            continue
        session.write(data.decode("utf-8", "surrogateescape"))
        return
    raise NixError(f"build log of '{to_text(path)}' is not available")


def _log_files(session: ReplSession, name: str) -> list[str]:
    """Where Nix keeps the log of the derivation called *name*."""
    backend: Any = store_of(session).backend
    directory = to_text(backend.directory)
    real = to_text(getattr(backend, "real_directory", backend.directory))
    root = real.removesuffix(directory) if real.endswith(directory) else ""
    logs = session.environ.get("NIX_LOG_DIR") or f"{root}/nix/var/log/nix"
    stem = os.path.join(logs, "drvs", name[:2], name[2:])
    return [stem, f"{stem}.bz2"]


def _read_log(file: str) -> bytes:
    if file.endswith(".bz2"):
        with bz2.open(file) as stream:
            return stream.read()
    with open(file, "rb") as plain:
        return plain.read()


# --- editing ----------------------------------------------------------------------------


async def edit_place(
    session: ReplSession, text: str, value: Value, definition: Position | None
) -> None:
    """Open what *value* stands for in ``$EDITOR``: a file, a function, a package; else
    where the expression *text* was defined."""
    file, line = await _place(session, text, value, definition)
    if session.run_program is None:
        raise UnsupportedFeatureError(f"no editor here: '{file}', line {line}")
    editor = session.environ.get("EDITOR") or "cat"
    arguments = shlex.split(editor)
    if line > 0 and any(known in editor for known in TAKE_LINES):
        arguments.append(f"+{line}")
    arguments.append(file)
    try:
        await session.run_program(arguments)
    except OSError as error:
        raise NixError(f"cannot start '{arguments[0]}': {error.strerror}") from None


async def _place(
    session: ReplSession, text: str, value: Value, definition: Position | None
) -> tuple[str, int]:
    """A file and a line in it (0 for none)."""
    run = session.evaluator.run
    if isinstance(value, (Path, str)):
        what = "while evaluating the filename to edit"
        name, _ = await run(coerce_to_path_name(session.context, value, 0, what))
        return to_text(name), 0
    function = value.function if type(value) is Partial else value
    if type(function) is Lambda:
        return _file(function.info.position())
    if type(value) is Attrs and await run(is_derivation(value, 0)):
        try:
            return await _package_place(session, value)
        except NixSyntaxError:
            raise
        except NixError:
            pass
    if definition is not None:
        return _file(definition)
    raise NixError(f"package '{text}' has no source location information")


def _file(position: Position) -> tuple[str, int]:
    if position.source.path is None:
        raise NixError(f"'{position}' cannot be shown in an editor")
    return to_text(position.source.path), position.line


async def _package_place(session: ReplSession, value: Attrs) -> tuple[str, int]:
    """What ``meta.position`` of a package says."""
    run, context = session.evaluator.run, session.context
    position = await run(select_path(context, value, "meta.position", {}, 0))
    what = "while evaluating the 'meta.position' attribute of a derivation"
    name, _ = await run(coerce_to_path_name(context, position, 0, what))
    file, _, line = to_text(name).rpartition(":")
    if not (file and line.isascii() and line.isdigit()):
        raise NixSyntaxError(f"cannot parse 'meta.position' attribute '{to_text(name)}'")
    return file, int(line)
