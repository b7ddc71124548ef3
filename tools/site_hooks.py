"""Hooks of mkdocs: what the site has besides the files in ``docs/``.

The README is its first page; CONTRIBUTING.md and CHANGELOG.md are pages of it.  A page that
would load something from the network fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "docs" / "decisions"
#: File at the top of the repository → page.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
#: What a browser loads by itself, from elsewhere.
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preconnect|preload|icon))"""
    r"""[^>]*\bhref=["']?(?:https?:)?//"""
    r"""|url\(["']?(?:https?:)?//""",
    re.IGNORECASE,
)


def on_config(config: Any) -> Any:
    """Put all decisions into the menu, below their overview."""

    def lists(entry: Any) -> Iterator[list[Any]]:
        if isinstance(entry, dict):
            entry = list(entry.values())
        if isinstance(entry, list):
            yield entry
            for one in entry:
                yield from lists(one)

    overview = "decisions/README.md"
    [menu] = [entries for entries in lists(config["nav"]) if overview in entries]
    menu += [f"decisions/{file.name}" for file in sorted(DECISIONS.glob("[0-9]*.md"))]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the files at the top of the repository, their links turned to pages."""
    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
        for other, target in PAGES.items():
            text = text.replace(f"]({other}", f"]({target}")
        files.append(File.generated(config, page, content=text))
    return files


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Refuse what isn't on this site."""
    found = LOADED.search(output)
    if found is not None:
        what = output[found.start() : found.end() + 80]
        raise PluginError(f"{page.file.src_path} loads from the network: {what}")
    return output
