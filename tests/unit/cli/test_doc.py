"""``aionix doc``, and documentation in comments."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aionix.bytestr import from_text
from aionix.cli import doc
from aionix.errors import NixError
from aionix.source import SourceFile
from aionix_builtins import registry


def test_every_builtin_is_described() -> None:
    names = doc.builtin_names()
    assert len(names) > 100 and names == sorted(names)
    for name in names:
        text = doc.builtin_text(name)
        assert text is not None and text.startswith(f"`builtins.{name}`")


def test_names() -> None:
    assert doc.description("map") == doc.description("builtins.map") == doc.description("__map")
    with pytest.raises(NixError, match="no builtin 'mapp'") as caught:
        doc.description("mapp")
    assert caught.value.suggestions[0] == "map"


def test_text() -> None:
    text = doc.builtin_text("map")
    assert text is not None
    assert text.startswith("`builtins.map` *f* *list*\n\n*list*: list\n\nThe list of *f* applied")
    assert "(string)" in (doc.builtin_text("nixVersion") or "")
    featured = [spec for spec in registry.SPECS.values() if spec.feature is not None]
    assert featured
    for spec in featured:
        assert f"experimental feature `{spec.feature}`" in (doc.builtin_text(spec.name) or "")


def test_rendering() -> None:
    shown = doc.render_markdown("Some *text*, `code`.\n\n    let x = 1; in x\n", colour=False)
    assert shown == "Some text, code.\n\n let x = 1; in x\n"
    coloured = doc.render_markdown("*text*", colour=True)
    assert "\x1b[" in coloured and "text" in coloured
    long = doc.render_markdown("word " * 100, colour=False, width=40)
    assert max(map(len, long.splitlines())) <= 40


def test_rendering_without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert doc.render_markdown("Some *text*.\n\n", colour=True) == "Some *text*.\n"


def test_overview() -> None:
    lines = doc.overview(80).splitlines()
    assert len(lines) == len(doc.builtin_names())
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/** Says é. */ x: x", "Says é."),
        ("{ /** Said. */ f = x: x; }", "Said."),
        ("{\n  /**\n    One.\n\n      Two.\n  */\n  a.b =\n    (x: x); }", "One.\n\n  Two."),
        ("{ /* No. */ f = x: x; }", None),
        ("{ /** No. */ g = 1; f = x: x; }", None),
        ("{ /**/ f = x: x; }", None),
        ('{ /** In "quotes". */ "f g" = x: x; }', 'In "quotes".'),
        ("{ /** One /* nested. */ f = x: x; }", "One /* nested."),
        ("{ f = x: x; }", None),
    ],
)
def test_comment_before(text: str, found: str | None) -> None:
    source = SourceFile("«string»", from_text(text))
    place = source.position(source.text.index("x:"))
    assert doc.comment_before(place) == found


def test_comment_of_an_attribute() -> None:
    source = SourceFile("«string»", "{ /** Five. */ five = 5; }")
    assert doc.comment_before(source.position(source.text.index("five"))) == "Five."


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aionix", "doc", *argv]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def test_command() -> None:
    shown = run("map", "builtins.head")
    assert shown.returncode == 0 and "\n\nbuiltins.head list\n" in shown.stdout
    failed = run("stringLenght")
    assert failed.returncode == 1
    assert failed.stderr == (
        "error: there is no builtin 'stringLenght'\n  Did you mean 'stringLength'?\n"
    )
    assert "Usage: aionix doc" in run("--help").stdout
    assert "unrecognised flag '--nosuch'" in run("--nosuch").stderr
    assert run().stdout == doc.overview(80)
