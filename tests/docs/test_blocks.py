"""Every code block of the documentation is run, or says why not (``blocks``)."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from blocks import ROOT, Block, PageError, blocks, commands, matches, pages
from running import (
    BlockError,
    lay_out,
    read_settings,
    run_console,
    run_nix,
    run_python,
    write_file,
)

import aionix

PAGES = pages()


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def runs_python(page: Path) -> bool:
    return any(one.language == "python" and not one.title and not one.reason for one in read(page))


def read(page: Path) -> list[Block]:
    """The page's blocks; of one that is not well formed none, its test tells why."""
    try:
        return blocks(page)
    except PageError:
        return []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_form(page: Path) -> None:
    """Blocks have a language, commands something to run, files somebody who uses them."""
    found = blocks(page)
    typed = "\n".join(
        one.text for block in found if block.language == "console" for one in commands(block)
    )
    imported = re.findall(r"^(?:from|import) (\w+)", "\n".join(one.text for one in found), re.M)
    for block in found:
        if block.language == "python" and block.title and not block.reason:
            stem = Path(block.title).stem
            used = stem in typed or stem in imported or "pytest" in typed
            assert used, f"{block.place}: who runs {block.title}?"


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
@pytest.mark.parametrize("page", [page for page in PAGES if read(page)], ids=name_of)
@pytest.mark.anyio
async def test_page(
    page: Path, anyio_backend_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if anyio_backend_name == "trio" and not runs_python(page):
        pytest.skip("nothing that an event loop runs")
    names: dict[str, Any] = {"aionix": aionix}
    nix = aionix.Evaluator(emit=lambda line: None)
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        if block.reason is not None:
            continue
        if block.title is not None:
            write_file(block, tmp_path)
        if block.language == "nix":
            await run_nix(block, nix, tmp_path)
        elif block.language == "ini":
            read_settings(block)
        elif block.language == "python" and block.title is None:
            await run_python(block, names)
        elif block.language == "console" and anyio_backend_name == "asyncio":
            # Commands know nothing of this process and its event loop.
            run_console(block, tmp_path)


# --- the collector itself -------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("blocks.ROOT", tmp_path)
    monkeypatch.setattr("running.ROOT", tmp_path)
    (tmp_path / "examples").mkdir()
    return tmp_path / "page.md"


def page_of(page: Path, text: str) -> list[Block]:
    page.write_text(text)
    return blocks(page)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```\nx\n```\n", "none of python"),
        ("```perl\nx\n```\n", "none of python"),
        ("```python {.x}\nx\n```\n", "none of python"),
        ("```text\nx\n```\n", "why is this not run"),
        ("<!-- not run: old -->\nMore.\n\n```text\nx\n```\n", "why is this not run"),
        ("* x\n\n  ```python\n  1\n  ```\n", "left margin"),
        ("Text\n\n    code\n", "indented code"),
        ("```python\n1\n", "no end"),
    ],
)
def test_pages_that_are_refused(page: Path, text: str, message: str) -> None:
    page.write_text(text)
    with pytest.raises(PageError, match=message):
        blocks(page)


def test_blocks_of_a_page(page: Path) -> None:
    page.write_text(
        '```python title="a.py"\n1\n```\n<!-- not run: it\'s old -->\n\n```text\nx\n\n```\n'
        "```console\n$ a \\\n  b\nout\n\nput\n$ c\n```\n"
    )
    file, old, session = blocks(page)
    assert (file.language, file.title, file.text, file.line) == ("python", "a.py", "1\n", 2)
    assert (old.reason, old.text) == ("it's old", "x\n\n")
    first, second = commands(session)
    assert (first.text, first.expected) == ("a \\\n  b", ["out", "", "put"])
    assert (second.text, second.expected, second.line) == ("c", [], 16)


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a", "a\nb", False),
        ("a…c", "abc", True),
        ("a…c", "ab\nc", False),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a\n…\nd", "a\nd", True),
        ("a\n…", "b", False),
        ("a.c", "abc", False),
    ],
)
def test_what_is_shown(expected: str, printed: str, same: bool) -> None:
    assert matches(expected.splitlines(), printed.splitlines()) is same


@pytest.mark.anyio
@pytest.mark.parametrize("statement", ["1 + 1  # → 3", "await aionix.evaluate('1')  # → 2"])
async def test_wrong_values_are_found(page: Path, statement: str) -> None:
    [block] = page_of(page, f"```python\nimport aionix\n{statement}\n```\n")
    with pytest.raises(BlockError, match=r"page.md:3: . instead of"):
        await run_python(block, {})


@pytest.mark.anyio
async def test_wrong_expressions_are_found(page: Path) -> None:
    right, wrong, broken = page_of(
        page, "```nix\n[ (1 + 1) ] # → [ 2 ]\n```\n```nix\n1 # → 2\n```\n```nix\n1 +\n```\n"
    )
    nix = aionix.Evaluator()
    await run_nix(right, nix, page.parent)
    with pytest.raises(BlockError, match="1 instead of 2"):
        await run_nix(wrong, nix, page.parent)
    with pytest.raises(aionix.NixSyntaxError):
        await run_nix(broken, nix, page.parent)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
def test_wrong_commands_are_found(page: Path, tmp_path: Path) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    lay_out(directory)

    def run(session: str) -> None:
        page.write_text(f"```console\n{session}\n```\n")
        run_console(blocks(page)[0], directory)

    run("$ cd / && x=1\n$ echo $x $PWD\n1 /\n$ echo $HOME\n/home/you\n$ false\n…\n$ echo $?\n1")
    run("$ echo $PWD $kept\n/")
    run("$ export kept=1")
    run("$ echo $kept\n1")
    for session, message in [
        ("$ echo a\nb", "prints\na\n\ninstead of\nb"),
        ("$ true\n$ false", "ends with 1"),
        ("$ exit 0\n$ true", "ended the shell"),
        ("$ aionix-nothing", "ends with 127"),
    ]:
        with pytest.raises(BlockError, match=re.escape(message)):
            run(session)


# --- links ----------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in addresses, by GitHub and by mkdocs."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    found = re.findall(r"^#+ (.+)$", text, re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in found]
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links(page: Path) -> None:
    """Links and pictures lead to files of the repository, and to headings in them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    text = re.sub(r"`[^`]*`", "code", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.is_file(), target
        if anchor:
            assert anchor in anchors(file), target
