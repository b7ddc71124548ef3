"""``aionix``: the command with subcommands, also ``python -m aionix``.

``aionix eval`` takes the options of ``aionix-instantiate`` and evaluates without
being told to; ``aionix compile`` shows what an expression is compiled to.
"""

from __future__ import annotations

import os
import sys

from ..bytestr import from_bytes, from_text
from ..errors import NixError
from ..evaluator import Evaluator
from ..render import render_error
from ..source import SourceFile
from .instantiate import run_in_loop, run_process, version_line

USAGE = """\
Usage: aionix COMMAND [ARGUMENT]...

  aionix eval [OPTION]... FILE...     print the value of Nix expressions; takes the
                                      options of aionix-instantiate
  aionix eval -E EXPR...
  aionix parse [OPTION]... FILE...    print expressions as the parser understood them
  aionix instantiate [OPTION]... FILE -A ATTR
                                      put derivations into a store and print their paths;
                                      the same as aionix-instantiate
  aionix show-derivation PATH...      print derivations as JSON
  aionix compile [--dis] FILE         print the Python that a file is compiled to, and
  aionix compile [--dis] -E EXPR      with --dis its bytecode
  aionix --version
"""


def run(argv: list[str]) -> int:
    """Run the subcommand that *argv* names; returns the exit code."""
    if not argv or argv[0] in ("--help", "-h", "help"):
        print(USAGE, end="")
        return 0 if argv else 1
    command, rest = argv[0], argv[1:]
    if command == "--version":
        print(version_line("aionix"), end="")
        return 0
    if command == "eval":
        return run_process("aionix eval", ["--eval", *rest])
    if command == "parse":
        return run_process("aionix parse", ["--parse", *rest])
    if command == "instantiate":
        return run_process("aionix instantiate", rest)
    if command == "show-derivation":
        from .show_derivation import run_show

        return run_in_loop(lambda: run_show(rest, os.environ, os.getcwd()))
    if command == "compile":
        return show_compiled(rest)
    print(f"error: '{command}' is not a command of aionix", file=sys.stderr)
    print("Try 'aionix --help' for more information.", file=sys.stderr)
    return 1


def show_compiled(argv: list[str]) -> int:
    """``aionix compile``."""
    disassemble = "--dis" in argv
    argv = [argument for argument in argv if argument != "--dis"]
    is_text = argv[:1] == ["-E"]
    names = argv[1:] if is_text else argv
    if len(names) != 1:
        print(USAGE, end="", file=sys.stderr)
        return 1
    try:
        source = text_source(names[0]) if is_text else file_source(names[0])
        evaluator = Evaluator()
        print(evaluator.generated_code(source))
        if disassemble:
            import dis

            for code in evaluator.compile(source).codes:
                dis.dis(code)
    except NixError as error:
        sys.stderr.write(render_error(error))
        return 1
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def text_source(text: str) -> SourceFile:
    """An expression given as an argument."""
    return SourceFile("«string»", from_text(text), base=from_text(os.getcwd()))


def file_source(name: str) -> SourceFile:
    """The expression in a file; ``-`` is standard input."""
    if name == "-":
        text = from_bytes(sys.stdin.buffer.read())
        return SourceFile("«stdin»", text, base=from_text(os.getcwd()))
    path = os.path.abspath(name)
    if os.path.isdir(path):
        path = os.path.join(path, "default.nix")
    with open(path, "rb") as file:
        text = from_bytes(file.read())
    return SourceFile(path, text, from_text(path), from_text(os.path.dirname(path)))


def main() -> None:
    """Entry point of ``aionix``."""
    sys.exit(run(sys.argv[1:]))
