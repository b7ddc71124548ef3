"""What to say to a person who called a command in a way that can't be.

Nix says nothing of it, so neither do we where we stand in for it.
"""

from __future__ import annotations

import re

from ..errors import FileAccessError, NixError, UsageError
from ..runtime.suggest import suggestions
from .options import Options
from .reporting import is_ours

_UNKNOWN_FLAG = re.compile(r"unrecognised flag '(--[^']*)'")


def suggest_flags(error: NixError, program: str) -> None:
    """Put flags into *error* that may have been meant, if it is about one that is unknown."""
    found = _UNKNOWN_FLAG.fullmatch(error.message)
    if found is None or not isinstance(error, UsageError) or not is_ours(program):
        return
    from .completion import flags_of  # milliseconds that only this takes

    flags = flags_of(program.partition(" ")[2])
    error.suggestions = suggestions(found[1], (flag for flag in flags if flag.startswith("--")))


def hint(error: NixError, options: Options, program: str) -> str:
    """What to print after *error*: a line, or nothing."""
    if (
        program == "aionix eval"
        and isinstance(error, FileAccessError)
        and error.position is None
        and error.message.endswith("does not exist")
        and options.files
        and not options.from_args
    ):
        return f"To evaluate an expression and no file: '{program} -E EXPR'.\n"
    return ""
