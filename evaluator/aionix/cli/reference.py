"""What the user can set, in one list: settings with their flags, files and variables.

``docs/cli.md`` is made from it; a test compares it with the settings that there are.
"""

from __future__ import annotations

from ..records import dataclass


@dataclass(frozen=True)
class Setting:
    """A setting of ``nix.conf`` that matters to evaluation.

    *flags* and *variables*: what sets it besides ``--NAME`` and the files.
    """

    name: str
    default: str
    help: str
    flags: str = ""
    variables: str = ""


@dataclass(frozen=True)
class Variable:
    """An environment variable that is no setting."""

    name: str
    help: str


SETTINGS = (
    Setting(
        "abort-on-warn",
        "false",
        "`builtins.warn` is an error, with its trace",
        variables="NIX_ABORT_ON_WARN",
    ),
    Setting(
        "allow-import-from-derivation",
        "true",
        "what is read during evaluation may have to be built first",
    ),
    Setting(
        "error-format",
        "human; nix for `aionix-instantiate`",
        "how errors are written: `human` for reading, `nix` as C++ Nix does",
        variables="AIONIX_ERROR_FORMAT",
    ),
    Setting("eval-system", "that of `system`", "the value of `builtins.currentSystem`"),
    Setting(
        "experimental-features",
        "",
        "features of Nix that are off by default, as `pipe-operators`",
    ),
    Setting("max-call-depth", "no limit", "calls that may be nested"),
    Setting(
        "nix-path", "", "where `<NAME>` is looked up", flags="-I, --include", variables="NIX_PATH"
    ),
    Setting(
        "pure-eval",
        "false",
        "no access to files, the environment, the time",
        flags="--impure (off)",
    ),
    Setting("restrict-eval", "false", "no access to files outside the search path"),
    Setting("show-trace", "false", "errors are printed with their whole trace"),
    Setting(
        "store",
        "auto; memory for `eval`",
        "where derivations and sources go: `memory`, `daemon`, `unix:///SOCKET`, a directory",
        variables="NIX_REMOTE",
    ),
    Setting("system", "this machine's", "the default of `eval-system`"),
    Setting("trace-import-from-derivation", "false", "tell of what is built during evaluation"),
    Setting("trace-verbose", "false", "`builtins.traceVerbose` prints"),
)

VARIABLES = (
    Variable("AIONIX_CACHE_DIR", "where compiled code is kept; `off` for nowhere (`--code-cache`)"),
    Variable(
        "CLICOLOR_FORCE",
        "unless `0`: `aionix …` uses colours where there is no terminal too, as for `FORCE_COLOR`",
    ),
    Variable("EDITOR", "what `:e` starts in `aionix repl`; `cat` by default"),
    Variable("FORCE_COLOR", "as `CLICOLOR_FORCE`"),
    Variable("NIX_CONFIG", "settings, as a `nix.conf` has them; they override those in files"),
    Variable("NIX_CONF_DIR", "the directory of the system's `nix.conf`; `/etc/nix` by default"),
    Variable(
        "NIX_COUNT_CALLS",
        "unless `0`: statistics have the number of calls, by function; slow",
    ),
    Variable("NIX_DAEMON_SOCKET_PATH", "the socket of the Nix daemon"),
    Variable("NIX_LOG_DIR", "where `:log` finds what builds logged; `/nix/var/log/nix` by default"),
    Variable("NIX_SHOW_STATS", "unless `0`: print statistics as JSON when evaluation has ended"),
    Variable("NIX_SHOW_STATS_PATH", "the file to write them to instead of standard error"),
    Variable("NIX_STORE_DIR", "what store paths begin with; `/nix/store` by default"),
    Variable(
        "NIX_USER_CONF_FILES",
        "the user's `nix.conf` files, separated by colons; by default `nix/nix.conf` in"
        " `XDG_CONFIG_HOME` and `XDG_CONFIG_DIRS`",
    ),
    Variable("NO_COLOR", "if set, no colours; there are none either where there is no terminal"),
    Variable(
        "XDG_STATE_HOME",
        "the history of `aionix repl` is `aionix/repl-history` in it; `~/.local/state` by default",
    ),
)

EXIT_CODES = (
    ("0", "what was asked for was done; `aionix repl` also after errors"),
    ("1", "an error, described on standard error, or wrong arguments"),
    ("130", "interrupted (^C)"),
)
