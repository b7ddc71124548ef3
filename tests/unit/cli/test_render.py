"""Errors and warnings as text (recorded runs cover the rest: test_recorded, tests/lang)."""

from __future__ import annotations

import pytest

from aionix.errors import EvalError, NixError, TraceFrame, UsageError
from aionix.render import filter_escapes, render_error, render_message, render_warning
from aionix.source import SourceFile

SOURCE = SourceFile("/x.nix", "one\n\ttwo\nthree\n", "/x.nix")


def failed(*traces: TraceFrame, message: str = "boom", **kwargs: object) -> NixError:
    error = EvalError(message, **kwargs)  # type: ignore[arg-type]
    error.trace.extend(traces)
    return error


def test_message_alone() -> None:
    assert render_error(failed()) == "error: boom\n"
    assert (
        render_error(failed(message="a  \n b\n\n\tc\n"))
        == "error: a\n        b\n\n               c\n"
    )
    assert render_error(failed(message="")) == "error:\n"


def test_place() -> None:
    shown = render_error(failed(position=SOURCE.position(SOURCE.text.index("two"))))
    assert shown == (
        "error: boom\n"
        "       at /x.nix:2:2:\n"
        "            1| one\n"
        "            2|        two\n"
        "             |  ^\n"
        "            3| three\n"
    )
    last = render_error(failed(position=SOURCE.position(len(SOURCE.text) - 1)))
    assert last.endswith("            3| three\n             |      ^\n            4|\n")
    empty = SourceFile("«stdin»", "")
    assert render_error(failed(position=empty.position(0))) == (
        "error: boom\n       at «stdin»:1:1:\n"
    )


def test_few_frames_without_show_trace() -> None:
    place = SOURCE.position(0)
    frames = [TraceFrame(f"frame {index}", place if index % 2 else None) for index in range(6)]
    frames.insert(0, TraceFrame("always", always=True))
    error = failed(*frames)
    short = render_error(error)
    assert [line for line in short.splitlines() if "…" in line] == [
        "       … frame 5",
        "       … frame 4",
        "       … frame 3",
        "       … always",
    ]
    assert (
        "(stack trace truncated; use '--show-trace' to show the full, detailed trace)\n\n" in short
    )
    long = render_error(error, show_trace=True)
    assert long.count("…") == 7 and "truncated" not in long


def test_repeated_frames() -> None:
    frames = [TraceFrame("again", SOURCE.position(0))] * 10 + [TraceFrame("top")]
    assert "       … again\n" in render_error(failed(*frames), show_trace=True)
    assert "(9 duplicate frames omitted)" in render_error(failed(*frames), show_trace=True)
    few = render_error(failed(*frames[-6:]), show_trace=True)
    assert few.count("… again") == 5 and "omitted" not in few


def test_suggestions() -> None:
    def shown(*names: str) -> str:
        return render_error(failed(suggestions=names)).splitlines()[-1].strip()

    assert shown("a") == "Did you mean a?"
    assert shown("a", "b") == "Did you mean one of a or b?"
    assert shown("a", "b", "c") == "Did you mean one of a, b or c?"


def test_usage_errors_name_the_program() -> None:
    shown = render_error(UsageError("unrecognised flag '--x'"), program="nix-instantiate")
    assert shown == (
        "error: unrecognised flag '--x'\nTry 'nix-instantiate --help' for more information.\n"
    )


def test_colours() -> None:
    shown = render_error(failed(TraceFrame("while here")), colour=True)
    assert shown == (
        "\x1b[31;1merror:\x1b[0m\n       … while here\n\n       \x1b[31;1merror:\x1b[0m boom\n"
    )
    assert render_warning("w", colour=True) == "\x1b[35;1mwarning:\x1b[0m w\n"


def test_messages() -> None:
    assert render_message("trace: a\nb") == "trace: a\nb\n"
    assert render_message("evaluation warning: a \nb") == (
        "evaluation warning: a\n                    b\n"
    )
    assert render_message("warning: at x: a\n  b") == "warning: at x: a\n  b\n"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("abc", "abc"),
        ("a\tb\tc", "a       b       c"),
        ("12345678\tb", "12345678        b"),
        ("a\n\tb", "a\n       b"),  # columns are counted on across lines
        ("é\tb", "é       b"),
        ("漢\tb", "漢      b"),
        ("a\r\x07b", "ab"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;link\x1b\\x\x1b[2K", "x"),
    ],
)
def test_filtering(text: str, plain: str) -> None:
    assert filter_escapes(text) == plain


def test_filtering_keeps_colours() -> None:
    assert filter_escapes("\x1b[31mred\x1b[2K", keep_colours=True) == "\x1b[31mred"
