"""Trace lines of frames that walk nested values on a stack of their own.

A frame that forces its way into a value without recursion (``deep.force_deep``,
equality, JSON) stands for many of Nix's frames.  It tells which by a function
registered here: from the frame's locals to the lines, innermost first.  The VM
calls it when an error passes through the frame; running costs nothing.
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
