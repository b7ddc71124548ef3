"""Derivations at random: groups of them, each needing some before it, as JSON.

A group is a list of descriptions; ``world.nix`` makes derivations of them.  JSON has no
paths, contexts or functions: a value that JSON lacks is ``{"$": kind, …}``, for which
``world.nix`` has a function by that name.  Whatever is generated is valid: for what is
not, there are the failing cases of the language suite.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Value = Any
Group = list[dict[str, Any]]

_SPECIAL_NAMES = ["out", "dev", "PATH", "text", "src", "passAsFile", "allowedReferences"]
#: Also as attribute names; none starts with "__", which could mean something.
_NAMES = st.text("abcXYZ019+-._?=", min_size=1, max_size=12).filter(
    lambda name: (
        name not in (".", "..")
        and not name.startswith((".-", "..-", "__"))
        and not name.endswith(".drv")
    )
)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_KEYS = st.sampled_from(_SPECIAL_NAMES) | _NAMES | _TEXTS.filter(lambda key: key[:2] != "__")
_RESERVED = {"name", "builder", "system", "args", "outputs", "$"}
_RESERVED |= {"outputHash", "outputHashAlgo", "outputHashMode"}

_SCALARS = st.one_of(
    _TEXTS,
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
)
_INDEX = st.integers(0, 7)


def _special(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"$": st.just(kind), **fields})


#: What refers to a derivation made before: the set, or strings with contexts of each kind.
_REFERENCES = st.one_of(
    *(
        _special(kind, index=_INDEX, output=_INDEX)
        for kind in ("set", "output", "whole", "file", "added", "bare", "dynamic")
    )
)
_SOURCES = st.one_of(
    _special("path", index=_INDEX),
    _special("filtered", index=_INDEX),
    _special("toFile", name=_NAMES, text=_TEXTS, path=_INDEX),
)
_LEAVES = st.one_of(
    _SCALARS, _SCALARS, _REFERENCES, _SOURCES, _special("placeholder", output=_NAMES)
)


def _wrapped(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Sets that stand for another value when coerced; strings around one."""
    return st.one_of(
        _special("toString", value=inner),
        _special("outPath", value=inner),
        _special("callable", value=inner),
        _special("around", before=_TEXTS, value=inner, after=_TEXTS),
    )


def _cut(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """The first bytes of a string; perhaps no UTF-8, so not for JSON."""
    return _special("start", value=inner, length=st.integers(0, 60))


#: What can be coerced to a string in an environment.
VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | _wrapped(inner) | _cut(inner),
    max_leaves=5,
)
#: What can be an element of structured attributes.
STRUCTURED = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_TEXTS.filter(lambda key: key != "$"), inner, max_size=3)
        | _wrapped(inner)
    ),
    max_leaves=6,
)

_OUTPUTS = st.lists(
    st.sampled_from(["out", "dev", "lib", "a-b", "doc", "z", "Out"]),
    min_size=1,
    max_size=4,
    unique=True,
)
_ALGORITHMS = ("md5", "sha1", "sha256", "sha512", "blake3")
#: Methods, and the algorithms that they can have.
_METHODS: list[tuple[str | None, tuple[str, ...]]] = [
    (None, _ALGORITHMS),
    ("flat", _ALGORITHMS),
    ("recursive", _ALGORITHMS),
    ("nar", _ALGORITHMS),
    ("text", ("sha256",)),
    ("git", ("sha1", "sha256")),
]


@st.composite
def _content(draw: st.DrawFn) -> dict[str, Any]:
    """Attributes about hashes: a method, perhaps, and an algorithm that it can have."""
    method, algorithms = draw(st.sampled_from(_METHODS))
    found: dict[str, Any] = {"outputHashAlgo": draw(st.sampled_from(algorithms))}
    if method is not None:
        found["outputHashMode"] = method
    return found


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """One derivation: its attributes, and ``$hash`` for what becomes its ``outputHash``."""
    structured = draw(st.booleans())
    attrs: dict[str, Any] = draw(
        st.dictionaries(
            _KEYS.filter(lambda key: key not in _RESERVED),
            STRUCTURED if structured else VALUES,
            max_size=4,
        )
    )
    attrs |= {"name": draw(_NAMES), "builder": draw(_NAMES), "system": draw(_NAMES)}
    if draw(st.booleans()):
        attrs["builder"] = {
            "$": "around",
            "before": "",
            "value": draw(_REFERENCES | _SOURCES),
            "after": "/bin/sh",
        }
    if draw(st.booleans()):
        attrs["args"] = draw(st.lists(VALUES, max_size=3))
    kind = draw(st.sampled_from(["input", "input", "fixed", "floating", "impure", "planner"]))
    if kind == "fixed":
        attrs |= draw(_content())
        attrs["$hash"] = {
            "text": draw(_TEXTS),
            "notation": draw(st.sampled_from(["base16", "nix32", "base64", "sri"])),
            "prefix": draw(st.booleans()),
        }
    elif kind == "planner":
        attrs |= {"name": attrs["name"] + ".drv", "outputHashMode": "text"}
        attrs["__contentAddressed"] = True
    else:
        if draw(st.booleans()):
            attrs["outputs"] = draw(_OUTPUTS)
        if kind != "input":
            attrs |= draw(_content()) if draw(st.booleans()) else {}
            attrs["__contentAddressed" if kind == "floating" else "__impure"] = True
    if structured:
        attrs["__structuredAttrs"] = True
    if draw(st.booleans()):
        attrs["__ignoreNulls"] = draw(st.booleans())
    return attrs


GROUPS = st.lists(descriptions(), min_size=2, max_size=9)
