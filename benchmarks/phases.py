"""Where the time goes, by phase: ``python -m benchmarks.phases EXPRESSION``.

Prints one JSON object, phase → CPU seconds: ``import`` (of Python and aionix), ``lex``,
``parse``, ``resolve``, ``generate`` (of Python's ``ast``), ``compile`` (Python's own),
``cache`` (reading, writing, unmarshalling), ``link`` (defining a unit's functions),
``hash`` (of derivations and files), ``run``: all the rest.

Functions are replaced by ones that look at the clock; the time of a phase is without
that of the phases inside it.
"""

from __future__ import annotations

import builtins
import json
import sys
import time
from collections.abc import Callable
from typing import Any

PHASES = (
    "import", "lex", "parse", "resolve", "generate", "compile", "cache", "link", "hash", "run"
)  # fmt: skip


class Clock:
    """CPU time by phase; *running* are the phases entered, innermost last."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self.running = ["run"]
        self._since = time.process_time()
        self.seconds["import"] = self._since

    def switch(self) -> None:
        """Charge the time since the last event to the phase that runs."""
        now = time.process_time()
        self.seconds[self.running[-1]] += now - self._since
        self._since = now

    def timed(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function* as part of *phase*."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            self.switch()
            self.running.append(phase)
            try:
                return function(*args, **kwargs)
            finally:
                self.switch()
                self.running.pop()

        return timed

    def replace(self, phase: str, function: Callable[..., Any]) -> None:
        """Put a timed *function* wherever modules of ours know it by a global name."""
        timed = self.timed(phase, function)
        for name, module in list(sys.modules.items()):
            if name.startswith("aionix"):
                for key, value in list(vars(module).items()):
                    if value is function:
                        setattr(module, key, timed)


def instrument(clock: Clock) -> None:
    """Let *clock* know when phases begin and end."""
    from aionix.code_cache import CodeCache
    from aionix.compile import unit
    from aionix.compile.program import Program
    from aionix.resolve import resolver
    from aionix.runtime.stubs import Linked
    from aionix.store import hashes
    from aionix.syntax import parser
    from aionix.syntax.lexer import Lexer

    classes: list[tuple[str, type, str]] = [
        ("lex", Lexer, "run"),
        ("cache", CodeCache, "read"),
        ("cache", CodeCache, "write"),
        ("cache", Program, "dump"),
        ("generate", unit.Compilation, "piece"),
        ("link", Linked, "add"),
    ]
    for phase, owner, name in classes:
        setattr(owner, name, clock.timed(phase, getattr(owner, name)))
    Program.load = clock.timed("cache", Program.load)  # type: ignore[method-assign]
    vars(unit)["compile"] = clock.timed("compile", builtins.compile)
    clock.replace("parse", parser.parse)
    clock.replace("resolve", resolver.resolve)
    for name in ("digest", "sha256"):
        clock.replace("hash", getattr(hashes, name))


def main(text: str) -> None:
    """Evaluate *text* and print the phases."""
    import anyio

    from aionix.evaluator import Evaluator

    evaluator = Evaluator(emit=lambda line: None)
    clock = Clock()
    instrument(clock)
    clock.switch()

    async def evaluate() -> None:
        await (await evaluator.value(text)).python()

    anyio.run(evaluate)
    clock.switch()
    print(json.dumps(clock.seconds))


if __name__ == "__main__":
    main(sys.argv[1])
