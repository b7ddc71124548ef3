"""Where the commands' processes start: importing everything else without collecting garbage.

Modules are no garbage; looking through them again and again while they are imported takes
as long as a small evaluation.

``dataclasses`` imports ``inspect``, which takes a tenth of the time that a small command does, and
needs it for little (until Python 3.12): here it is loaded when something of it is used.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any


def aionix() -> None:
    """Entry point of ``aionix``."""
    _starting()
    from .main import main

    _started()
    main()


def instantiate() -> None:
    """Entry point of ``aionix-instantiate``."""
    _starting()
    from .instantiate import main

    _started()
    main()


def _starting() -> None:
    """Before most modules are imported."""
    gc.disable()
    sys.modules.setdefault("inspect", _Later("inspect"))


class _Later(ModuleType):
    """Stands for a module until something of it is used."""

    def __getattr__(self, attribute: str) -> Any:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        vars(self).update(vars(import_module(name)))
        try:
            return vars(self)[attribute]
        except KeyError:
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}") from None


def _started() -> None:
    """Collect garbage from now on, leaving alone what there is already."""
    gc.freeze()
    gc.enable()
