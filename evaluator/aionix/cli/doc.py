"""``aionix doc``: what builtins do; and the documentation of any value, for the REPL.

Builtins are described where they are declared (``aionix_builtins.registry``), functions
and attributes by the comment ``/** … */`` that stands before them (Nix manual,
"Comments").  Both are Markdown; rich makes it fit for a terminal where it is
installed, otherwise it is printed as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from inspect import cleandoc
from io import StringIO

from aionix_builtins import registry, scope

from ..bytestr import to_text
from ..errors import NixError, UsageError
from ..runtime.suggest import suggestions
from ..source import Position

USAGE = """\
Usage: aionix doc [BUILTIN]...

Describes builtins: "aionix doc map" or "aionix doc builtins.map".  Without a name it
lists them all, each with the start of its description.
"""

#: Widest text, in columns: longer lines are hard to read.
WIDTH = 80


def builtin_text(name: str) -> str | None:
    """The description of a builtin in Markdown; None where there is no such builtin."""
    scope.load_modules()
    spec = registry.SPECS.get(name)
    if spec is not None:
        arguments = " ".join(f"*{argument.name}*" for argument in spec.args)
        notes = [
            f"*{argument.name}*: {argument.kind.name}"
            for argument in spec.args
            if argument.kind.name not in ("lazy", "any")
        ]
        if spec.feature is not None:
            notes.append(f"needs the experimental feature `{spec.feature}`")
        shown = f"`builtins.{name}` {arguments}"
        return "\n\n".join(filter(None, [shown, "; ".join(notes), cleandoc(spec.doc)]))
    constant = registry.CONSTANTS.get(name)
    if constant is not None:
        notes = [constant.type_name] + ["not in pure evaluation"] * constant.impure
        return f"`builtins.{name}` ({', '.join(notes)})\n\n{cleandoc(constant.doc)}"
    return None


def builtin_names() -> list[str]:
    """The names of all builtins, sorted."""
    scope.load_modules()
    return sorted([*registry.SPECS, *registry.CONSTANTS])


def render_markdown(text: str, *, colour: bool, width: int = WIDTH) -> str:
    """*text* for a terminal *width* columns wide; without rich, as it is.  Ends in a line feed."""
    try:
        from rich.console import Console
        from rich.markdown import Markdown
    except ImportError:
        return text.rstrip() + "\n"
    stream = StringIO()
    console = Console(
        file=stream,
        width=min(width, WIDTH),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    console.print(Markdown(text))
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


# --- documentation in comments ----------------------------------------------------------

_BLANK = " \t\r\n"
#: ``name =`` or ``a."b" =`` before a value.
_NAMED = re.compile(r"""(?:[A-Za-z_][\w'-]*|"[^"\n]*")(?:\s*\.\s*(?:[\w'-]+|"[^"\n]*"))*\s*=\Z""")


def comment_before(position: Position) -> str | None:
    """The text of the ``/** … */`` before *position*, of a value or an attribute; None for none.

    Between the comment and a value its ``name =`` may stand.
    """
    text = position.source.text
    if not text:
        return None
    before = text[: position.source.offset(position.line, position.column)].rstrip(_BLANK + "(")
    found = _comment_at_end(before)
    if found is None and before.endswith("="):
        name = _NAMED.search(before, max(0, len(before) - 1000))
        if name:
            found = _comment_at_end(before[: name.start()].rstrip(_BLANK))
    return None if found is None else to_text(found)


def _comment_at_end(text: str) -> str | None:
    if not text.endswith("*/"):
        return None
    start = text.rfind("/*", 0, len(text) - 2)
    # The start of a comment is the first ``/*`` after whatever ended before it.
    while (earlier := text.rfind("/*", 0, start)) >= 0 and "*/" not in text[earlier + 2 : start]:
        start = earlier
    if not text.startswith("/**", start) or len(text) - start < len("/***/") + 1:
        return None
    return cleandoc(text[start + 3 : -2]).strip()


# --- the command ------------------------------------------------------------------------


def run_doc(argv: list[str], environ: Mapping[str, str]) -> int:
    """``aionix doc``; returns the exit code."""
    from .reporting import report, wants_colour

    if argv[:1] in (["--help"], ["-h"]):
        print(USAGE, end="")
        return 0
    colour = wants_colour(sys.stdout, environ)
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    try:
        if any(name.startswith("-") for name in argv):
            raise UsageError(f"unrecognised flag '{next(n for n in argv if n.startswith('-'))}'")
        if not argv:
            print(overview(width), end="")
            return 0
        for index, name in enumerate(argv):
            if index:
                print()
            print(render_markdown(description(name), colour=colour, width=width), end="")
    except NixError as error:
        sys.stderr.write(report(error, sys.stderr, os.environ, "aionix doc"))
        return 1
    return 0


def description(name: str) -> str:
    """The description of the builtin *name*, which may begin with ``builtins.`` or ``__``."""
    short = name.removeprefix("builtins.")
    text = builtin_text(short)
    if text is None and short.startswith("__"):
        text = builtin_text(short[2:])
    if text is None:
        raise NixError(
            f"there is no builtin '{short}'", suggestions=suggestions(short, builtin_names())
        )
    return text


def overview(width: int = WIDTH) -> str:
    """All builtins with the start of their descriptions, a line each."""
    lines = []
    for name in builtin_names():
        spec = registry.SPECS.get(name) or registry.CONSTANTS[name]
        first = cleandoc(spec.doc).replace("\n", " ")
        room = max(width, 40) - 28
        if len(first) > room:
            first = first[: room - 1].rsplit(" ", 1)[0] + "…"
        lines.append(f"{name:<27} {first}\n")
    return "".join(lines)
