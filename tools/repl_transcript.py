"""The session that docs/repl.md shows: keys pressed at a real terminal, and what it then shows.

    python tools/repl_transcript.py           write it into docs/repl.md, and docs/repl.svg
    python tools/repl_transcript.py --check   fail if the page shows another one

Needs aionix importable, and pexpect, pyte, prompt_toolkit and rich.
"""

from __future__ import annotations

import re
import sys
import tempfile
from io import StringIO
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "repl.md"
PICTURE = ROOT / "docs" / "repl.svg"
NOTICE = "<!-- {} written by tools/repl_transcript.py: do not edit. -->\n\n```text\n"
SESSION_BEGIN = NOTICE.format("Session")
COMMANDS_BEGIN = NOTICE.format("Commands")
END = "\n```\n"

sys.path.insert(0, str(ROOT / "tests" / "unit" / "cli"))

from pseudo_terminal import Terminal  # noqa: E402

from aionix.cli.repl.commands import help_text  # noqa: E402

LINES, COLUMNS = 75, 88
PROMPT = "aionix>"
#: What the name of the temporary directory is shown as.
HOME = "/home/you"
FILE = """\
{
  /** What so many pieces cost, in cents. */
  price = { pieces, each ? 25 }: pieces * each;

  stock = { apples = 12; pears = 7; };
}
"""
TAB, INTERRUPT = "\t", "\x03"
#: What is typed, and what the screen then ends in (None: the next prompt).
SESSION: tuple[tuple[str, str | None], ...] = (
    (":l shop.nix\r", None),
    ("price { pieces = stock.a" + TAB, "stock.apples"),
    ("; }\r", None),
    (":doc price\r", None),
    ("sold = {\r", "\n      >"),
    ("apples = 5;\r", ";\n      >"),
    ("pears = 9;\r", "9;\n      >"),
    ("}\r", None),
    ("left = builtins.mapAttrs (name: n: n - sold.${name}) stock\r", None),
    ("left\r", None),
    ("left.plums\r", None),
    ("{ inherit sold left; total = sold.apples + sold.pears; }\r", None),
    (":p { inherit sold left; }\r", None),
    ('let count = n: count (n + 1); in builtins.trace "counting" (count 0)\r', "trace: counting"),
    (INTERRUPT, None),
    ("left.apples\r", None),
)


def play() -> Terminal:
    """The terminal after the session."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "shop.nix").write_text(FILE)
        with Terminal(
            "-m", "aionix", "repl", cwd=directory, lines=LINES, columns=COLUMNS
        ) as terminal:
            terminal.wait_for_end(PROMPT)
            prompts = 1
            for keys, expected in SESSION:
                terminal.send(keys)
                if expected is not None:
                    terminal.wait_for_end(expected)
                    continue
                prompts += 1
                # A prompt more than before, and nothing after it.
                terminal.wait(
                    lambda shown, number=prompts: (  # type: ignore[misc]
                        shown.count(PROMPT) == number and shown.endswith(PROMPT)
                    ),
                    f"prompt {prompts}",
                )
            terminal.send(":q\r")
            terminal.wait_for(":q")
            terminal.exit_code()
    return terminal


def text_of(terminal: Terminal) -> str:
    """What the terminal shows, with the name of its directory made a usual one."""
    return terminal.shown().replace(terminal.cwd, HOME)


def picture_of(terminal: Terminal) -> str:
    """The screen as SVG, with its colours."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    names = {"brown": "yellow", "brightblack": "bright_black"}
    for row in range(len(terminal.shown().splitlines())):
        line = Text()
        cells = [terminal.screen.buffer[row][column] for column in range(COLUMNS)]
        for style, run in groupby(
            cells, key=lambda cell: (names.get(cell.fg, cell.fg), cell.bold, cell.italics)
        ):
            colour, bold, italics = style
            text = "".join(cell.data for cell in run).replace(terminal.cwd, HOME)
            line.append(text, f"{colour} {'bold' * bold} {'italic' * italics}")
        line.rstrip()
        console.print(line, soft_wrap=True)
    picture = console.export_svg(title="aionix repl", unique_id="aionix-repl")
    # Some renderers drop blanks at the ends of texts.
    picture = picture.replace("<svg ", '<svg xml:space="preserve" ', 1)
    # No fonts from the network.
    picture = re.sub(r"@font-face \{[^}]*\}\s*", "", picture)
    return re.sub(r"[ \t]+\n", "\n", picture)


def between(page: str, begin: str) -> tuple[int, int]:
    """Where in the page the text after *begin* is."""
    start = page.index(begin) + len(begin)
    return start, page.index(END, start)


def shown_in_page(begin: str) -> str:
    """What the page shows after *begin*."""
    page = PAGE.read_text()
    start, stop = between(page, begin)
    return page[start:stop]


def main() -> None:
    terminal = play()
    parts = {SESSION_BEGIN: text_of(terminal), COMMANDS_BEGIN: help_text().rstrip()}
    page = PAGE.read_text()
    for begin, text in parts.items():
        if "--check" in sys.argv and shown_in_page(begin) != text:
            sys.exit(f"docs/repl.md should show:\n{text}")
        start, stop = between(page, begin)
        page = page[:start] + text + page[stop:]
    if "--check" not in sys.argv:
        PAGE.write_text(page)
        PICTURE.write_text(picture_of(terminal))


if __name__ == "__main__":
    main()
