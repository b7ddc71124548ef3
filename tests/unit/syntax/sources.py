"""Short ways to parse a text, for the tests of the syntax package."""

from __future__ import annotations

from typing import Any

from aionix.bytestr import from_text
from aionix.source import SourceFile
from aionix.syntax.nodes import Expr
from aionix.syntax.parser import parse
from aionix.syntax.show import show


def source(text: str, base: str = "/base") -> SourceFile:
    return SourceFile("«string»", from_text(text), base=base)


def parsed(text: str, **options: Any) -> Expr:
    return parse(source(text), **{"home": "/home/me", **options})


def shown(text: str, **options: Any) -> str:
    return show(parsed(text, **options))
