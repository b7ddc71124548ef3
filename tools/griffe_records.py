"""For the reference of the documentation: the classes of ``aionix.records`` are dataclasses.

griffe, which reads the sources for mkdocstrings, knows them by the name of their decorator.
``mkdocs.yml`` names this file.
"""

from __future__ import annotations

from typing import Any

import griffe


class Records(griffe.Extension):
    """Takes ``aionix.records``' decorators for that of ``dataclasses``."""

    def on_module_members(self, *, mod: griffe.Module, **kwargs: Any) -> None:
        """Look at what a module imports."""
        for name in ("dataclass", "struct"):
            member = mod.members.get(name)
            if member is not None and member.is_alias and "records" in member.target_path:
                member.target_path = "dataclasses.dataclass"
