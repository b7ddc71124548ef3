"""``aionix completion``: scripts that make a shell complete the arguments of our commands.

The scripts are made from the lists that the commands themselves use: subcommands
(``main.COMMANDS``), flags (``options``) and builtins.  They hold all they need, so
completing starts no process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from .config import Config
from .doc import builtin_names
from .options import FLAGS_WITH_VALUE, SWITCHES, Options, common_flags

USAGE = """\
Usage: aionix completion bash|zsh|fish

Prints a script that makes the shell complete the arguments of aionix and
aionix-instantiate.  To have it always, put it where the shell looks for such scripts:

  aionix completion bash > ~/.local/share/bash-completion/completions/aionix
  aionix completion zsh > ~/.zfunc/_aionix          (with fpath+=~/.zfunc in .zshrc)
  aionix completion fish > ~/.config/fish/completions/aionix.fish

or only for now: source <(aionix completion bash)
"""

#: Commands that take the options of ``aionix-instantiate``.
SHARING = ("eval", "repl", "instantiate", "parse", "show-derivation")
#: Flags of single commands, with the number of their arguments.
OWN: dict[str, dict[str, int]] = {
    "eval": {
        "-f": 1,
        "--file": 1,
        "--expr": 1,
        "--apply": 1,
        "--write-to": 1,
        "--pretty": 0,
        "--no-pretty": 0,
    },
    "repl": {"-f": 1, "--file": 1, "--expr": 1},
    "show-derivation": {"-r": 0, "--recursive": 0, "--pretty": 0, "--no-pretty": 0},
    "compile": {"--dis": 0, "-E": 0, "--help": 0},
    "doc": {"--help": 0},
    "completion": {"--help": 0},
}


def shared_flags() -> dict[str, int]:
    """The flags of ``aionix-instantiate``, with the number of their arguments."""
    common = common_flags(Options(Config(lambda message: None)), lambda message: None)
    flags = {name: count for name, (count, _) in common.items()}
    flags |= dict.fromkeys(SWITCHES, 0) | dict.fromkeys(FLAGS_WITH_VALUE, 1)
    flags |= {"--parse": 0, "--parse-only": 0, "--indirect": 0}
    del flags["-"]
    return flags


def flags_of(command: str) -> dict[str, int]:
    """The flags of a subcommand, with the number of their arguments."""
    flags = shared_flags() if command in SHARING else {}
    return flags | OWN.get(command, {})


def words_of(command: str) -> list[str]:
    """What may stand as an argument of a subcommand that takes no files."""
    if command == "doc":
        return builtin_names()
    return sorted(SCRIPTS) if command == "completion" else []


def _commands() -> Mapping[str, str]:
    from .main import COMMANDS

    return {command.name: command.summary for command in COMMANDS}


def bash() -> str:
    """The script for bash."""
    shared = shared_flags()
    lines = [
        "# Completion of aionix for bash; made by `aionix completion bash`.",
        f"_aionix_shared='{_words(shared)}'",
        "_aionix() {",
        "    local cur=${COMP_WORDS[COMP_CWORD]} words=",
        "    COMPREPLY=()",
        "    if [[ ${COMP_WORDS[0]##*/} == aionix-instantiate ]]; then",
        "        words=$_aionix_shared",
        "    elif ((COMP_CWORD == 1)); then",
        f"        words='{' '.join(_commands())} --help --version'",
        '        COMPREPLY=($(compgen -W "$words" -- "$cur"))',
        "        return",
        "    else",
        "        case ${COMP_WORDS[1]} in",
    ]
    for command in _commands():
        words = words_of(command)
        prefix = "$_aionix_shared " if command in SHARING else ""
        own = {**OWN.get(command, {}), **dict.fromkeys(words, 0)}
        lines.append(f'            {command}) words="{prefix}{_words(own)}" ;;')
    lines += [
        "        esac",
        "    fi",
        "    # Anything else is a file: bash completes those when there is nothing here.",
        "    if [[ $cur == -* || ${COMP_WORDS[1]} == @(doc|completion) ]]; then",
        '        COMPREPLY=($(compgen -W "$words" -- "$cur"))',
        "    fi",
        "}",
        "complete -o default -F _aionix aionix aionix-instantiate",
    ]
    return "\n".join(lines) + "\n"


def zsh() -> str:
    """The script for zsh."""
    lines = [
        "#compdef aionix aionix-instantiate",
        "# Completion of aionix for zsh; made by `aionix completion zsh`.",
        "_aionix() {",
        "    local -a line=($words) shared commands offered",
        f"    shared=({_words(shared_flags())})",
        "    commands=(",
    ]
    for command, summary in _commands().items():
        lines.append(f"        {_quoted(f'{command}:{summary}')}")
    lines += [
        "    )",
        "    if [[ $service == aionix-instantiate ]]; then",
        "        offered=($shared)",
        "    elif (( CURRENT == 2 )); then",
        "        _describe -t commands 'command of aionix' commands",
        "        return",
        "    else",
        "        case ${line[2]} in",
    ]
    for command in _commands():
        prefix = "$shared " if command in SHARING else ""
        own = {**OWN.get(command, {}), **dict.fromkeys(words_of(command), 0)}
        lines.append(f"            {command}) offered=({prefix}{_words(own)}) ;;")
    lines += [
        "        esac",
        "    fi",
        "    if [[ $PREFIX == -* || ${line[2]} == (doc|completion) ]]; then",
        "        compadd -- $offered",
        "    else",
        "        _files",
        "    fi",
        "}",
    ]
    lines += [
        "if [[ $funcstack[1] == _aionix ]]; then",
        '    _aionix "$@"',
        "else",
        "    compdef _aionix aionix aionix-instantiate",
        "fi",
    ]
    return "\n".join(lines) + "\n"


def fish() -> str:
    """The script for fish."""
    lines = ["# Completion of aionix for fish; made by `aionix completion fish`."]
    for command, summary in _commands().items():
        first = "complete -c aionix -n __fish_use_subcommand -f"
        lines.append(f"{first} -a {command} -d {_fish_quoted(summary)}")
        seen = f"'__fish_seen_subcommand_from {command}'"
        words = words_of(command)
        if words:
            lines.append(f"complete -c aionix -n {seen} -f -a {_fish_quoted(_words(words))}")
        for flag, count in sorted(flags_of(command).items()):
            lines.append(f"complete -c aionix -n {seen} {_fish_flag(flag, count)}")
    for flag, count in sorted(shared_flags().items()):
        lines.append(f"complete -c aionix-instantiate {_fish_flag(flag, count)}")
    return "\n".join(lines) + "\n"


def _fish_flag(flag: str, count: int) -> str:
    kind = "-l" if flag.startswith("--") else "-s"
    return f"{kind} {flag.lstrip('-')}" + (" -r" if count else "")


def _words(words: Iterable[str]) -> str:
    """A list of words, each as a shell takes it (``foldl'`` is a builtin)."""
    return " ".join(word.replace("'", "\\'") for word in sorted(words))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish}


def run_completion(argv: list[str]) -> int:
    """``aionix completion``; returns the exit code."""
    if argv and argv[0] in ("--help", "-h"):
        print(USAGE, end="")
        return 0
    if len(argv) != 1 or argv[0] not in SCRIPTS:
        known = ", ".join(SCRIPTS)
        if argv:
            print(f"error: not one of {known}: {' '.join(argv)}\n", file=sys.stderr)
        sys.stderr.write(USAGE)
        return 1
    print(SCRIPTS[argv[0]](), end="")
    return 0
