"""Flake references as text and as sets: what ``flakes`` declares as builtins.

Which kinds there are, the URLs of each, and their attributes: Nix manual,
"nix flake: Flake references".  A reference is read as a flake identifier, as a
URL, and as a path, in this order; what a scheme finds wrong with a URL makes it
be read as a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aionix.bytestr import to_text
from aionix.errors import EvalError, StoreError, UsageError, missing_feature
from aionix.runtime.literals import quote_string
from aionix.store.hashes import Hash, parse_hash

from .urls import (
    Authority,
    BadUrlError,
    Url,
    decode,
    decode_query,
    file_to_url_path,
    parse_url,
    url_path_to_file,
)

#: A fetcher's attributes by name.
Input = dict[str, str | int | bool]
Warn = Callable[[str], None]
Features = frozenset[str]

_ID = "[a-zA-Z][a-zA-Z0-9_-]*"
_REV = "[0-9a-fA-F]{40}"
_REF = "[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*"
_FRAGMENT = r"(?:[a-zA-Z0-9._~!$&'\"()*+,;=:@/? ^-]|%[0-9a-fA-F]{2})*"
_FLAKE_ID = re.compile(f"({_ID}(?:/(?:{_REV}|{_REF}(?:/{_REV})?))?)(?:#({_FRAGMENT}))?")
_PATH_REF = re.compile(r"([^?#]*)(?:\?([^#]*))?(?:#([^\n\r]*))?")
_HOST = re.compile("[a-zA-Z0-9.-]*")

_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst")
_CURL = frozenset(["url", "narHash", "name", "unpack", "rev", "revCount", "lastModified"])
_FORGE = frozenset(["owner", "repo", "ref", "rev", "narHash", "lastModified", "host", "treeHash"])
_GIT_FLAGS = frozenset(["shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit"])
_GIT_TEXTS = frozenset(["rev", "ref", "keytype", "publicKey", "publicKeys"])
_VERIFIED = ("verifyCommit", "keytype", "publicKey", "publicKeys")

#: Types of input that need the experimental feature ``flakes``.
_FLAKES_ONLY = frozenset(["github", "gitlab", "indirect", "path", "sourcehut"])

#: Which attributes each type of input may have besides ``type``.
ALLOWED: dict[str, frozenset[str]] = {
    "file": _CURL,
    "git": _GIT_FLAGS
    | _GIT_TEXTS
    | {"url", "lastModified", "revCount", "narHash", "name", "dirtyRev", "dirtyShortRev"},
    "github": _FORGE,
    "gitlab": _FORGE,
    "hg": frozenset(["url", "ref", "rev", "revCount", "narHash", "name"]),
    "indirect": frozenset(["id", "ref", "rev", "narHash"]),
    "path": frozenset(["path", "rev", "revCount", "lastModified", "narHash"]),
    "sourcehut": _FORGE,
    "tarball": _CURL,
}


def _shown(attrs: Input) -> str:
    """Attributes as JSON, for messages."""
    pieces = []
    for name, value in sorted(attrs.items()):
        if isinstance(value, str):
            text = quote_string(value).replace("\\${", "${")
        else:
            text = str(value).lower()
        pieces.append(f"{quote_string(name)}:{text}")
    return to_text("{" + ",".join(pieces) + "}")


# --- typed access to attributes


def _string(attrs: Input, name: str) -> str | None:
    value = attrs.get(name)
    if value is None or isinstance(value, str):
        return value
    raise EvalError(f"input attribute '{name}' is not a string {_shown(attrs)}")


def _needed(attrs: Input, name: str) -> str:
    value = _string(attrs, name)
    if value is None:
        raise EvalError(f"input attribute '{name}' is missing")
    return value


def _integer(attrs: Input, name: str) -> None:
    value = attrs.get(name)
    if value is not None and type(value) is not int:
        raise EvalError(f"input attribute '{name}' is not an integer")


def _flag(attrs: Input, name: str) -> bool:
    value = attrs.get(name, False)
    if not isinstance(value, bool):
        raise EvalError(f"input attribute '{name}' is not a Boolean")
    return value


def _revision(attrs: Input) -> str | None:
    """The commit, in base 16."""
    text = _string(attrs, "rev")
    if text is None:
        return None
    try:
        found = parse_hash(text, None)
    except StoreError:
        found = parse_hash(text, "sha1")
    return found.show("base16")


def _nar_hash(attrs: Input) -> str | None:
    text = _string(attrs, "narHash")
    if text is None:
        return None
    if not text:
        return Hash("sha256", bytes(32)).show("sri")
    if "-" not in text:
        raise EvalError(f"hash '{to_text(text)}' is not SRI")
    found = parse_hash(text, None)
    if found.algorithm != "sha256":
        raise UsageError("narHash must use SHA-256")
    return found.show("sri")


def _number(text: str) -> int | None:
    """A 64-bit number."""
    if re.fullmatch(r"\+?[0-9]{1,40}", text) is None:
        return None
    value = int(text)
    return value if value < 2**64 else None


def is_legal_ref(name: str) -> bool:
    """Whether git accepts *name* for a branch, a tag or a reference."""
    if name == "@" or not name or name.endswith(".") or "\x7f" in name:
        return False
    if ".." in name or "@{" in name or re.search(r"[\x00-\x20~^:\\?\[*]", name):
        return False
    segments = name.split("/")
    if any(not part or part.startswith(".") or part.endswith(".lock") for part in segments):
        return False
    return not name.startswith("-") or len(segments) > 1


# --- from URLs


def _from_forge_url(kind: str, url: Url, warn: Warn) -> Input:
    path = url.segments
    if len(path) < 2:
        raise BadUrlError(f"URL '{url}' is invalid")
    rev = ref = None
    if len(path) == 3 and re.fullmatch(_REV, path[2]):
        rev = path[2]
    elif len(path) > 2:
        ref = "/".join(path[2:])
    attrs: Input = {"type": kind, "owner": path[0], "repo": path[1]}
    for name, value in sorted(url.query.items()):
        if name == "rev":
            if rev is not None:
                raise BadUrlError(f"URL '{url}' contains multiple commit hashes")
            rev = value
        elif name == "ref":
            if ref is not None:
                raise BadUrlError(f"URL '{url}' contains multiple branch/tag names")
            ref = value
        elif name in ("host", "narHash"):
            attrs[name] = value
    if rev is not None:
        attrs["rev"] = rev
    if ref is not None:
        attrs["ref"] = ref
    return _check_forge(attrs)


def _from_indirect_url(url: Url) -> Input:
    path = url.segments
    attrs: Input = {"type": "indirect"}
    if len(path) == 2:
        if re.fullmatch(_REV, path[1]):
            attrs["rev"] = path[1].lower()
        elif is_legal_ref(path[1]):
            attrs["ref"] = path[1]
        else:
            raise BadUrlError(
                f"in flake URL '{url}', '{to_text(path[1])}' is not a commit hash"
                " or branch/tag name"
            )
    elif len(path) == 3:
        if not is_legal_ref(path[1]):
            raise BadUrlError(
                f"in flake URL '{url}', '{to_text(path[1])}' is not a branch/tag name"
            )
        if not re.fullmatch(_REV, path[2]):
            raise BadUrlError(f"in flake URL '{url}', '{to_text(path[2])}' is not a commit hash")
        attrs["ref"] = path[1]
        attrs["rev"] = path[2].lower()
    elif len(path) != 1:
        raise BadUrlError(f"GitHub URL '{url}' is invalid")
    attrs["id"] = path[0]
    return _check_indirect(attrs)


def _from_path_url(url: Url) -> Input:
    if url.authority is not None and url.authority.host:
        raise EvalError(f"path URL '{url}' should not have an authority ('{url.authority}')")
    attrs: Input = {"type": "path", "path": url_path_to_file(url.path)}
    for name, value in sorted(url.query.items()):
        if name in ("rev", "narHash"):
            attrs[name] = value
        elif name in ("revCount", "lastModified"):
            number = _number(value)
            if number is None:
                raise EvalError(f"path URL '{url}' has invalid parameter '{name}'")
            attrs[name] = number
        else:
            raise EvalError(f"path URL '{url}' has unsupported parameter '{to_text(name)}'")
    return attrs


def _from_git_url(url: Url, warn: Warn, features: Features) -> Input:
    attrs: Input = {"type": "git"}
    rest = {}
    for name, value in url.query.items():
        if name in _GIT_TEXTS:
            attrs[name] = value
        elif name in _GIT_FLAGS:
            attrs[name] = value == "1"
        else:
            rest[name] = value
    attrs["url"] = str(Url(url.scheme, url.path, url.authority, rest, url.fragment))
    return _check_git(attrs, warn, features)


def _from_mercurial_url(url: Url, warn: Warn) -> Input:
    attrs: Input = {"type": "hg"}
    rest = {}
    for name, value in url.query.items():
        if name in ("rev", "ref"):
            attrs[name] = value
        else:
            rest[name] = value
    attrs["url"] = str(Url(url.scheme[3:], url.path, url.authority, rest, url.fragment))
    return _check_mercurial(attrs, warn)


def _from_curl_url(kind: str, url: Url) -> Input:
    attrs: Input = {"type": kind}
    for name in ("narHash", "rev"):
        if name in url.query:
            attrs[name] = url.query[name]
    for name in ("revCount", "lastModified"):
        number = _number(url.query.get(name, ""))
        if number is not None:
            attrs[name] = number
    rest = {name: value for name, value in url.query.items() if name not in _CURL}
    scheme = url.scheme.partition("+")[2] or url.scheme
    attrs["url"] = str(Url(scheme, url.path, url.authority, rest, url.fragment))
    return attrs


def _from_url(url: Url, warn: Warn, features: Features) -> Input:
    """The input that a URL stands for, of the first type that knows its scheme."""
    attrs = _from_known_url(url, warn, features)
    _require_flakes(str(attrs["type"]), features)
    return attrs


def _require_flakes(kind: str, features: Features) -> None:
    if kind in _FLAKES_ONLY and "flakes" not in features:
        raise missing_feature("flakes")


def _from_known_url(url: Url, warn: Warn, features: Features) -> Input:
    scheme = url.scheme
    application, plus, transport = scheme.partition("+")
    if not plus:
        application, transport = "", scheme
    downloads = transport in ("file", "http", "https")
    if downloads and application == "file":
        return _from_curl_url("file", url)
    if scheme == "git" or application == "git":
        return _from_git_url(url, warn, features)
    if scheme in ("github", "gitlab", "sourcehut"):
        return _from_forge_url(scheme, url, warn)
    if scheme in ("hg+http", "hg+https", "hg+ssh", "hg+file"):
        return _from_mercurial_url(url, warn)
    if scheme == "flake":
        return _from_indirect_url(url)
    if scheme == "path":
        return _from_path_url(url)
    if downloads and (not plus or application == "tarball"):
        return _from_curl_url("tarball", url)
    hint = ""
    if application == "file" and transport == "git":
        hint = "; did you mean 'git+file' instead of 'file+git'?"
    raise EvalError(f"input '{url}' is unsupported{hint}")


# --- checks of attributes


def _check_forge(attrs: Input) -> Input:
    _needed(attrs, "owner")
    _needed(attrs, "repo")
    ref, rev = _string(attrs, "ref"), _string(attrs, "rev")
    if ref is not None and rev is not None:
        raise BadUrlError(
            f"input {_shown(attrs)} contains both a commit hash ('{to_text(rev)}')"
            f" and a branch/tag name ('{to_text(ref)}')"
        )
    if rev is not None:
        parse_hash(rev, "sha1")
    if ref is not None and not is_legal_ref(ref):
        raise BadUrlError(f"input {_shown(attrs)} contains an invalid branch/tag name")
    host = _string(attrs, "host")
    if host is not None and not _HOST.fullmatch(host):
        raise BadUrlError(f"input {_shown(attrs)} contains an invalid instance host")
    return attrs


def _check_indirect(attrs: Input) -> Input:
    name = _needed(attrs, "id")
    if not re.fullmatch(_ID, name):
        raise BadUrlError(f"'{to_text(name)}' is not a valid flake ID")
    return attrs


def _check_git(attrs: Input, warn: Warn, features: Features) -> Input:
    if "verified-fetches" not in features and any(name in attrs for name in _VERIFIED):
        raise missing_feature("verified-fetches")
    ref = _string(attrs, "ref")
    if ref is not None and not is_legal_ref(ref):
        raise BadUrlError(f"invalid Git branch/tag name '{to_text(ref)}'")
    attrs = {**attrs, "url": str(_git_url(_needed(attrs, "url"), warn))}
    for name in ("shallow", "submodules", "allRefs"):
        _flag(attrs, name)
    return attrs


def _git_url(text: str, warn: Warn) -> Url:
    """A URL as git takes it: also a path, or ``user@host:path``."""
    colon = text.rfind(":")
    at = text.partition("/")[0].rfind("@", 0, max(colon, 0))
    if at >= 0 and "\n" not in text[at:] and "\r" not in text[at:]:
        text = f"ssh://{text[:at]}@{text[at + 1 : colon]}/{text[colon + 1 :]}"
    if not text.startswith(("file:", "git+file:")) and "://" not in text:
        path = text.split("/")
        if ":" in path[0]:
            raise BadUrlError(
                f"SCP-like URL '{to_text(text)}' is not supported;"
                " use SSH URL syntax instead (ssh://...)"
            )
        return Url("file", path, Authority() if text.startswith("/") else None)
    url = parse_url(text, warn)
    application, plus, transport = url.scheme.partition("+")
    if plus and application == "git":
        url.scheme = transport
    return url


def _check_mercurial(attrs: Input, warn: Warn) -> Input:
    parse_url(_needed(attrs, "url"), warn)
    ref = _string(attrs, "ref")
    if ref is not None and not re.fullmatch(_REF, ref):
        raise BadUrlError(f"invalid Mercurial branch/tag name '{to_text(ref)}'")
    return attrs


def _check_common(attrs: Input) -> Input:
    _needed(attrs, "type")
    _string(attrs, "ref")
    _integer(attrs, "revCount")
    _integer(attrs, "lastModified")
    return attrs


def _from_attrs(attrs: Input, warn: Warn, features: Features) -> Input:
    kind = _string(attrs, "type")
    if kind is None:
        raise EvalError("'type' attribute to specify input scheme is required but not provided")
    if kind in ALLOWED:
        _require_flakes(kind, features)
        for name in sorted(attrs):
            if name not in ("type", "__final") and name not in ALLOWED[kind]:
                raise EvalError(
                    f"input attribute '{to_text(name)}' not supported by scheme '{kind}'"
                )
        if kind in ("github", "gitlab", "sourcehut"):
            _check_forge(attrs)
        elif kind == "indirect":
            _check_indirect(attrs)
        elif kind == "git":
            attrs = _check_git(attrs, warn, features)
        elif kind == "hg":
            _check_mercurial(attrs, warn)
        elif kind == "path":
            _needed(attrs, "path")
    return _check_common(attrs)


# --- to URLs


def _to_url(attrs: Input, warn: Warn) -> Url:
    kind = _needed(attrs, "type")
    if kind in ("github", "gitlab", "sourcehut"):
        ref, rev = _string(attrs, "ref"), _revision(attrs)
        path = [_needed(attrs, "owner"), _needed(attrs, "repo"), *filter(None, (ref, rev))]
        url = Url(kind, path)
        _add(url, "narHash", _nar_hash(attrs))
        _add(url, "host", _string(attrs, "host"))
    elif kind == "indirect":
        url = Url("flake", [_needed(attrs, "id")])
        url.path += filter(None, (_string(attrs, "ref"), _revision(attrs)))
    elif kind == "path":
        url = Url("path", _needed(attrs, "path").split("/"))
        for name, value in attrs.items():
            if name not in ("path", "type", "__final"):
                url.query[name] = str(int(value)) if not isinstance(value, str) else value
    elif kind == "git":
        url = parse_url(_needed(attrs, "url"), warn)
        if url.scheme != "git":
            url.scheme = "git+" + url.scheme
        _add(url, "rev", _revision(attrs))
        _add(url, "ref", _string(attrs, "ref"))
        for name in ("shallow", "lfs", "submodules", "exportIgnore"):
            if _flag(attrs, name):
                url.query[name] = "1"
    elif kind == "hg":
        url = parse_url(_needed(attrs, "url"), warn)
        url.scheme = "hg+" + url.scheme
        _add(url, "rev", _revision(attrs))
        _add(url, "ref", _string(attrs, "ref"))
    elif kind in ("file", "tarball"):
        url = parse_url(_needed(attrs, "url"), warn)
        _add(url, "narHash", _nar_hash(attrs))
    else:
        raise EvalError(f"cannot show unsupported input '{_shown(attrs)}'")
    return url


def _add(url: Url, name: str, value: str | None) -> None:
    if value is not None:
        url.query[name] = value


# --- references


def _read_url(url: Url, warn: Warn, features: Features) -> tuple[Input, str]:
    """The attributes of a flake reference that is a URL, and the fragment."""
    subdirectory = url.query.pop("dir", "")
    fragment, url.fragment = url.fragment, ""
    attrs = _check_common(_from_url(url, warn, features))
    if subdirectory:
        attrs.setdefault("dir", subdirectory)
    return attrs, fragment


def _read_path(text: str, warn: Warn, features: Features) -> tuple[Input, str]:
    match = _PATH_REF.fullmatch(text)
    if match is None:
        raise EvalError(f"invalid flakeref '{to_text(text)}'")
    path = match[1]
    query = decode_query(match[2] or "", warn)
    fragment = decode(match[3] or "")
    if not path.startswith("/"):
        raise BadUrlError(f"flake reference '{to_text(text)}' is not an absolute path")
    return _read_url(
        Url("path", file_to_url_path(path), Authority(), query, fragment), warn, features
    )


def parse_reference(text: str, warn: Warn, features: Features) -> Input:
    """The attributes of a flake reference."""
    identifier = _FLAKE_ID.fullmatch(text)
    if identifier is not None:
        url = Url("flake", identifier[1].split("/"))
        attrs, fragment = _check_common(_from_url(url, warn, features)), decode(identifier[2] or "")
    else:
        try:
            attrs, fragment = _read_url(parse_url(text, warn, lenient=True), warn, features)
        except BadUrlError:
            attrs, fragment = _read_path(text, warn, features)
    if fragment:
        raise EvalError(
            f"unexpected fragment '{to_text(fragment)}' in flake reference '{to_text(text)}'"
        )
    return attrs


def show_reference(attrs: Input, warn: Warn, features: Features) -> str:
    """A flake reference as a URL."""
    rest = {name: value for name, value in attrs.items() if name != "dir"}
    found = _from_attrs(rest, warn, features)
    subdirectory = _string(attrs, "dir")
    url = _to_url(found, warn)
    if subdirectory:
        url.query.setdefault("dir", subdirectory)
    return str(url)
