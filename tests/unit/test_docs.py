"""The documentation: generated pages are up to date, complete, names lead somewhere.

What its code blocks do is in ``tests/docs``.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import aionix

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


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


def test_reference_is_complete() -> None:
    """Every public name is on the page that shows signatures, the errors on theirs."""
    listed = set(re.findall(r"^::: aionix\.(\w+)$", (DOCS / "reference.md").read_text(), re.M))
    assert listed <= set(aionix.__all__)
    errors = (DOCS / "errors.md").read_text()
    for name in set(aionix.__all__) - listed - {"__version__"}:
        assert issubclass(getattr(aionix, name), aionix.NixError)
        assert f"`{name}`" in errors


def test_all_pages_are_in_the_menu() -> None:
    """``mkdocs build --strict`` says so too, where mkdocs is at hand."""
    menu = re.findall(r"[\w./-]+\.md\b", (ROOT / "mkdocs.yml").read_text(), re.M)
    pages = [str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")]
    pages = [page for page in pages if not page.startswith("decisions/0")]
    assert sorted(menu) == sorted([*pages, "index.md", "contributing.md", "changelog.md"])
