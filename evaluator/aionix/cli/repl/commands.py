"""What begins with a colon.  The names and their meaning are ``nix repl``'s.

``COMMANDS`` is the one list: ``:?``, completion and the documentation are made from it.
A command is given the session and its argument, and says by its result whether the
session goes on; errors are raised.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ...bytestr import to_text
from ...errors import NixError, UnsupportedFeatureError, UsageError
from ...loader import Notes
from ...records import dataclass
from ...runtime.describe import type_phrase
from ...runtime.suggest import suggestions
from ...runtime.thunk import apply
from ...runtime.values import Attrs, Builtin, BuiltinPartial, Lambda, Partial, attr_position
from ...source import Position, SourceFile
from ...syntax.nodes import Expr, Select, Var
from ..doc import builtin_text, comment_before, render_markdown
from .packages import build, derivation_of, edit_place, install, show_log, start_shell
from .session import FULL, Outcome

if TYPE_CHECKING:
    from .session import ReplSession


@dataclass(frozen=True)
class Command:
    """*names*: what it is called, shortest first.  *takes*: what its argument is, "" for none."""

    names: tuple[str, ...]
    takes: str
    help: str
    run: Callable[[ReplSession, str], Awaitable[Outcome | None]]


async def run_command(session: ReplSession, name: str, argument: str) -> Outcome:
    """Run the command called *name*."""
    command = BY_NAME.get(name)
    if command is None:
        raise NixError(f"unknown command '{name}'", suggestions=_similar(name))
    if command.takes == "expr" and not argument:
        raise UsageError(f"'{name}' takes an expression")
    if not command.takes and argument:
        raise UsageError(f"'{name}' takes no argument")
    return await command.run(session, argument) or Outcome.DONE


def _similar(name: str) -> tuple[str, ...]:
    """Commands that may be meant; short ones are all similar."""
    return suggestions(name, [other for other in BY_NAME if len(other) > 3 and len(name) > 3])


# --- the commands -----------------------------------------------------------------------


async def _help(session: ReplSession, argument: str) -> None:
    session.write(help_text())


async def _add(session: ReplSession, argument: str) -> None:
    session.add(await session.attributes(await session.value(argument)))


async def _load(session: ReplSession, argument: str) -> None:
    await session.load(argument)


async def _load_flake(session: ReplSession, argument: str) -> None:
    raise UnsupportedFeatureError("cannot load a flake: aionix knows none")


async def _last_loaded(session: ReplSession, argument: str) -> None:
    if session.last_loaded is None:
        raise NixError("nothing has been loaded yet")
    session.write("".join(f"{name}\n" for name in session.last_loaded))


async def _print(session: ReplSession, argument: str) -> None:
    value = await session.value(argument)
    if isinstance(value, str):
        session.write(to_text(value) + "\n")
    else:
        await session.show(argument, FULL)


async def _quit(session: ReplSession, argument: str) -> Outcome:
    return Outcome.QUIT


async def _reload(session: ReplSession, argument: str) -> None:
    await session.reload()


async def _type(session: ReplSession, argument: str) -> None:
    session.write(type_phrase(await session.value(argument)) + "\n")


async def _trace(session: ReplSession, argument: str) -> None:
    if argument not in ("", "true", "false"):
        raise UsageError(f"unexpected argument '{argument}' to :te")
    session.show_trace = not session.show_trace if not argument else argument == "true"
    session.write(f"{'' if session.show_trace else 'not '}showing error traces\n")


async def _edit(session: ReplSession, argument: str) -> None:
    value = await session.value(argument)
    await edit_place(session, argument, value, await definition(session, argument))
    await session.reload()


async def _doc(session: ReplSession, argument: str) -> None:
    value = await session.value(argument)
    text = await documentation(session, argument, value)
    if text is None:
        raise NixError("value does not have documentation")
    session.write(render_markdown(text, colour=session.colour, width=session.width()))


async def _build(session: ReplSession, argument: str) -> None:
    await build(session, await derivation_of(session, await session.value(argument)))


async def _build_link(session: ReplSession, argument: str) -> None:
    path = await derivation_of(session, await session.value(argument))
    await build(session, path, links=True)


async def _install(session: ReplSession, argument: str) -> None:
    await install(session, await derivation_of(session, await session.value(argument)))


async def _shell(session: ReplSession, argument: str) -> None:
    await start_shell(session, await derivation_of(session, await session.value(argument)))


async def _user_shell(session: ReplSession, argument: str) -> None:
    shell = await session.value(
        'drv: (import <nixpkgs> { }).runCommand "shell" { buildInputs = [ drv ]; } ""'
    )
    package = await session.value(argument)
    value = await session.evaluator.run(apply(shell, package, depth=0))
    await start_shell(session, await derivation_of(session, value))


async def _log(session: ReplSession, argument: str) -> None:
    await show_log(session, await derivation_of(session, await session.value(argument)))


COMMANDS = (
    Command((":a", ":add"), "expr", "Add attributes from resulting set to scope", _add),
    Command((":b",), "expr", "Build a derivation", _build),
    Command(
        (":bl",),
        "expr",
        "Build a derivation, creating GC roots in the working directory",
        _build_link,
    ),
    Command(
        (":e", ":edit"), "expr", "Open a file, function, package or definition in $EDITOR", _edit
    ),
    Command((":i",), "expr", "Install a derivation into the current profile (nix-env)", _install),
    Command((":l", ":load"), "path", "Load Nix expression and add it to scope", _load),
    Command((":lf", ":load-flake"), "ref", "Flakes are not supported", _load_flake),
    Command(
        (":ll", ":last-loaded"),
        "",
        "Show most recently loaded variables added to scope",
        _last_loaded,
    ),
    Command(
        (":p", ":print"),
        "expr",
        "Evaluate and print expression recursively, without limits; strings are printed"
        " directly, without escaping",
        _print,
    ),
    Command((":q", ":quit"), "", "Exit", _quit),
    Command((":r", ":reload"), "", "Reload all files, and forget all other variables", _reload),
    Command((":sh",), "expr", "Build dependencies of derivation, then start nix-shell", _shell),
    Command((":t",), "expr", "Describe result of evaluation", _type),
    Command((":u",), "expr", "Build derivation, then start nix-shell", _user_shell),
    Command(
        (":doc",),
        "expr",
        "Show documentation of a builtin, or of a function or attribute that has some",
        _doc,
    ),
    Command((":log",), "expr", "Show logs for a derivation", _log),
    Command(
        (":te", ":trace-enable"),
        "bool",
        "Enable, disable or toggle showing traces for errors",
        _trace,
    ),
    Command((":?", ":help"), "", "Brings up this help menu", _help),
)
BY_NAME = {name: command for command in COMMANDS for name in command.names}


def help_text() -> str:
    """What ``:?`` prints."""
    from textwrap import wrap

    rows = [
        ("<expr>", "Evaluate and print expression; what is large is cut short"),
        ("<x> = <expr>", "Bind expression to variable; several with ';', or 'inherit'"),
    ]
    for command in COMMANDS:
        names = ", ".join(command.names)
        takes = {"": "", "bool": " [bool]"}.get(command.takes, f" <{command.takes}>")
        rows.append((names + takes, command.help))
    lines = ["The following commands are available:", ""]
    for shown, text in rows:
        first, *rest = wrap(text, 48)
        lines.append(f"  {shown:<28} {first}")
        lines += [" " * 31 + line for line in rest]
    lines += ["", "Input may span lines: it ends where it is complete.  ^C ends an evaluation."]
    return "\n".join(lines) + "\n"


# --- where things are defined, and what is said about them ------------------------------


async def definition(session: ReplSession, text: str) -> Position | None:
    """Where the attribute or variable that the expression *text* names was defined."""
    source = SourceFile("«string»", text, base=session.cwd)
    notes = Notes()
    root = session.evaluator.parse(source, notes)
    if isinstance(root, Var):
        return session.places.get(root.name)
    if not isinstance(root, Select):
        return None
    name = root.path[-1].name
    if not isinstance(name, str):
        return None
    subject: Expr = root.subject
    if root.path[1:]:
        subject = Select(root.pos, root.end, root.subject, root.path[:-1], None)
    value = await session.value_of(subject, source, notes.names)
    return attr_position(value, name) if type(value) is Attrs else None


async def documentation(session: ReplSession, text: str, value: object) -> str | None:
    """What is known about *value*, of the expression *text*, in Markdown; None for nothing."""
    if type(value) is BuiltinPartial:
        value = value.builtin
    if type(value) is Builtin:
        return builtin_text(value.name)
    if text.startswith("builtins.") and (found := builtin_text(text[9:])) is not None:
        return found
    function = value.function if type(value) is Partial else value
    place = await definition(session, text)
    if type(function) is Lambda:
        at = function.info.position()
        name = f" `{to_text(function.info.name)}`" if function.info.name else ""
        said = comment_before(at) or (place and comment_before(place))
        return f"Function{name}\\\n… defined at {at}\n\n{said or 'No documentation found.'}"
    if place is None:
        return None
    said = comment_before(place) or "No documentation found."
    return f"Attribute `{text.rpartition('.')[2]}`\\\n… defined at {place}\n\n{said}"
