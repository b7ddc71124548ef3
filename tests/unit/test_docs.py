"""The documentation: examples run, generated pages are up to date, names lead somewhere."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


async def run_block(text: str, names: dict[str, Any]) -> None:
    """Run a block statement by statement; compare what ``# →`` says."""
    lines = text.splitlines()
    for statement in ast.parse(text).body:
        _, marked, expected = lines[(statement.end_lineno or 1) - 1].partition("# → ")
        if marked and isinstance(statement, ast.Expr):
            code = compile(
                ast.Expression(statement.value), "doc", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            )
        else:
            module = ast.Module([statement], [])
            code = compile(module, "doc", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, names)
        if inspect.iscoroutine(result) and code.co_flags & inspect.CO_COROUTINE:
            result = await result
        if marked:
            assert repr(result) == expected, ast.unparse(statement)


@pytest.mark.anyio
async def test_api_page() -> None:
    names: dict[str, Any] = {}
    found = blocks(DOCS / "api.md")
    assert len(found) >= 10
    for block in found:
        await run_block(block, names)


@pytest.mark.anyio
@pytest.mark.parametrize("page", ["profiling.md", "debugging.md", "sandbox.md"])
async def test_pages_about_tools(page: str) -> None:
    names: dict[str, Any] = {}
    await run_block("import aionix", names)
    found = blocks(DOCS / page)
    assert found
    for block in found:
        await run_block(block, names)


@pytest.mark.anyio
async def test_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    introduction, library = blocks(ROOT / "README.md")
    compile(introduction, "README.md", "exec")
    names: dict[str, Any] = {}
    await run_block("import aionix", names)
    # ``aionix.run`` is for where no event loop runs.
    kept = [line for line in library.splitlines() if "aionix.run" not in line]
    await run_block("\n".join(kept), names)


def test_readme_introduction(capsys: pytest.CaptureFixture[str]) -> None:
    introduction, _ = blocks(ROOT / "README.md")
    exec(compile(introduction, "README.md", "exec"), {})
    assert capsys.readouterr().out == "[1816]\n"


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages() -> None:
    assert load_tool("gen_docs").outdated() == [], "run `python3 tools/dev.py docs`"


PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_names_of_files(page: Path) -> None:
    """What a page names as a file of the repository is there."""
    named = re.findall(
        r"`((?:docs|tools|tests|examples|benchmarks|evaluator|builtins)/[\w./-]+)`",
        page.read_text(),
    )
    missing = [name for name in named if not (ROOT / name.rstrip("/")).exists()]
    assert missing == []


def test_modules_in_the_architecture() -> None:
    """Every package and module that the architecture page names exists."""
    text = (DOCS / "architecture.md").read_text()
    for name in re.findall(r"`aionix((?:\.\w+)+)`", text):
        path = ROOT / "evaluator" / "aionix" / name[1:].replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), name
