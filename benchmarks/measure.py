"""Processes and what they took: the base of all comparisons.

``run`` measures one process.  A ``Worker`` is a process that evaluates one text after
another (``benchmarks.worker``); it is killed when it takes too long, and started again.
This module and whoever starts processes import little: a child's peak memory is, to
Linux, at least what its parent had when it forked.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Usage:
    """Seconds of wall and CPU time, peak memory in MiB; *failure*: why there is no result."""

    wall: float
    cpu: float
    peak: float
    failure: str | None = None
    output: str = ""


def environment(**extra: str) -> dict[str, str]:
    """The environment for processes that import aionix from this checkout.

    They keep the bytecode of aionix itself, as they do where it is installed.
    """
    paths = os.pathsep.join([str(ROOT / "evaluator"), str(ROOT / "builtins"), str(ROOT)])
    environ = {**os.environ, "PYTHONPATH": paths, **extra}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def run(command: Sequence[str], limit: float, environ: Mapping[str, str] | None = None) -> Usage:
    """Run *command* for at most *limit* seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environ
        )
        timer = threading.Timer(limit, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        failure = None
        if process.returncode < 0 and wall >= limit:
            failure = f"no answer in {limit:.0f} s"
        elif process.returncode:
            lines = err.read().decode("utf-8", "replace").strip().splitlines()
            failure = lines[-1].strip() if lines else f"exit code {process.returncode}"
        scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
        cpu = usage.ru_utime + usage.ru_stime
        output = out.read().decode("utf-8", "replace")
        return Usage(wall, cpu, usage.ru_maxrss / scale, failure, output)


class Worker:
    """A process that evaluates texts: see ``benchmarks.worker``."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None

    def measure(self, text: str, limit: float) -> Usage:
        """Evaluate *text*, within *limit* seconds."""
        answer = self._ask({"text": text}, limit)
        if answer is None:
            return Usage(limit, limit, 0, f"no answer in {limit:.0f} s")
        if "failure" in answer:
            return Usage(0, 0, 0, answer["failure"])
        return Usage(answer["wall"], answer["cpu"], 0)

    def _ask(self, request: dict[str, Any], limit: float) -> dict[str, Any] | None:
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
            )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], limit)
        line = process.stdout.readline() if ready else b""
        if not line:
            self.close()
            return {"failure": "the process ended"} if ready else None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def interleaved(runners: Mapping[str, Callable[[], Usage]], rounds: int) -> dict[str, Usage]:
    """The medians of *rounds* rounds, in each of which every runner has its turn.

    A runner that fails is not asked again.
    """
    usages: dict[str, list[Usage]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, runner in runners.items():
            if not any(usage.failure for usage in usages[name]):
                usages[name].append(runner())
    return {name: median(several) for name, several in usages.items()}


def median(usages: Sequence[Usage]) -> Usage:
    """The median of each figure, or the failure."""
    for usage in usages:
        if usage.failure is not None:
            return usage
    return Usage(
        statistics.median(usage.wall for usage in usages),
        statistics.median(usage.cpu for usage in usages),
        statistics.median(usage.peak for usage in usages),
        output=usages[-1].output,
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns: the first to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def ratio(peer: Usage, ours: Usage, figure: str = "cpu") -> str:
    """How many times *peer* is ours, or why that can't be said."""
    if peer.failure is not None:
        return peer.failure if len(peer.failure) < 30 else "failed"
    if ours.failure is not None:
        return "-"
    return f"{getattr(peer, figure) / max(getattr(ours, figure), 1e-9):.2f}"
