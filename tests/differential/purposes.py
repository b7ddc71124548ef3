"""Values made for a purpose: what the purposes of ``shapes`` stand for."""

from __future__ import annotations

from collections.abc import Callable

from . import literals
from .choices import Chooser
from .tree import Tree, atom


def _index(choose: Chooser) -> Tree:
    if choose.chance(0.08):
        return literals.integer(choose)
    return atom(choose.pick("0001112345"), "int")


def _text(make: Callable[[Chooser], str]) -> Callable[[Chooser], Tree]:
    return lambda choose: literals.quoted(make(choose))


def _from(items: tuple[str, ...], simple: int) -> Callable[[Chooser], Tree]:
    """One of *items* quoted, mostly one of the first *simple*."""
    return lambda choose: literals.quoted(
        choose.pick(items[:simple] if choose.chance(0.85) else items)
    )


def _bare(items: tuple[str, ...]) -> Callable[[Chooser], Tree]:
    return lambda choose: atom(choose.pick(items), "path")


#: Values made for a purpose.
VALUES: dict[str, Callable[[Chooser], Tree]] = {
    "index": _index,
    "small": _index,
    "regex": _text(literals.regex),
    "subject": _text(literals.subject),
    "version": _text(literals.version),
    "drvname": _text(literals.drv_name),
    "json": _text(literals.json_text),
    "toml": _text(literals.toml_text),
    "algo": _from(literals.ALGORITHMS, 4),
    "attr": _from((*literals.NAMES[:4], *literals.ODD_NAMES), 4),
    "pathtext": _from(
        ("/a/b", "/a", "a/b", "/", "", "a", "/a/", "a//b", "/a/../b", "./x", "//", "a/", ".", "/."),
        13,
    ),
    "file": _bare(literals.FILES),
    "module": _bare(literals.MODULES),
    "context": literals.context_string,
}
