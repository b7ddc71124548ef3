"""How commands report errors: in which format, and with colours or without.

``aionix …`` writes for people; what stands in for ``nix-instantiate`` prints what that prints,
unless told otherwise by ``--error-format``, the setting, or ``$AIONIX_ERROR_FORMAT``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..bytestr import from_text
from ..errors import ErrorFormat, NixError
from ..filesystem import join
from ..render import render
from .config import ERROR_FORMAT
from .options import Options


def is_terminal(stream: object, environ: Mapping[str, str]) -> bool:
    """Whether *stream* is a terminal that understands more than plain text."""
    isatty = getattr(stream, "isatty", None)
    return isatty is not None and bool(isatty()) and environ.get("TERM", "dumb") != "dumb"


def wants_colour(stream: object, environ: Mapping[str, str], program: str = "") -> bool:
    """Whether to use colours on *stream*.

    On terminals, unless ``NO_COLOR`` is set; commands of our own, as *program* says, also
    elsewhere if ``CLICOLOR_FORCE`` or ``FORCE_COLOR`` is, which Nix doesn't know.
    """
    if "NO_COLOR" in environ or "NOCOLOR" in environ:
        return False
    if is_terminal(stream, environ):
        return True
    forced = (environ.get("CLICOLOR_FORCE"), environ.get("FORCE_COLOR"))
    return is_ours(program) and any(value not in (None, "", "0") for value in forced)


def is_ours(program: str) -> bool:
    """Whether *program* is a subcommand of ``aionix``, and no stand-in."""
    return program == "aionix" or program.startswith("aionix ")


def error_format(chosen: str | None, program: str) -> ErrorFormat:
    """The format that was *chosen*, or that of *program*."""
    if chosen is None:
        return "human" if is_ours(program) else "nix"
    return "nix" if chosen == "nix" else "human"


def own_directories(options: Options, cwd: str) -> list[str]:
    """The directories that the user's own files are in: *cwd*, and those of files that are named.

    They are nix strings.
    """
    files = [] if options.from_args else list(options.files)
    files += [file] if isinstance(file := getattr(options, "file", None), str) else []
    paths = [join(cwd, from_text(file)) for file in files if "<" not in file]
    return [cwd, *paths, *(path.rpartition("/")[0] for path in paths if path.endswith(".nix"))]


def report(error: NixError, stream: object, environ: Mapping[str, str], program: str) -> str:
    """*error* as a command without options shows it on *stream*."""
    chosen = error_format(environ.get(ERROR_FORMAT), "aionix")
    colour = wants_colour(stream, environ, "aionix")
    return render(error, chosen, colour=colour, program=program)
