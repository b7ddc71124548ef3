"""The pictures of docs/profiling.md, coverage.md, debugging.md and errors.md, from real runs.

    python tools/pictures.py       write docs/orders.svg, coverage.svg, debugging.svg, errors.svg
    python tools/pictures.py errors.svg        only that one

Needs aionix importable, and coverage, pexpect, pyte, prompt_toolkit and rich.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "unit" / "cli"))

from pseudo_terminal import Terminal  # noqa: E402
from repl_transcript import PROMPT, picture_of  # noqa: E402

DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"

SLUG = """\
text:
let
  words = builtins.filter builtins.isString (builtins.split "[ /]+" text);
in
if words == [ "" ] then
  throw "no words in '${text}'"
else
  builtins.concatStringsSep "-" words
"""
SLUG_TEST = """\
{
  testSlug = {
    expr = import ./slug.nix "on the road";
    expected = "on-the-road";
  };
}
"""
PRICE = """\
let
  rate = 7;
  price = amount: { discount ? 0 }:
    let
      net = amount - discount;
      tax = net * rate / 100;
    in
    builtins.break (net + tax);
in
price 300 { discount = 20; }
"""
#: What is typed at the breakpoint.
TYPED = ("net", "tax", "net + net * 19 / 100", ":q")


def flame_graph() -> str:
    """Where the time of examples/orders.nix goes."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "orders.svg"
        command = [sys.executable, "-m", "aionix", "eval", "--raw", "orders.nix"]
        subprocess.run(
            [*command, "--profile", str(file)],
            cwd=EXAMPLES,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return file.read_text().replace(f"{EXAMPLES}/", "")


def coverage_picture() -> str:
    """slug.nix with the lines that its test doesn't reach."""
    from rich.console import Console

    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "slug.nix").write_text(SLUG)
        (directory / "slug_test.nix").write_text(SLUG_TEST)
        (directory / ".coveragerc").write_text("[run]\nplugins = aionix.coverage_plugin\n")
        coverage = [sys.executable, "-m", "coverage"]
        pytest = ["-m", "pytest", "-q", "-p", "aionix.pytest_plugin", "--nix", "-p", "no:asyncio"]
        silent = {"cwd": directory, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*coverage, "run", *pytest], **silent)  # type: ignore[call-overload]
        subprocess.run(
            [*coverage, "json", "-q", "-o", "out.json", "--include", "*.nix"],
            **silent,  # type: ignore[call-overload]
        )
        found = json.loads((directory / "out.json").read_text())["files"]["slug.nix"]
    console = Console(record=True, width=84, file=StringIO(), force_terminal=True)
    for number, line in enumerate(SLUG.splitlines(), 1):
        mark, style = " ", "default"
        if number in found["executed_lines"]:
            mark, style = "✓", "green"
        elif number in found["missing_lines"]:
            mark, style = "✗", "bold red"
        console.print(f"{number:3} {mark} {line}", style=style, markup=False, highlight=False)
    return tidy(console.export_svg(title="slug.nix", unique_id="aionix-coverage"))


def debugging_picture() -> str:
    """A session at a breakpoint."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "price.nix").write_text(PRICE)
        arguments = ["-m", "aionix", "eval", "--debugger", "price.nix"]
        with Terminal(*arguments, cwd=directory, lines=22, columns=72) as terminal:
            for number, text in enumerate(TYPED, 1):
                terminal.wait(
                    lambda shown, number=number: (  # type: ignore[misc]
                        shown.count(PROMPT) == number and shown.endswith(PROMPT)
                    ),
                    f"prompt {number}",
                )
                terminal.send(text + "\r")
            terminal.wait_for_end("299")
            terminal.exit_code()
        return picture_of(terminal).replace("aionix repl", "aionix eval --debugger price.nix")


def errors_picture() -> str:
    """What `aionix eval` says of two mistakes in the example of docs/errors.md."""
    from rich.console import Console
    from rich.text import Text

    page = (DOCS / "errors.md").read_text()
    example = page.partition('```nix title="services.nix"\n')[2].partition("```")[0]
    console = Console(record=True, width=80, file=StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "services.nix").write_text(example)
        for attribute in ("web.url", "web.count"):
            done = subprocess.run(
                [sys.executable, "-m", "aionix", "eval", "services.nix", "-A", attribute],
                cwd=directory,
                env={**os.environ, "CLICOLOR_FORCE": "1"},
                capture_output=True,
                text=True,
            )
            console.print(
                f"[bold]$[/bold] aionix eval services.nix -A {attribute}", highlight=False
            )
            console.print(Text.from_ansi(done.stderr.replace(f"{directory.resolve()}/", "")))
    return tidy(console.export_svg(title="aionix eval", unique_id="aionix-errors"))


PICTURES = {
    "orders.svg": flame_graph,
    "coverage.svg": coverage_picture,
    "debugging.svg": debugging_picture,
    "errors.svg": errors_picture,
}


def tidy(picture: str) -> str:
    """Without fonts from the network, and with blanks kept."""
    picture = picture.replace("<svg ", '<svg xml:space="preserve" ', 1)
    picture = re.sub(r"@font-face \{[^}]*\}\s*", "", picture)
    return re.sub(r"[ \t]+\n", "\n", picture)


def main() -> None:
    for name in sys.argv[1:] or PICTURES:
        (DOCS / name).write_text(PICTURES[name]())


if __name__ == "__main__":
    main()
