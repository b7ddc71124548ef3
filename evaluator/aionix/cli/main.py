"""``aionix``: the command with subcommands, also ``python -m aionix``.

``COMMANDS`` is the one list of them: ``aionix --help``, the documentation and the shell
completions are made from it.  Commands are imported when they are called.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from .. import __version__
from ..bytestr import from_bytes, from_text
from ..errors import FileAccessError, NixError, UsageError
from ..evaluator import Evaluator
from ..records import dataclass
from ..runtime.suggest import suggestions
from ..source import SourceFile
from .instantiate import VERSION, Session, run_process
from .leaving import run_and_leave
from .reporting import report

HELP = ("--help", "-h")

COMPILE_USAGE = """\
Usage: aionix compile [--dis] FILE
       aionix compile [--dis] -E EXPR

Prints the Python that an expression is compiled to; with --dis its bytecode too.  FILE
may be "-" for standard input.
"""

PARSE_USAGE = """\
Usage: aionix parse [OPTION]... FILE...
       aionix parse [OPTION]... -E EXPR...

Prints expressions as the parser understood them: with all parentheses, what is short for
something else spelled out, attributes sorted.  FILE may be "-" for standard input.

Takes the options of aionix-instantiate, of which --option and --show-trace matter.
"""


@dataclass(frozen=True)
class Command:
    """A subcommand: *run* is given the arguments after its name and gives the exit code."""

    name: str
    takes: str
    summary: str
    run: Callable[[list[str]], int]


#: Flags of ``aionix eval`` that ``aionix-instantiate`` hasn't, or takes otherwise.
EVAL_FLAGS = frozenset(
    ["--file", "--expr", "--apply", "--write-to", "--pretty", "--no-pretty", "--help"]
)


def _eval(argv: list[str]) -> int:
    kind: type[Session] | None = None
    short = (argument for argument in argv if argument[:1] == "-" != argument[1:2])
    if not EVAL_FLAGS.isdisjoint(argv) or any("f" in argument for argument in short):
        from .eval import EvalSession  # milliseconds that most runs need not take

        kind = EvalSession
    return run_process("aionix eval", ["--eval", *argv], kind)


def _repl(argv: list[str]) -> int:
    from .repl.main import run_repl

    return run_repl(argv)


def _instantiate(argv: list[str]) -> int:
    return run_process("aionix instantiate", argv)


def _show_derivation(argv: list[str]) -> int:
    from .show_derivation import ShowSession

    return run_process("aionix show-derivation", argv, ShowSession)


def _parse(argv: list[str]) -> int:
    if argv[:1] in ([one] for one in HELP):
        print(PARSE_USAGE, end="")
        return 0
    return run_process("aionix parse", ["--parse", *argv])


def _doc(argv: list[str]) -> int:
    from .doc import run_doc

    return run_doc(argv, os.environ)


def _completion(argv: list[str]) -> int:
    from .completion import run_completion

    return run_completion(argv)


def _compile(argv: list[str]) -> int:
    return show_compiled(argv)


COMMANDS = (
    Command("eval", "[OPTION]... FILE...", "print the value of Nix expressions", _eval),
    Command("repl", "[OPTION]... [FILE]...", "evaluate what is typed", _repl),
    Command(
        "instantiate",
        "[OPTION]... FILE -A ATTR",
        "put derivations into a store and print their paths; the same as aionix-instantiate",
        _instantiate,
    ),
    Command("show-derivation", "PATH...", "print derivations as JSON", _show_derivation),
    Command(
        "parse", "[OPTION]... FILE...", "print expressions as the parser understood them", _parse
    ),
    Command("doc", "[BUILTIN]...", "describe builtins", _doc),
    Command("compile", "[--dis] FILE", "print the Python that a file is compiled to", _compile),
    Command(
        "completion",
        "bash|zsh|fish",
        "print a script that completes aionix's arguments",
        _completion,
    ),
)
BY_NAME = {command.name: command for command in COMMANDS}


def usage() -> str:
    """What ``aionix --help`` prints."""
    from textwrap import wrap

    lines = ["Usage: aionix COMMAND [ARGUMENT]...", ""]
    for command in COMMANDS:
        shown = f"{command.name} {command.takes}"
        first, *rest = wrap(command.summary, 46)
        lines.append(f"  {shown:<38} {first}")
        lines += [" " * 41 + line for line in rest]
    lines += [
        "",
        'Most take the options of aionix-instantiate: "aionix COMMAND --help" tells more.',
        "",
        "  --help, --version",
        "",
        "Exit code: 0, or 1 after an error, 130 when interrupted.",
    ]
    return "\n".join(lines) + "\n"


def run(argv: list[str]) -> int:
    """Run the subcommand that *argv* names; returns the exit code."""
    if not argv:
        sys.stderr.write(usage())
        return 1
    name, rest = argv[0], argv[1:]
    if name in (*HELP, "help"):
        if name == "help" and rest and rest[0] in BY_NAME:
            return BY_NAME[rest[0]].run(["--help"])
        print(usage(), end="")
        return 0
    if name == "--version":
        print(f"aionix {__version__} (Nix {VERSION})")
        return 0
    command = BY_NAME.get(name)
    if command is not None:
        return command.run(rest)
    error = NixError(f"'{name}' is not a command of aionix", suggestions=suggestions(name, BY_NAME))
    sys.stderr.write(report(error, sys.stderr, os.environ, ""))
    print("Try 'aionix --help' for more information.", file=sys.stderr)
    return 1


def show_compiled(argv: list[str]) -> int:
    """``aionix compile``."""
    if argv[:1] in ([one] for one in HELP):
        print(COMPILE_USAGE, end="")
        return 0
    disassemble = "--dis" in argv
    argv = [argument for argument in argv if argument != "--dis"]
    is_text = argv[:1] == ["-E"]
    names = argv[1:] if is_text else argv
    flags = [] if is_text else [name for name in names if name.startswith("-") and name != "-"]
    try:
        if flags:
            raise UsageError(f"unrecognised flag '{flags[0]}'")
        if len(names) != 1:
            raise UsageError("one file or expression is needed")
        source = text_source(names[0]) if is_text else file_source(names[0])
        evaluator = Evaluator()
        print(evaluator.generated_code(source))
        if disassemble:
            import dis

            for code in evaluator.compile(source).codes:
                dis.dis(code)
    except NixError as error:
        sys.stderr.write(report(error, sys.stderr, os.environ, "aionix compile"))
        return 1
    return 0


def text_source(text: str) -> SourceFile:
    """An expression given as an argument."""
    return SourceFile("«string»", from_text(text), base=from_text(os.getcwd()))


def file_source(name: str) -> SourceFile:
    """The expression in a file; ``-`` is standard input.  Raises FileAccessError."""
    if name == "-":
        text = from_bytes(sys.stdin.buffer.read())
        return SourceFile("«stdin»", text, base=from_text(os.getcwd()))
    path = os.path.abspath(name)
    if os.path.isdir(path):
        path = os.path.join(path, "default.nix")
    try:
        with open(path, "rb") as file:
            text = from_bytes(file.read())
    except FileNotFoundError:
        raise FileAccessError(f"path '{path}' does not exist") from None
    except OSError as error:
        raise FileAccessError(f"opening file '{path}': {error.strerror}") from None
    return SourceFile(path, text, from_text(path), from_text(os.path.dirname(path)))


def main() -> None:
    """Entry point of ``aionix``."""
    run_and_leave(lambda: run(sys.argv[1:]))
