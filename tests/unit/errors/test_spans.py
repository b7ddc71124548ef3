"""What an error is about: spans, and the excerpts that show them."""

from __future__ import annotations

import random

import pytest

import aionix
from aionix.bytestr import from_bytes, from_text
from aionix.errors import MissingAttributeError, NixError, NixTypeError, TraceFrame
from aionix.excerpt import WIDTH, Paint, excerpt
from aionix.source import Position, SourceFile
from aionix.spans import Region, index_of, region_at, region_of

PLAIN = Paint(False)


def source(text: str) -> SourceFile:
    return SourceFile("f.nix", from_text(text))


def found(text: str, at: str, wanted: str = "largest", name: str = "") -> str:
    """What the expression at the first *at* in *text* is said to be, the focus in brackets."""
    file = source(text)
    region = region_at(file.position(file.text.index(at)), wanted, name)  # type: ignore[arg-type]
    assert region is not None
    if region.focus is None:
        return file.text[region.start : region.end]
    first, last = region.focus
    whole = file.text
    return f"{whole[region.start : first]}[{whole[first:last]}]{whole[last : region.end]}"


@pytest.mark.parametrize(
    ("text", "at", "shown"),
    [
        ("1 + f x y", "f", "f x y"),
        ("(f x) + 1", "+", "(f x) [+] 1"),
        ("a.b.c or (d 1)", "a", "a.b.c or (d 1)"),
        ("if x == 1 then 2 else 3", "if", "if [x == 1]"),
        ("assert (f x); 1", "assert", "assert ([f x])"),
        ("with x; y", "with", "with [x]"),
        ("let f = { a, b ? { c = 1; } }: a; in f", "{", "{ a, b ? { c = 1; } }:"),
        ("x: (y: y)", "x", "x:"),
        ('"a${b}c"', "a", '"a${b}c"'),
        ("''a${b}c''", "a", "''a${b}c''"),
        ('"a${ b }c"', "${", "${ b }"),
        ("{ aa.bb = 1; }", "aa", "aa"),
        ('{ "a b" = 1; }', '"', '"a b"'),
        ("((a b) c)", "a", "(a b) c"),
        ("a |> b", "|>", "a [|>] b"),
        ("x ? y", "x", "x ? y"),
        ("x.y", "x", "[x].y"),
        ("[ 1 2 } ]", "}", "}"),
        ("./a/b/", "./", "./a/b/"),
        ("# text\n'", "'", "'"),
    ],
)
def test_expressions(text: str, at: str, shown: str) -> None:
    assert found(text, at) == shown


def test_which_expression() -> None:
    text = "f.x.y z"
    assert found(text, "f", "smallest") == "f"
    assert found(text, "f", "select", "x") == "f.[x].y"
    assert found("f { a = 1; b = 2; }", "f", name="b") == "f { a = 1; [b] = 2; }"
    assert found("{ a, b }: a", "{", name="b") == "{ a, [b] }:"


def test_ends_are_exact() -> None:
    """The span of a node is its text, whatever stands around it."""
    file = source("let a = [ 1 (f {  }) ]; in a")
    nodes = [one for nodes in index_of(file).expressions.values() for one in nodes]
    shown = {file.text[slice(*region_of(file, one))] for one in nodes}
    assert shown == {file.text, "[ 1 (f {  }) ]", "1", "f {  }", "f", "{  }", "a"}


def test_spans_of_errors() -> None:
    file = source("let\n  x = {\n  };\nin\n  x\n  .y")
    error = MissingAttributeError("attribute 'y' missing", file.position(file.text.rindex("x")))
    span = error.span
    assert span is not None
    assert (span.line, span.column, span.end_line, span.end_column) == (5, 3, 6, 5)
    assert span.text == "x\n  .y"
    assert str(span) == "f.nix:5:3-6:5"
    assert span.start == error.position
    frame = TraceFrame("while calling", file.position(0))
    assert frame.span is not None and frame.span.text == file.text
    assert TraceFrame("nowhere").span is None and NixError("nowhere").span is None


def test_places_that_are_not_there() -> None:
    file = source("1 + 1")
    for line, column in ((0, 0), (1, 0), (9, 9), (1, 999), (-1, -1)):
        position = Position(file, line, column)
        error = NixTypeError("x", position)
        span = error.span
        assert span is not None and span.start == position
        assert error.render().startswith("error: x\n  at f.nix:")
    unknown = SourceFile("f.nix", "")
    assert NixError("x", Position(unknown, 3, 4)).render() == "error: x\n  at f.nix:3:4\n"


# --- excerpts ---------------------------------------------------------------------------


def lines(text: str | bytes, start: int, end: int, focus: tuple[int, int] | None = None) -> str:
    held = from_text(text) if isinstance(text, str) else from_bytes(text)
    return "\n".join(excerpt(SourceFile("f", held), Region(start, end, focus), PLAIN, "1"))


def test_one_line() -> None:
    assert lines("abc def", 4, 7) == "  1 | abc def\n    |     ^^^"
    assert lines("abc def", 0, 7, (4, 5)) == "  1 | abc def\n    | ~~~~^~~"
    assert lines("abc", 3, 3) == "  1 | abc\n    |    ^"


def test_several_lines() -> None:
    assert lines("f {\n  a = 1;\n}", 0, 14) == (
        "  1 | f {\n    | ^^^\n  2 |   a = 1;\n    |   ^^^^^^\n  3 | }\n    | ^"
    )
    long = "f {\n" + "  a = 1;\n" * 50 + "}"
    assert lines(long, 0, len(long)) == "  1 | f {\n    | ^^^\n  … |\n 52 | }\n    | ^"
    focus = long.rindex("a")
    assert lines(long, 0, len(long), (focus, focus + 1)) == (
        "  … |\n 51 |   a = 1;\n    |   ^~~~~~\n  … |"
    )


def test_columns_fit() -> None:
    for text in ("日本 x", "ää x", "e\u0301 x", "\tx", "a\tx", "\u202e x", "\x1b x", "\0 x"):
        offset = len(text.encode()) - 1
        above, below = lines(text, offset, offset + 1).split("\n")
        before = above[: above.index("x")]
        width = len(before) + before.count("日") + before.count("本") - before.count("\u0301")
        assert below.index("^") == width, text
    assert "\x1b" not in lines("\x1b[31m x", 0, 3) and "\u202e" not in lines("\u202ex", 3, 4)
    assert lines(b'"\xff\xfe" x', 5, 6) == '  1 | "��" x\n    |      ^'


def test_long_lines_are_cut() -> None:
    text = "a" * 500 + " here " + "b" * 100_000
    above, below = lines(text, 501, 505).split("\n")
    assert above.index("here") == below.index("^") and below.endswith("^^^^")
    assert "…aaa" in above and above.endswith("b…")
    assert len(above) <= WIDTH + 10
    above, below = lines("日" * 500 + "x" + "本" * 500, 1500, 1501).split("\n")
    assert below.strip(" |") == "^" and "x" in above
    above, below = lines("x" * 1000, 0, 1000).split("\n")
    assert len(below) <= len(above) <= WIDTH + 10


def test_anything_can_be_shown() -> None:
    """Whatever a source holds, and wherever in it the place is."""
    random.seed(5)
    pieces = ["\t", "\r\n", "\r", "\n", "é", "日", "\x00", "\x1b", "(", ")", '"', "''", "${", "}"]
    pieces += ["{", " a ", " = ", "1", ";", "let ", " in ", "[", "]", ":", "x" * 200, "/*", "# "]
    for _ in range(300):
        text = "".join(random.choices(pieces, k=random.randrange(1, 30)))
        file = source(text)
        for offset in range(len(file.text) + 1):
            position = file.position(offset)
            shown = MissingAttributeError("attribute 'a' missing", position).render()
            assert shown.endswith("\n") and "\x1b" not in shown and "\r" not in shown


def test_large_sources_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aionix.spans.MAX_SOURCE", 10)
    assert found("function argument", "function") == "function"


@pytest.mark.anyio
async def test_from_the_library() -> None:
    with pytest.raises(aionix.NixError) as caught:
        await aionix.evaluate("let f = x: x + { };\nin f 1")
    error = caught.value
    assert error.span is not None and error.span.text == "{ }"
    spans = [(one.description, one.span and one.span.text) for one in error.trace]
    assert spans == [("while calling 'f'", "x:"), ("from call site", "f 1")]
    assert error.render("nix") == (
        "error: cannot add a set to an integer\n       at «string»:1:16:\n"
        "            1| let f = x: x + { };\n             |                ^\n"
        "            2| in f 1\n"
    )
    assert "\x1b[" in error.render(color=True) and "\x1b" not in error.render()
    assert "from call site" in error.render("nix", show_trace=True)
    assert "trace, outermost frame first:\n… from call site" in error.render(show_trace=True)
