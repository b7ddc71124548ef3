"""What the runtime's own frames contribute to traces.

A frame that forces its way into a value without recursion (``deep.force_deep``,
equality, JSON) stands for many of Nix's frames.  It tells which by a function
registered here: from the frame's locals to the lines, innermost first.  The VM
calls it when an error passes through the frame; running costs nothing.

Thunks that stand for a call (an element of ``map``) are called from the place that
forces them, where C++ Nix forces a value of its kind "application" with a position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from ..errors import TraceFrame

#: Frame's local variables → its trace lines, innermost first.
Tracer = Callable[[Mapping[str, Any]], list[TraceFrame]]

#: Code of such functions.
TRACERS: dict[CodeType, Tracer] = {}

#: Code of the functions that compute such a thunk.
APPLICATIONS: set[CodeType] = set()
