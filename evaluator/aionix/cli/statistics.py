"""What an evaluation cost, as JSON: ``NIX_SHOW_STATS=1``, as in Nix.

Written to standard error, or to the file that ``NIX_SHOW_STATS_PATH`` names (``-``:
standard error).  With ``NIX_COUNT_CALLS=1`` calls are counted too, which takes an
observer and about ten times as long.  Fields that mean the same as in Nix have Nix's
names; those about the memory layout of C++ Nix have no counterpart.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import FileAccessError
from ..syntax.symbols import order

if TYPE_CHECKING:
    from ..evaluator import Evaluator
    from ..observers import CallCounts


class Statistics:
    """What is measured during one run of a command."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._path = environ.get("NIX_SHOW_STATS_PATH", "-")
        self._started = time.perf_counter()
        #: The observer that counts calls, None when they aren't counted.
        self.calls: CallCounts | None = None
        if environ.get("NIX_COUNT_CALLS", "0") != "0":
            from ..observers import CallCounts

            self.calls = CallCounts()

    def show(self, evaluator: Evaluator, write: Callable[[str], None]) -> None:
        """Write the statistics with *write*, or to the file that the user named."""
        import json  # milliseconds that other runs need not take

        text = json.dumps(self.collect(evaluator), indent=2, sort_keys=True) + "\n"
        if self._path in ("", "-"):
            write(text)
            return
        try:
            with open(self._path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            message = f"cannot write statistics to '{self._path}': {error.strerror}"
            raise FileAccessError(message) from None

    def collect(self, evaluator: Evaluator) -> dict[str, Any]:
        """All fields; times are seconds, sizes bytes."""
        cpu = time.process_time()
        store = evaluator.context.store
        fields: dict[str, Any] = {
            "cpuTime": cpu,
            "time": {"cpu": cpu, "wall": time.perf_counter() - self._started},
            "derivations": store.derivations if store is not None else 0,
            "files": evaluator.importer.files,
            "gc": {"cycles": sum(one["collections"] for one in gc.get_stats())},
            "memory": {"peak": peak_memory()},
            "symbols": {"number": len(order), "bytes": sum(map(len, order))},
        }
        if self.calls is not None:
            fields |= _counted(self.calls)
        return fields


def _counted(counts: CallCounts) -> dict[str, Any]:
    """The fields about calls, the most frequent first."""
    functions: list[dict[str, Any]] = []
    builtins: dict[str, int] = {}
    for (kind, name, position), count in counts.calls.most_common():
        if kind == "builtin":
            builtins[name or "?"] = builtins.get(name or "?", 0) + count
        elif kind == "function":
            entry: dict[str, Any] = {"name": name, "count": count}
            if position is not None:
                entry |= {
                    "file": position.source.name,
                    "line": position.line,
                    "column": position.column,
                }
            functions.append(entry)
    return {
        "functions": functions,
        "primops": builtins,
        "nrFunctionCalls": sum(entry["count"] for entry in functions),
        "nrPrimOpCalls": sum(builtins.values()),
        "nrForces": counts.forces,
        "nrTailCalls": counts.tail_calls,
    }


def peak_memory() -> int | None:
    """The most memory that this process has held so far, in bytes; None where that isn't known."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def wanted(environ: Mapping[str, str]) -> Statistics | None:
    """The measuring, if the user asks for statistics."""
    return Statistics(environ) if environ.get("NIX_SHOW_STATS", "0") != "0" else None
