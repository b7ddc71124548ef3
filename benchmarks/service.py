"""The example service under load: 64 clients, trivial, heavy, endless and hostile expressions.

    python -m benchmarks.service --seconds 60 --clients 64

Starts ``examples/service.py`` under uvicorn in a process of its own, sends it requests
over sockets, checks every reply, and reports what the service's event loop went through:
how late a task was that wanted to run every millisecond (on the clock, and in processor
time of the loop's own thread, which leaves out that other processes had the processor),
and how much memory there is before and after.  Fails if a reply is wrong.

Needs the extra ``examples``.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import importlib.util
import json
import random
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICE = ROOT / "examples" / "service.py"
sys.path[:0] = [str(ROOT / "evaluator"), str(ROOT / "builtins")]

# --- the server -----------------------------------------------------------------------


def load_service() -> Any:
    """The module of the example."""
    spec = importlib.util.spec_from_file_location("service", SERVICE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Watch:
    """Notes how late a task is that wants to run every millisecond."""

    PERIOD = 0.001

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.cpu: list[float] = []

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            clock, cpu = time.perf_counter(), time.thread_time()
            await asyncio.sleep(self.PERIOD)
            self.clock.append(time.perf_counter() - clock - self.PERIOD)
            self.cpu.append(time.thread_time() - cpu)

    def report(self) -> dict[str, dict[str, float]]:
        """Milliseconds: median, 99th percentile, maximum."""

        def figures(values: list[float]) -> dict[str, float]:
            ordered = sorted(values) or [0.0]
            return {
                "median": 1000 * ordered[len(ordered) // 2],
                "p99": 1000 * ordered[len(ordered) * 99 // 100],
                "max": 1000 * ordered[-1],
            }

        return {"clock": figures(self.clock), "cpu": figures(self.cpu)}


def watched_app() -> Any:
    """The example's app with ``GET /stats``: its loop and its memory."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Mount, Route

    from aionix.limits import resident

    module = load_service()
    watch = Watch()

    async def stats(request: Request) -> JSONResponse:
        memory = resident()
        if "settle" in request.query_params:
            gc.collect()
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).malloc_trim(0)
            memory = resident()
        report = {"memory": memory, "stalls": watch.report()}
        watch.clock.clear()
        watch.cpu.clear()
        return JSONResponse(report)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Any]:
        async with module.lifespan(app) as state:
            task = asyncio.create_task(watch.run())
            yield state
            task.cancel()

    routes = [Route("/stats", stats), Mount("/", module.app)]
    return Starlette(routes=routes, lifespan=lifespan)


def serve(handle: int) -> None:
    """Serve on a socket that the parent process opened."""
    import uvicorn

    config = uvicorn.Config(watched_app(), log_level="warning", lifespan="on")
    listener = socket.socket(fileno=handle)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


# --- the requests -----------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """An expression and what its reply must be: a value, or the type of an error."""

    kind: str
    text: Callable[[int], str]
    value: Callable[[int], object] | None = None
    errors: tuple[str, ...] = ()

    def right(self, number: int, status: int, reply: dict[str, Any]) -> bool:
        """Whether that is the reply to expression *number*."""
        if self.value is not None:
            return status == 200 and reply == {"value": self.value(number)}
        return status in (400, 422) and reply["error"]["type"] in self.errors


def gives(kind: str, text: str, value: Callable[[int], object]) -> Question:
    """An expression with a value; ``@`` stands for a number."""
    return Question(kind, lambda number: text.replace("@", str(number)), value)


def fails(kind: str, text: str, *errors: str) -> Question:
    """An expression that ends in one of *errors*."""
    return Question(kind, lambda number: text.replace("@", str(number)), None, errors)


def _fib(number: int) -> int:
    a, b = 0, 1
    for _ in range(number):
        a, b = b, a + b
    return a


TIMES = "(builtins.genList (i: i) 60)"
GROW = "builtins.foldl' (s: _: s + s)"
BIG = '(builtins.foldl\' (s: _: s + s) "x" (builtins.genList (i: i) 17))'

QUESTIONS: dict[str, tuple[int, list[Question]]] = {
    "trivial": (
        60,
        [
            gives("trivial", "1 + @", lambda n: 1 + n),
            gives(
                "trivial",
                '{ a = [ @ null true ]; b = "é"; }',
                lambda n: {"a": [n, None, True], "b": "é"},
            ),
            gives("trivial", "let x@ = @; in x@ * 2", lambda n: 2 * n),
            gives("trivial", "map (n: n * n) [ 1 2 @ ]", lambda n: [1, 4, n * n]),
            fails("trivial", "1 +", "NixSyntaxError"),
            fails("trivial", "nowhere@", "UndefinedVariableError"),
            fails("trivial", 'throw "no @"', "ThrownError"),
            fails("trivial", "{ a = @; }.b", "MissingAttributeError"),
        ],
    ),
    "heavy": (
        20,
        [
            gives(
                "heavy",
                "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 17 + @",
                lambda n: _fib(17) + n,
            ),
            gives(
                "heavy",
                "builtins.foldl' (a: b: a + b) @ (builtins.genList (i: i) 20000)",
                lambda n: n + 199990000,
            ),
            gives(
                "heavy",
                "builtins.length (builtins.sort (a: b: a > b) (builtins.genList (i: i + @) 5000))",
                lambda n: 5000,
            ),
            gives(
                "heavy",
                'builtins.attrNames (import ./fleet { domain = "d@"; }).hosts',
                lambda n: [*("app-1", "app-2", "db-1", "legacy-1", "web-1", "web-2", "web-3")],
            ),
            gives("heavy", "let s = n: if n == 0 then @ else s (n - 1); in s 30000", lambda n: n),
        ],
    ),
    "endless": (
        8,
        [
            fails("endless", "let f = n: if n < 0 then n else f (n + 1); in f @", "TimeLimitError"),
            fails("endless", "let f = n: f (n + 1); in f @", "TimeLimitError", "MemoryLimitError"),
            fails("endless", "let f = n: 1 + f (n + 1); in f @", "CallDepthError"),
            fails(
                "endless",
                "let f = l: f (l ++ [ @ ]); in f [ ]",
                *("MemoryLimitError", "TimeLimitError", "SizeLimitError"),
            ),
            fails(
                "endless",
                "builtins.length (builtins.genericClosure { startSet = [ { key = @; } ];"
                " operator = x: [ { key = x.key + 1; } ]; })",
                "TimeLimitError",
                "SizeLimitError",
                "MemoryLimitError",
            ),
            fails("endless", "let x@ = x@; in x@", "InfiniteRecursionError"),
            fails(
                "endless",
                f"let f = s: builtins.foldl' (s: _: [ s s ]) @ {TIMES}; in f 1 == f 2",
                "TimeLimitError",
            ),
        ],
    ),
    "hostile": (
        12,
        [
            fails("hostile", f'builtins.foldl\' (s: _: s + s) "@" {TIMES}', "SizeLimitError"),
            fails("hostile", f"builtins.foldl' (s: _: s ++ s) [ @ ] {TIMES}", "SizeLimitError"),
            fails(
                "hostile",
                f"builtins.foldl' (s: _: [ s s ]) @ {TIMES}",
                "OutputLimitError",
                "TimeLimitError",
            ),
            fails(
                "hostile",
                f"builtins.toXML (builtins.foldl' (s: _: [ s s ]) @ {TIMES})",
                "SizeLimitError",
                "TimeLimitError",
            ),
            fails("hostile", "builtins.genList (i: i) 9000000000000000000", "SizeLimitError"),
            fails(
                "hostile",
                'let f = n: builtins.trace "@ xxxxxxxxxxxxxxxx" (f (n + 1)); in f 0',
                "OutputLimitError",
                "TimeLimitError",
            ),
            fails("hostile", 'builtins.readFile "/etc/passwd"', "RestrictedPathError"),
            fails(
                "hostile",
                'import (./. + "/../../../../etc/passwd")',
                "RestrictedPathError",
                "FileAccessError",
            ),
            fails("hostile", "builtins.readFile ./service.py", "RestrictedPathError"),
            fails("hostile", "builtins.currentTime", "MissingAttributeError"),
            gives("hostile", 'builtins.getEnv "PATH"', lambda n: ""),
            gives("hostile", f'builtins.match "(a*)*b" ({BIG} + "@")', lambda n: None),
            gives("hostile", "(" * 1000 + "@" + ")" * 1000, lambda n: n),
            gives("hostile", "[ " * 300 + "@" + " ]" * 300, lambda n: _nested(n, 300)),
            gives("hostile", "+".join(["@"] * 300), lambda n: 300 * n),
            fails("hostile", f"throw {BIG}", "ThrownError"),
            fails(
                "hostile", "1 + builtins.genList (i: builtins.genList (j: j) @) 1000", "EvalError"
            ),
            fails(
                "hostile",
                f'builtins.toFile "x" ({GROW} "@" {TIMES})',
                "SizeLimitError",
            ),
            gives(
                "hostile",
                "{ " + " ".join(f"s@_{i} = {i};" for i in range(200)) + " }.s@_7",
                lambda n: 7,
            ),
            fails("hostile", 'builtins.fromJSON "[[[[[@"', "JsonSyntaxError"),
            fails("hostile", "{ __functor = s: s; } 1 @", "TimeLimitError"),
            fails("hostile", 'let x = { outPath = x; n = @; }; in "${x}"', "TimeLimitError"),
        ],
    ),
}


def _nested(value: object, depth: int) -> object:
    for _ in range(depth):
        value = [value]
    return value


@dataclass
class Results:
    """What the clients saw."""

    replies: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)


async def client(seed: int, url: str, until: float, results: Results) -> None:
    """Ask one question after the other."""
    import httpx

    choose = random.Random(seed)
    kinds = list(QUESTIONS)
    weights = [QUESTIONS[kind][0] for kind in kinds]
    async with httpx.AsyncClient(base_url=url, timeout=120) as http:
        while time.monotonic() < until:
            (kind,) = choose.choices(kinds, weights)
            question = choose.choice(QUESTIONS[kind][1])
            number = choose.randrange(1, 1000)
            text = question.text(number)
            begun = time.monotonic()
            response = await http.post("/eval", json={"expression": text})
            results.times.setdefault(kind, []).append(time.monotonic() - begun)
            try:
                right = question.right(number, response.status_code, response.json())
            except (ValueError, KeyError):
                right = False
            results.replies[kind] += 1
            if not right:
                reply = response.text[:200]
                results.wrong.append(f"{text[:100]!r}: {response.status_code} {reply}")


async def health(url: str, until: float, results: Results) -> None:
    """The service's other work: is it done meanwhile?"""
    import httpx

    async with httpx.AsyncClient(base_url=url, timeout=120) as http:
        while time.monotonic() < until:
            begun = time.monotonic()
            response = await http.get("/health")
            results.times.setdefault("health", []).append(time.monotonic() - begun)
            results.replies["health"] += 1
            if response.status_code != 200:
                results.wrong.append(f"/health: {response.status_code}")
            await asyncio.sleep(0.05)


async def measure(seconds: float, clients: int) -> dict[str, Any]:
    """Start the service, put it under load, and report."""
    import httpx

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(clients * 2)
    listener.set_inheritable(True)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    command = [sys.executable, "-m", "benchmarks.service", "--serve", str(listener.fileno())]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, pass_fds=[listener.fileno()])
    listener.close()
    try:
        async with httpx.AsyncClient(base_url=url, timeout=120) as http:
            # Each kind of request once: what is loaded when first needed is there then.
            warm = Results()
            for kind, (_, questions) in QUESTIONS.items():
                for question in questions:
                    response = await http.post("/eval", json={"expression": question.text(3)})
                    if not question.right(3, response.status_code, response.json()):
                        warm.wrong.append(
                            f"{kind}: {question.text(3)[:100]!r}: {response.text[:200]}"
                        )
            before = (await http.get("/stats", params={"settle": ""})).json()
            results = Results(wrong=warm.wrong)
            until = time.monotonic() + seconds
            await asyncio.gather(
                health(url, until, results),
                *(client(seed, url, until, results) for seed in range(clients)),
            )
            after = (await http.get("/stats")).json()
            settled = (await http.get("/stats", params={"settle": ""})).json()
    finally:
        process.terminate()
        await process.wait()
    return {
        "clients": clients,
        "replies": dict(results.replies),
        "wrong": results.wrong,
        "stalls": after["stalls"],
        "memory": {
            "before": before["memory"],
            "after": after["memory"],
            "settled": settled["memory"],
        },
        "latency": {
            kind: {"median": sorted(times)[len(times) // 2], "max": max(times)}
            for kind, times in sorted(results.times.items())
        },
    }


def show(report: dict[str, Any]) -> None:
    """The report for people."""
    print(
        f"{report['clients']} clients; replies: {report['replies']}; wrong: {len(report['wrong'])}"
    )
    for line in report["wrong"][:10]:
        print("  ", line)
    for name, figures in report["stalls"].items():
        shown = ", ".join(f"{key} {value:.1f}" for key, value in figures.items())
        print(f"event loop late ({name}, ms): {shown}")
    memory = {key: f"{value / 1e6:.0f}" for key, value in report["memory"].items()}
    print(f"memory (MB): {memory}")
    for kind, times in report["latency"].items():
        print(
            f"{kind:8} median {times['median'] * 1000:6.0f} ms, max {times['max'] * 1000:6.0f} ms"
        )


def main() -> int:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        serve(options.serve)
        return 0
    report = asyncio.run(measure(options.seconds, options.clients))
    if options.json:
        print(json.dumps(report))
    else:
        show(report)
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
