"""Reading a command line the way Nix's older commands do.

``parse`` turns arguments into ``Options``.  Flags: those of ``nix-instantiate``,
those common to all of Nix's commands, and one or two for every setting
(``--NAME VALUE``, ``--NAME``, ``--no-NAME``, ``--extra-NAME VALUE``).  Many have no
effect on evaluation but take their arguments all the same.

Nix's way: a first pass knows the common flags and leaves the rest to the
command, which also gets whatever is no flag, and what follows ``--``.  Short
flags may be written together (``-vE``), a non-letter ends them (``-j4``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from ..errors import NixError, UsageError
from ..records import dataclass, field
from .config import ALIASES, BOOLEANS, LISTS, NUMBERS, TEXTS, Config

Output = Literal["plain", "raw", "xml", "json"]
LOG_FORMATS = ("raw", "raw-with-logs", "internal-json", "bar", "bar-with-logs")


@dataclass(frozen=True)
class AutoArg:
    """An argument for functions: *kind* tells what *text* is."""

    kind: Literal["expr", "string", "file", "stdin"]
    text: str = ""


@dataclass
class Options:
    """What a command line asks for.  All strings are text."""

    config: Config
    #: Files, or expressions with *from_args*, in order.
    files: list[str] = field(default_factory=list)
    read_stdin: bool = False
    from_args: bool = False
    find_file: bool = False
    eval_only: bool = False
    parse_only: bool = False
    #: With *eval_only*: what is added to the store is there for the rest of the evaluation.
    read_write: bool = False
    strict: bool = False
    location: bool = True
    output: Output = "plain"
    attr_paths: list[str] = field(default_factory=list)
    auto_args: dict[str, AutoArg] = field(default_factory=dict)
    include: list[str] = field(default_factory=list)
    #: Where to put links to what is instantiated.
    add_root: str | None = None
    #: Nothing is added to the store.
    dry_run: bool = False
    #: 0: errors and traces, 1: warnings too, 3: as usual.
    verbosity: int = 3
    #: Where compiled code is kept: as ``Evaluator`` takes it, None for the usual place.
    code_cache: str | bool | None = None
    #: Files for profiles (``cli.profiles``), and whether each call is printed.
    profile: str | None = None
    profile_calls: str | None = None
    trace_calls: bool = False
    #: ``builtins.break`` opens a session.
    debugger: bool = False
    help: bool = False
    version: bool = False


#: A flag of the common kind: how many arguments it takes and what it does with them.
Flag = tuple[int, Callable[..., object]]


#: Handles what is special to a command, the rest of the arguments given; False for an
#: unknown flag.
OwnFlag = Callable[[str, list[str], Any], bool]


def parse(
    arguments: list[str],
    options: Options,
    warn: Callable[[str], None],
    own_flag: OwnFlag | None = None,
) -> None:
    """Read *arguments* into *options*; *own_flag* knows the command's own.  Raises UsageError."""
    own_flag = own_flag or instantiate_flag
    common = common_flags(options, warn)
    todo = list(reversed(arguments))
    only_values = False
    while todo:
        argument = todo.pop()
        if not only_values:
            argument = _split_cluster(argument, todo)
            if argument == "--":
                only_values = True
                continue
            if argument.startswith("-"):
                flag = common.get(argument)
                if flag is not None:
                    count, action = flag
                    action(*take(argument, count, todo))
                    continue
                if not own_flag(argument, todo, options):
                    raise UsageError(f"unrecognised flag '{argument}'")
                continue
        # Nix gives each value to the command on its own: no argument can follow.
        if not own_flag(argument, [], options):
            raise UsageError(f"unexpected argument '{argument}'")


def _split_cluster(argument: str, todo: list[str]) -> str:
    """The first flag of ``-abc4``; what follows it goes back to *todo*."""
    if len(argument) <= 2 or argument[0] != "-" or not _is_letter(argument[1]):
        return argument
    rest = []
    for index in range(2, len(argument)):
        if _is_letter(argument[index]):
            rest.append("-" + argument[index])
        else:
            rest.append(argument[index:])
            break
    todo.extend(reversed(rest))
    return argument[:2]


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def take(flag: str, count: int, todo: list[str]) -> list[str]:
    """The *count* arguments of *flag*."""
    if len(todo) < count:
        raise UsageError(
            f"flag '{flag}' requires {count} argument(s), but only {len(todo)} were given"
        )
    return [todo.pop() for _ in range(count)]


def instantiate_flag(argument: str, todo: list[str], options: Options) -> bool:
    """Handle what is special to ``nix-instantiate``; False for an unknown flag."""
    if argument in SWITCHES:
        name, value = SWITCHES[argument]
        setattr(options, name, value)
    elif argument in ("--parse", "--parse-only"):
        options.parse_only = options.eval_only = True
    elif argument in FLAGS_WITH_VALUE:
        if not todo:
            raise UsageError(f"'{argument}' requires an argument")
        value = todo.pop()
        if argument == "--add-root":
            options.add_root = value
        else:
            options.attr_paths.append(value)
    elif argument == "--indirect":
        pass  # roots always are
    elif argument.startswith("-"):
        return False
    else:
        options.files.append(argument)
    return True


SWITCHES: dict[str, tuple[str, object]] = {
    "--help": ("help", True),
    "--version": ("version", True),
    "-": ("read_stdin", True),
    "--expr": ("from_args", True),
    "-E": ("from_args", True),
    "--eval": ("eval_only", True),
    "--eval-only": ("eval_only", True),
    "--read-write-mode": ("read_write", True),
    "--find-file": ("find_file", True),
    "--raw": ("output", "raw"),
    "--xml": ("output", "xml"),
    "--json": ("output", "json"),
    "--no-location": ("location", False),
    "--strict": ("strict", True),
    "--dry-run": ("dry_run", True),
}


#: Flags of ``nix-instantiate`` that take a value.
FLAGS_WITH_VALUE = ("--attr", "-A", "--add-root")


def common_flags(options: Options, warn: Callable[[str], None]) -> dict[str, Flag]:
    """The flags of all commands, by name."""
    config = options.config

    def setting(name: str, value: str) -> Callable[[], object]:
        return lambda: config.set(name, value)

    def value_of(name: str) -> Callable[[str], object]:
        return lambda value: config.set(name, value)

    def option(name: str, value: str) -> None:
        try:
            if not config.set(name, value):
                warn(f"unknown setting '{name}'")
        except UsageError as error:
            warn(error.message)

    def auto_arg(kind: Literal["expr", "string", "file"]) -> Callable[[str, str], object]:
        def add(name: str, text: str) -> None:
            options.auto_args[name] = AutoArg(kind, text)

        return add

    def arg_from_stdin(name: str) -> None:
        options.auto_args[name] = AutoArg("stdin")

    def louder() -> None:
        options.verbosity += 1

    def quieter() -> None:
        options.verbosity = max(options.verbosity - 1, 0)

    def debug() -> None:
        options.verbosity = 6

    def log_format(value: str) -> None:
        if value not in LOG_FORMATS:
            raise NixError(f"option 'log-format' has an invalid value '{value}'")

    def read_only() -> None:
        options.dry_run = True

    def keep_code(where: str | bool) -> None:
        options.code_cache = where

    def assign(name: str, value: object) -> None:
        setattr(options, name, value)

    def nothing(*values: str) -> None:
        """Accepted, without effect on evaluation."""

    flags: dict[str, Flag] = {}
    for name in BOOLEANS:
        flags[f"--{name}"] = (0, setting(name, "true"))
        flags[f"--no-{name}"] = (0, setting(name, "false"))
    for name in NUMBERS | LISTS | TEXTS:
        flags[f"--{name}"] = (1, value_of(name))
    for name in LISTS:
        flags[f"--extra-{name}"] = (1, value_of(f"extra-{name}"))
    flags["--sandbox"] = (0, setting("sandbox", "true"))
    flags["--no-sandbox"] = (0, setting("sandbox", "false"))
    flags["--relaxed-sandbox"] = (0, setting("sandbox", "relaxed"))
    for alias, name in ALIASES.items():
        flags[f"--{alias}"] = flags[f"--{name}"]
    flags |= {
        "--arg": (2, auto_arg("expr")),
        "--argstr": (2, auto_arg("string")),
        "--arg-from-file": (2, auto_arg("file")),
        "--arg-from-stdin": (1, arg_from_stdin),
        "--include": (1, options.include.append),
        "-I": (1, options.include.append),
        "--impure": (0, setting("pure-eval", "false")),
        "--override-flake": (2, nothing),
        "--eval-store": (1, nothing),
        "--repair": (0, nothing),
        "--option": (2, option),
        "--log-format": (1, log_format),
        "--code-cache": (1, keep_code),
        "--no-code-cache": (0, lambda: keep_code(False)),
        "--limit": (1, options.config.limit),
        "--profile": (1, partial(assign, "profile")),
        "--profile-calls": (1, partial(assign, "profile_calls")),
        "--debugger": (0, partial(assign, "debugger", True)),
        "--trace-calls": (0, partial(assign, "trace_calls", True)),
        "--verbose": (0, louder),
        "-v": (0, louder),
        "--quiet": (0, quieter),
        "--debug": (0, debug),
        "-j": (1, value_of("max-jobs")),
        "--keep-failed": (0, setting("keep-failed", "true")),
        "-K": (0, setting("keep-failed", "true")),
        "--keep-going": (0, setting("keep-going", "true")),
        "-k": (0, setting("keep-going", "true")),
        "--no-build-output": (0, nothing),
        "-Q": (0, nothing),
        "--readonly-mode": (0, read_only),
        "--no-gc-warning": (0, nothing),
    }
    return flags
