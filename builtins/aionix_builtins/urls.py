"""URLs as Nix's fetchers read and write them (RFC 3986, with Nix's leniency).

All strings are nix strings.  What is written out is encoded anew: only
unreserved characters stay, and a few more that each part allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aionix.bytestr import to_text
from aionix.errors import EvalError
from aionix.records import dataclass, field


class BadUrlError(EvalError):
    """Not a URL, or not one that the scheme accepts."""


@dataclass
class Authority:
    """``user:password@host:port``, decoded."""

    host: str = ""
    user: str | None = None
    password: str | None = None
    port: int | None = None
    literal: bool = False

    def __str__(self) -> str:
        shown = ""
        if self.user is not None:
            shown = encode(self.user)
            if self.password is not None:
                shown += ":" + encode(self.password)
            shown += "@"
        shown += f"[{encode(self.host, ':')}]" if self.literal else encode(self.host)
        return shown if self.port is None else f"{shown}:{self.port}"


@dataclass
class Url:
    """A URL in parts: *path* by segments, *query* by name; both decoded."""

    scheme: str
    path: list[str]
    authority: Authority | None = None
    query: dict[str, str] = field(default_factory=dict)
    fragment: str = ""

    def __str__(self) -> str:
        shown = self.scheme + ":"
        if self.authority is not None:
            shown += f"//{self.authority}"
        shown += "/".join(encode(segment, ":@") for segment in self.path)
        if self.query:
            shown += "?" + "&".join(
                f"{encode(name, ':@/?')}={encode(value, ':@/?')}"
                for name, value in sorted(self.query.items())
            )
        return f"{shown}#{encode(self.fragment)}" if self.fragment else shown

    @property
    def segments(self) -> list[str]:
        """The segments of the path that are not empty."""
        return [segment for segment in self.path if segment]


_UNRESERVED = r"A-Za-z0-9._~\-"
_ENCODED = "%[0-9A-Fa-f]{2}"
_PCHAR = f"(?:[{_UNRESERVED}!$&'()*+,;=:@]|{_ENCODED})"
_NAME = f"(?:[{_UNRESERVED}!$&'()*+,;=]|{_ENCODED})"

_URL = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):"
    rf"(?://(?P<authority>[^/?#]*)(?P<below>(?:/{_PCHAR}*)*)|(?P<path>/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?))"
    rf"(?:\?(?P<query>(?:{_PCHAR}|[/?\[\]])*))?"
    rf"(?:\#(?P<fragment>(?:{_PCHAR}|[/?])*))?",
    re.VERBOSE,
)
_AUTHORITY = re.compile(
    rf"(?:(?P<user>{_NAME}*)(?::(?P<password>(?:{_NAME}|:)*))?@)?"
    rf"(?P<host>{_NAME}*|\[(?P<literal>[0-9A-Fa-f:.]+(?:%25{_NAME}+)?|v[0-9A-Fa-f]+\.(?:{_NAME}|:)+)\])"
    rf"(?::(?P<port>[0-9]*))?"
)
_QUERY = re.compile(rf"(?:{_PCHAR}|[/?\[\]])*")
_BYTE = re.compile(r"%([0-9A-Fa-f]{2})")


def encode(string: str, keep: str = "") -> str:
    """*string* with all but unreserved characters and those of *keep* as ``%XX``."""
    allowed = _UNRESERVED + re.escape(keep)
    return re.sub(f"[^{allowed}]", lambda match: f"%{ord(match[0]):02X}", string)


def _decode(string: str) -> str:
    return _BYTE.sub(lambda match: chr(int(match[1], 16)), string)


def decode(string: str) -> str:
    """*string* with every ``%XX`` replaced; anything else behind ``%`` is an error."""
    wrong = re.search(r"%(?![0-9A-Fa-f]{2})", string)
    if wrong is not None:
        rest = string[wrong.end() : wrong.end() + 2]
        reason = "incomplete encoding" if len(rest) < 2 else "bad pct-encoded digit"
        raise BadUrlError(f"invalid URI parameter '{to_text(string)}': {reason}")
    return _decode(string)


def _lenient(part: str, extra: str) -> str:
    return re.sub(f"[{extra}]", lambda match: f"%{ord(match[0]):02X}", part)


def decode_query(
    query: str, warn: Callable[[str], None], *, lenient: bool = True
) -> dict[str, str]:
    """The parameters of a query: of those with the same name the first counts."""
    fixed = _lenient(query, ' "') if lenient else query
    if _QUERY.fullmatch(fixed) is None:
        raise BadUrlError(f"invalid URI query '{to_text(query)}': leftover")
    found: dict[str, str] = {}
    if not fixed:
        return found
    for parameter in fixed.split("&"):
        name, equals, value = parameter.partition("=")
        if not equals:
            warn(
                f"warning: dubious URI query '{to_text(name)}' is missing equal sign '=', ignoring"
            )
            continue
        found.setdefault(_decode(name), _decode(value))
    return found


def parse_url(text: str, warn: Callable[[str], None], *, lenient: bool = False) -> Url:
    """The parts of a URL.  *lenient*: spaces and quotes may stand in query and fragment."""
    fixed = text
    if lenient:
        before, hash_, fragment = text.partition("#")
        if "?" in text:
            # The query ends at the first "#" behind its "?".
            before, mark, rest = text.partition("?")
            query, hash_, fragment = rest.partition("#")
            before += mark + _lenient(query, ' "')
        fixed = before + hash_ + _lenient(fragment, ' "^')
    match = _URL.fullmatch(fixed)
    if match is None:
        raise BadUrlError(f"'{to_text(text)}' is not a valid URL: leftover")
    scheme = match["scheme"]
    authority = None
    path = match["path"]
    transport = scheme.partition("+")[2] or scheme
    if match["authority"] is not None:
        authority = _parse_authority(match["authority"])
        path = match["below"]
        if authority.host and transport == "file":
            raise BadUrlError(
                f"file:// URL '{to_text(fixed)}' has unexpected authority '{authority}'"
            )
    if transport == "file" and not path:
        path = "/"
    return Url(
        scheme,
        [_decode(segment) for segment in path.split("/")],
        authority,
        decode_query(match["query"] or "", warn, lenient=lenient),
        _decode(match["fragment"] or ""),
    )


def _parse_authority(text: str) -> Authority:
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        raise BadUrlError(f"invalid URL authority: '{to_text(text)}': leftover")
    port = None
    if match["port"]:
        port = int(match["port"].lstrip("0")[:6] or "0")
        if port > 65535:
            raise BadUrlError(f"port '{match['port']}' is invalid")
    literal = match["literal"]
    password = match["password"]
    return Authority(
        _decode(literal if literal is not None else match["host"]),
        None if match["user"] is None else _decode(match["user"]),
        None if password is None else _decode(password),
        port,
        literal is not None,
    )


def url_path_to_file(path: list[str]) -> str:
    """Segments as a file name: empty ones vanish but the first (an absolute name) and the last."""
    for segment in path:
        if "/" in segment:
            raise BadUrlError(
                f"URL path component '{to_text(segment)}' contains '/',"
                " which is not allowed in file names"
            )
        if "\0" in segment:
            shown = to_text(segment).replace("\0", "␀")
            raise BadUrlError(
                f"URL path component '{shown}' contains NUL byte which is not allowed"
            )
    absolute = path[0] == ""
    inner = "/".join(segment for segment in path if segment)
    name = ("/" if absolute else "") + inner
    return name + "/" if inner and path[-1] == "" else name


def file_to_url_path(name: str) -> list[str]:
    """The opposite."""
    segments = [segment for segment in name.split("/") if segment]
    return [""] * name.startswith("/") + segments + [""] * (name.endswith("/") or not name)
