"""Write the generated pages of ``docs/``: builtins, errors, the command line.

    python tools/gen_docs.py           write them
    python tools/gen_docs.py --check   fail if one is not up to date

Needs aionix importable.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from aionix import errors
from aionix.cli import (
    completion,
    config,
    doc,
    instantiate,
    main,
    reference,
    show_derivation,
)
from aionix.cli import eval as eval_command
from aionix.cli.repl import main as repl
from aionix_builtins import registry, scope

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTICE = "<!-- Written by tools/gen_docs.py: do not edit. -->\n"


def builtins_page() -> str:
    """Every builtin with its arguments and description."""
    scope.load_modules()
    lines = [
        "# Builtins",
        "",
        NOTICE,
        "Each is an attribute of `builtins`. Those marked *global* can be used without that prefix;"
        " of all others Nix knows `__name` as well. Arguments are evaluated to the type given with"
        " them, and no further; those without a type are not evaluated unless the description"
        " says so.",
        "",
        "## Functions",
        "",
    ]
    for name, spec in sorted(registry.SPECS.items()):
        arguments = " ".join(f"*{arg.name}*" for arg in spec.args)
        notes = ["global"] if spec.globally else []
        if spec.feature is not None:
            notes.append(f"needs the experimental feature `{spec.feature}`")
        typed = [
            f"*{arg.name}*: {arg.kind.name}"
            for arg in spec.args
            if arg.kind.name not in ("lazy", "any")
        ]
        lines += [f"### {name}", "", f"`builtins.{name}` {arguments}", ""]
        if typed or notes:
            lines += ["(" + "; ".join([*notes, *typed]) + ")", ""]
        lines += [spec.doc, ""]
    lines += ["## Values", ""]
    for name, constant in sorted(registry.CONSTANTS.items()):
        notes = [constant.type_name]
        if constant.globally:
            notes.append("global")
        if constant.impure:
            notes.append("not in pure evaluation")
        lines += [f"### {name}", "", "(" + "; ".join(notes) + ")", "", constant.doc, ""]
    return "\n".join(lines)


TREE = "<!-- The rest is written by tools/gen_docs.py: do not edit. -->"


def errors_page() -> str:
    """What is written there, and the tree of exceptions with the first paragraphs of docstrings."""

    def tree(kind: type, depth: int) -> Iterator[str]:
        doc = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]
        doc = doc.replace("\n", " ").replace("``", "`")
        yield f"{'    ' * depth}- **`{kind.__name__}`**: {doc}"
        for child in kind.__subclasses__():
            if child.__module__ == errors.__name__:
                yield from tree(child, depth + 1)

    page = (DOCS / "errors.md").read_text()
    text = page[: page.index(TREE) + len(TREE)]
    return "\n".join([text, "", *tree(errors.NixError, 0), ""])


def cli_page() -> str:
    """Usage of all commands, the flags understood, and what can be set."""
    settings = config.BOOLEANS | config.NUMBERS | config.LISTS | config.TEXTS
    derived = {
        f"--{prefix}{name}"
        for name in {*settings, *config.ALIASES}
        for prefix in ("", "no-", "extra-")
    }
    usages = (
        ("aionix", main.usage()),
        ("aionix eval", eval_command.USAGE.format(program="aionix eval")),
        ("aionix repl", repl.USAGE.format(program="aionix repl")),
        ("aionix-instantiate", instantiate.USAGE.format(program="aionix-instantiate")),
        ("aionix show-derivation", show_derivation.USAGE.format(program="aionix show-derivation")),
        ("aionix parse", main.PARSE_USAGE),
        ("aionix doc", doc.USAGE),
        ("aionix compile", main.COMPILE_USAGE),
        ("aionix completion", completion.USAGE),
    )
    notes = {
        "aionix eval": "Without `-f`, `--expr`, `--apply`, `--write-to` and `--pretty` it is"
        " `aionix-instantiate --eval`. Unlike `nix eval` it is impure unless told otherwise,"
        " takes several attribute paths, and knows no flakes.",
        "aionix repl": "See [the REPL](repl.md).",
        "aionix-instantiate": "Takes the options of `nix-instantiate`, reads `nix.conf` and"
        " `NIX_PATH` as it does, prints what it prints (errors too, unlike the"
        " subcommands of `aionix`: see `error-format` below), and exits as it exits.",
    }
    lines = ["# The command line", "", NOTICE]
    for name, usage in usages:
        lines += [f"## {name}", ""]
        if name in notes:
            lines += [notes[name], ""]
        lines += ["```text", usage.rstrip(), "```", ""]
    lines += [
        "## Flags",
        "",
        "Those of `aionix-instantiate`, which `eval`, `repl`, `instantiate`, `parse` and"
        " `show-derivation` take too, besides those for settings.",
        "",
        "| flag | arguments |",
        "|------|-----------|",
    ]
    flags = {name: n for name, n in completion.shared_flags().items() if name not in derived}
    lines += [f"| `{name}` | {count} |" for name, count in sorted(flags.items())]
    lines += [
        "",
        "## Settings",
        "",
        "Every setting of Nix is accepted, in `nix.conf`, as `--NAME VALUE`, `--NAME` and"
        " `--no-NAME` (Booleans), `--extra-NAME VALUE` (lists) or `--option NAME VALUE`. What"
        " comes later in this list wins: the system's `nix.conf`, the user's, `NIX_CONFIG`,"
        " the variable in the table, flags. These matter to evaluation:",
        "",
        "| setting | default | other flags | variable | meaning |",
        "|---------|---------|-------------|----------|---------|",
    ]
    for one in reference.SETTINGS:
        default = f"`{one.default}`" if one.default in ("true", "false") else one.default
        variable = f"`{one.variables}`" if one.variables else ""
        other = f"`{one.flags}`" if one.flags else ""
        lines.append(f"| `{one.name}` | {default} | {other} | {variable} | {one.help} |")
    lines += ["", "## Environment", "", "| variable | meaning |", "|----------|---------|"]
    lines += [f"| `{one.name}` | {one.help} |" for one in reference.VARIABLES]
    lines += ["", "## Exit codes", "", "| code | meaning |", "|------|---------|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in reference.EXIT_CODES]
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "builtins.md": builtins_page,
    "errors.md": errors_page,
    "cli.md": cli_page,
}


def outdated() -> list[str]:
    """Pages that are not what they should be."""
    return [
        name
        for name, page in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text() != page()
    ]


def write() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())


if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = outdated()
        if stale:
            print("not up to date, run `python3 tools/dev.py docs`:", ", ".join(stale))
        sys.exit(bool(stale))
    write()
