"""Settings as ``nix.conf`` and flags give them.

Every setting of Nix is known by name and kind, since any of them may stand on a
command line or in ``nix.conf``; ``Config.settings`` picks the few that matter to
evaluation.  ``error-format`` is our own.  Order, later ones win: ``$NIX_ABORT_ON_WARN``,
``$NIX_CONF_DIR/nix.conf`` (``/etc/nix``), the user's files, ``$NIX_CONFIG``,
``$AIONIX_ERROR_FORMAT``, flags.

All strings here are text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from ..errors import NixError, UsageError
from ..limits import Limits
from ..runtime.context import Settings


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Settings by kind of value.
BOOLEANS = _names(
    """
    abort-on-warn accept-flake-config allow-dirty allow-dirty-locks
    allow-import-from-derivation allow-new-privileges allow-symlinked-store
    allow-unsafe-native-code-during-evaluation always-allow-substitutes auto-allocate-uids
    auto-optimise-store builders-use-substitutes compress-build-log debugger-on-trace
    debugger-on-warn eval-cache fallback filter-syscalls fsync-metadata fsync-store-paths http2
    ignore-try impersonate-linux-26 keep-build-log keep-derivations keep-env-derivations
    keep-failed keep-going keep-outputs nix-shell-always-looks-for-shell-nix
    nix-shell-shebang-arguments-relative-to-script preallocate-contents print-missing pure-eval
    require-drop-supplementary-groups require-sigs restrict-eval run-diff-hook sandbox-fallback
    show-trace substitute sync-before-registering trace-function-calls
    trace-import-from-derivation trace-verbose trust-tarballs-from-git-forges use-case-hack
    use-cgroups use-registries use-sqlite-wal use-xdg-base-directories warn-dirty
    warn-short-path-literals
    """
)
NUMBERS = _names(
    """
    build-poll-interval connect-timeout cores download-attempts download-buffer-size
    download-speed eval-attrset-update-layer-rhs-threshold eval-profiler-frequency
    gc-reserved-space http-connections id-count log-lines max-build-log-size max-call-depth
    max-free max-silent-time max-substitution-jobs min-free min-free-check-interval
    nar-buffer-size narinfo-cache-meta-ttl narinfo-cache-negative-ttl narinfo-cache-positive-ttl
    stalled-download-timeout start-id tarball-ttl timeout warn-large-path-threshold
    """
)
LISTS = _names(
    """
    access-tokens allowed-impure-host-deps allowed-uris allowed-users build-hook
    experimental-features external-builders extra-platforms hashed-mirrors ignored-acls
    impure-env nix-path plugin-files sandbox-paths secret-key-files substituters
    system-features trusted-public-keys trusted-substituters trusted-users
    """
)
TEXTS = _names(
    """
    bash-prompt bash-prompt-prefix bash-prompt-suffix build-dir build-users-group builders
    commit-lock-file-summary diff-hook error-format eval-profile-file eval-profiler eval-system
    flake-registry json-log-path lint-absolute-path-literals lint-short-path-literals
    lint-url-literals max-jobs netrc-file post-build-hook pre-build-hook sandbox
    sandbox-build-dir sandbox-dev-shm-size ssl-cert-file store system
    upgrade-nix-store-path-url user-agent-suffix
    """
)
ALIASES = {
    "binary-cache-public-keys": "trusted-public-keys",
    "binary-caches": "substituters",
    "binary-caches-parallel-connections": "http-connections",
    "build-chroot-dirs": "sandbox-paths",
    "build-compress-log": "compress-build-log",
    "build-cores": "cores",
    "build-fallback": "fallback",
    "build-impersonate-linux-26": "impersonate-linux-26",
    "build-keep-log": "keep-build-log",
    "build-max-jobs": "max-jobs",
    "build-max-log-size": "max-build-log-size",
    "build-max-silent-time": "max-silent-time",
    "build-sandbox-paths": "sandbox-paths",
    "build-timeout": "timeout",
    "build-use-chroot": "sandbox",
    "build-use-sandbox": "sandbox",
    "build-use-substitutes": "substitute",
    "commit-lockfile-summary": "commit-lock-file-summary",
    "env-keep-derivations": "keep-env-derivations",
    "gc-keep-derivations": "keep-derivations",
    "gc-keep-outputs": "keep-outputs",
    "substitution-max-jobs": "max-substitution-jobs",
    "trusted-binary-caches": "trusted-substituters",
}
FEATURES = _names(
    """
    auto-allocate-uids blake3-hashes ca-derivations cgroups configurable-impure-env
    daemon-trust-override dynamic-derivations external-builders fetch-closure fetch-tree flakes
    git-hashing impure-derivations local-overlay-store mounted-ssh-store nix-command
    parse-toml-timestamps pipe-operators read-only-local-store recursive-nix verified-fetches
    """
)

#: The variable that says in which format errors are written.
ERROR_FORMAT = "AIONIX_ERROR_FORMAT"

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}

Warn = Callable[[str], None]


def parse_bool(name: str, value: str) -> bool:
    """A Boolean as Nix spells it."""
    if value in ("true", "yes", "1"):
        return True
    if value in ("false", "no", "0"):
        return False
    raise UsageError(f"Boolean setting '{name}' has invalid value '{value}'")


def parse_number(value: str) -> int:
    """An integer with an optional unit: ``5``, ``4K``, ``2G``."""
    factor = 1
    digits = value
    if value and value[-1].isascii() and value[-1].isalpha():
        unit = value[-1].upper()
        if unit not in _UNITS:
            raise UsageError(f"invalid unit specifier '{unit}'")
        factor, digits = _UNITS[unit], value[:-1]
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError(f"'{digits}' is not an integer")
    return int(digits) * factor


class Config:
    """The settings that somebody set, as text, by name."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self.values: dict[str, str] = {}
        #: Fields of ``Limits``.
        self.limits: dict[str, int | float] = {}

    def set(self, name: str, value: str) -> bool:
        """Set *name*, or append with ``extra-NAME``.  False when there is no such setting."""
        known = self._canonical(name)
        if known is None and name.startswith("extra-"):
            known = self._canonical(name.removeprefix("extra-"))
            if known not in LISTS:
                return False
            self._check(known, value)
            self.values[known] = f"{self.values.get(known, '')} {value}".strip()
            return True
        if known is None:
            return False
        self._check(known, value)
        self.values[known] = value
        return True

    def _canonical(self, name: str) -> str | None:
        name = ALIASES.get(name, name)
        known = name in BOOLEANS or name in NUMBERS or name in LISTS or name in TEXTS
        return name if known else None

    def _check(self, name: str, value: str) -> None:
        """Raise UsageError, or warn, where *value* is no value for *name*."""
        if name in BOOLEANS:
            parse_bool(name, value)
        elif name in NUMBERS:
            parse_number(value)
        elif name == "max-jobs" and value != "auto":
            try:
                parse_number(value)
            except UsageError:
                message = "configuration setting 'max-jobs' should be 'auto' or an integer"
                raise UsageError(message) from None
        elif name == "error-format" and value not in ("human", "nix"):
            raise UsageError(
                f"setting 'error-format' has invalid value '{value}': it is 'human' or 'nix'"
            )
        elif name == "sandbox" and value != "relaxed":
            parse_bool(name, value)
        elif name == "experimental-features":
            for feature in sorted(set(value.split()) - FEATURES):
                self._warn(f"unknown experimental feature '{feature}'")

    def boolean(self, name: str, default: bool = False) -> bool:
        """A Boolean setting."""
        return parse_bool(name, self.values[name]) if name in self.values else default

    def words(self, name: str) -> list[str]:
        """A list setting."""
        return self.values.get(name, "").split()

    def load(self, environ: Mapping[str, str]) -> None:
        """Read the files and the variables that hold settings."""
        if environ.get("NIX_ABORT_ON_WARN") in ("1", "true", "yes"):
            self.values["abort-on-warn"] = "true"
        for path in config_files(environ):
            try:
                text = _read(path)
            except (OSError, ValueError):
                continue
            self.apply(text, path, environ)
        if "NIX_CONFIG" in environ:
            self.apply(environ["NIX_CONFIG"], "NIX_CONFIG", environ)
        if environ.get(ERROR_FORMAT):
            self.set("error-format", environ[ERROR_FORMAT])

    def apply(self, text: str, path: str, environ: Mapping[str, str]) -> None:
        """Set what the text of a ``nix.conf`` sets."""
        pairs = list(_pairs(text, path))
        unknown = []
        # Features first: whether other settings count may depend on them.
        for name, value in sorted(pairs, key=lambda pair: "experimental-features" not in pair[0]):
            if name.removeprefix("extra-") == "nix-path" and "NIX_PATH" in environ:
                continue
            if not self.set(name, value):
                unknown.append(name)
        for name in unknown:
            self._warn(f"unknown setting '{name}'")

    def settings(self, nix_path: tuple[str, ...]) -> Settings:
        """What evaluation needs of all this; *nix_path* are nix strings."""
        features = set(self.words("experimental-features")) & FEATURES
        if "flakes" in features:
            features.add("fetch-tree")
        pure = self.boolean("pure-eval")
        depth = self.values.get("max-call-depth")
        return Settings(
            pure_eval=pure,
            restrict_eval=self.boolean("restrict-eval"),
            trace_verbose=self.boolean("trace-verbose"),
            abort_on_warn=self.boolean("abort-on-warn"),
            current_system=self.values.get("eval-system") or self.values.get("system"),
            experimental_features=frozenset(features),
            nix_path=() if pure else nix_path,
            max_call_depth=None if depth is None else parse_number(depth),
            allow_import_from_derivation=self.boolean("allow-import-from-derivation", True),
            trace_import_from_derivation=self.boolean("trace-import-from-derivation"),
            limits=Limits(**self.limits),  # type: ignore[arg-type]  # checked there
        )

    def limit(self, text: str) -> None:
        """Set the limit that ``NAME=VALUE`` names.  Raises UsageError."""
        name, _, value = text.partition("=")
        field = name.replace("-", "_")
        if field not in Limits.__dataclass_fields__:
            known = ", ".join(one.replace("_", "-") for one in Limits.__dataclass_fields__)
            raise UsageError(f"unknown limit '{name}'; there are: {known}")
        try:
            self.limits[field] = float(value) if "seconds" in field else parse_number(value)
            Limits(**self.limits)  # type: ignore[arg-type]
        except (UsageError, ValueError, TypeError):
            raise UsageError(f"limit '{name}' has invalid value '{value}'") from None


def config_files(environ: Mapping[str, str]) -> list[str]:
    """The files that may hold settings, in the order in which they are read."""
    system = os.path.join(environ.get("NIX_CONF_DIR", "/etc/nix"), "nix.conf")
    if "NIX_USER_CONF_FILES" in environ:
        user = [name for name in environ["NIX_USER_CONF_FILES"].split(":") if name]
    else:
        home = environ.get("HOME", os.path.sep)
        directories = [environ.get("XDG_CONFIG_HOME") or f"{home}/.config"]
        directories += (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
        user = [os.path.join(one, "nix", "nix.conf") for one in directories if one]
    return [system, *reversed(user)]


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def _pairs(text: str, path: str) -> list[tuple[str, str]]:
    """Names and values in the text of a ``nix.conf``, included files too."""
    pairs: list[tuple[str, str]] = []
    todo = [(text, path)]
    while todo:
        text, path = todo.pop()
        lines = text.split("\n")
        for number, full in enumerate(lines):
            line = full.partition("#")[0]
            words = line.split()
            if not words:
                continue
            if words[0] in ("include", "!include") and len(words) == 2:
                included = os.path.normpath(os.path.join(os.path.dirname(path), words[1]))
                try:
                    content = _read(included)
                except OSError:
                    if words[0] == "include" and not os.path.exists(included):
                        raise NixError(
                            f'file "{included}" included from "{path}" not found'
                        ) from None
                    continue
                todo.append(("\n".join(lines[number + 1 :]), path))
                todo.append((content, included))
                break
            if len(words) < 2 or words[1] != "=":
                raise UsageError(f"syntax error in configuration line '{line}' in \"{path}\"")
            pairs.append((words[0], " ".join(words[2:])))
    return pairs
