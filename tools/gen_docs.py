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
from aionix.cli import config, instantiate, main, options
from aionix.runtime.context import Settings
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


def errors_page() -> str:
    """The tree of exceptions, with the first paragraph of each docstring."""

    def tree(kind: type, depth: int) -> Iterator[str]:
        doc = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]
        doc = doc.replace("\n", " ").replace("``", "`")
        yield f"{'  ' * depth}- **`{kind.__name__}`**: {doc}"
        for child in kind.__subclasses__():
            if child.__module__ == errors.__name__:
                yield from tree(child, depth + 1)

    return "\n".join(
        [
            "# Errors",
            "",
            NOTICE,
            "Whatever the Nix input, an evaluation ends in a value, in one of these, or in the"
            " host's cancellation. All are in `aionix.errors`; those in common use are names of"
            " `aionix` too. Misuse of the library from Python is a `TypeError` or a"
            " `ValueError`.",
            "",
            "Every one has `message` (what Nix prints after `error:`), `position` (a `Position`"
            " with `source`, `line` and `column`, or None), `traces` (the lines of Nix's trace,"
            " innermost first, each with `message` and `position`) and `suggestions` (for"
            ' "Did you mean …?"). `aionix.render.render_error(error)` makes the text that'
            " Nix prints.",
            "",
            "`builtins.tryEval` catches `CatchableError` and what derives from it.",
            "",
            *tree(errors.NixError, 0),
            "",
        ]
    )


def cli_page() -> str:
    """Usage of both commands, and the flags understood."""
    known = options.Options(config.Config(lambda message: None))
    common = options._common_flags(known, lambda message: None)
    settings = config.BOOLEANS | config.NUMBERS | config.LISTS | config.TEXTS
    derived = {f"--{prefix}{name}" for name in settings for prefix in ("", "no-", "extra-")}
    derived |= {f"--{name}" for name in config.ALIASES}
    derived |= {f"--no-{name}" for name in config.ALIASES}
    derived |= {f"--extra-{name}" for name in config.ALIASES}
    lines = [
        "# The command line",
        "",
        NOTICE,
        "## aionix",
        "",
        "```text",
        main.USAGE.rstrip(),
        "```",
        "",
        "## aionix-instantiate",
        "",
        "Takes the options of `nix-instantiate`, reads `nix.conf` and `NIX_PATH` as it does, prints"
        " what it prints, and exits as it exits.",
        "",
        "```text",
        instantiate.USAGE.format(program="aionix-instantiate").rstrip(),
        "```",
        "",
        "### All flags",
        "",
        "| flag | arguments |",
        "|------|-----------|",
    ]
    own = dict.fromkeys(options._SWITCHES, 0) | {
        "--attr": 1,
        "-A": 1,
        "--add-root": 1,
        "--parse": 0,
        "--parse-only": 0,
        "--indirect": 0,
        "--read-write-mode": 0,
        "--dry-run": 0,
    }
    flags = own | {name: count for name, (count, _) in common.items() if name not in derived}
    lines += [f"| `{name}` | {count} |" for name, count in sorted(flags.items())]
    effective = sorted(
        {name.replace("_", "-") for name in Settings.__dataclass_fields__} & settings
        | {"eval-system", "system", "show-trace"}
    )
    lines += [
        "",
        "### Settings",
        "",
        "Every setting of Nix is accepted, in `nix.conf`, as `--NAME VALUE`, `--NAME` and"
        " `--no-NAME` (Booleans), `--extra-NAME VALUE` (lists) or `--option NAME VALUE`. These"
        " matter to evaluation: " + ", ".join(f"`{name}`" for name in effective) + ".",
        "",
    ]
    return "\n".join(lines)


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
