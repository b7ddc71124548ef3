"""The process that evaluates: ``python -m benchmarks.worker aionix|nixeval``.

Reads one JSON object per line, ``{"text": …}``, and answers each with
``{"wall": …, "cpu": …}``: the seconds that evaluating took on a fresh evaluator,
parsing and compiling included, or with ``{"failure": …}``.

``python -m benchmarks.worker once FILE`` evaluates a file and prints seconds and
the MiB by which peak memory grew.  ``latency`` prints the microseconds of
``await evaluate("1 + 1")`` on a warm evaluator.  ``packages DIR`` prints the names of
the packages in a package set that have a derivation.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable


def aionix_evaluate(text: str) -> None:
    """One evaluation by aionix, nothing remembered from earlier ones."""
    import anyio

    from aionix.evaluator import Evaluator
    from aionix.loader import SHARED
    from aionix.source import SourceFile

    SHARED.clear()
    evaluator = Evaluator(cache=False)

    async def evaluate() -> None:
        await evaluator.value_of(SourceFile("«benchmark»", text))

    anyio.run(evaluate)


def nixeval_evaluate(text: str) -> None:
    """One evaluation by the Rust evaluator."""
    import nixeval  # type: ignore[import-not-found,import-untyped,unused-ignore]

    nixeval.loads(text)


def serve(evaluate: Callable[[str], None]) -> None:
    """Answer requests until there are no more."""
    evaluate("1")  # imports
    for line in sys.stdin:
        text = json.loads(line)["text"]
        wall, cpu = time.perf_counter(), time.process_time()
        answer: dict[str, float | str]
        try:
            evaluate(text)
        except Exception as error:
            answer = {"failure": str(error).splitlines()[0] if str(error) else repr(error)}
        else:
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            answer = {"wall": wall, "cpu": cpu}
        print(json.dumps(answer), flush=True)


def once(text: str) -> None:
    """Evaluate *text* once; print what it took."""
    aionix_evaluate("1")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu = time.process_time()
    aionix_evaluate(text)
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"cpu": cpu, "peak": peak / (1 << (20 if sys.platform == "darwin" else 10))}))


def latency(rounds: int) -> None:
    """The median time of a small evaluation."""
    import anyio

    from aionix.evaluator import Evaluator

    async def measure() -> None:
        nix = Evaluator(cache=False)
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            await nix.evaluate("1 + 1")
            times.append(time.perf_counter() - start)
        print(json.dumps(statistics.median(times) * 1e6))

    anyio.run(measure)


def packages(directory: str) -> None:
    """The attributes of ``import directory { }`` whose ``drvPath`` can be had."""
    import anyio

    from aionix.errors import NixError
    from aionix.evaluator import Evaluator

    async def find() -> None:
        nix = Evaluator(emit=lambda line: None)
        scope = {"set": await nix.value("import directory { }", variables={"directory": directory})}
        found = []
        for name in await nix.evaluate("builtins.attrNames set", variables=scope):
            try:
                text = "set.${name}.drvPath or null"
                path = await nix.evaluate(text, variables={**scope, "name": name})
            except NixError:
                continue
            if isinstance(path, str):
                found.append(name)
        print(json.dumps(found))

    anyio.run(find)


def main(argv: list[str]) -> None:
    """Do what the first argument says."""
    if argv[0] == "aionix":
        serve(aionix_evaluate)
    elif argv[0] == "nixeval":
        serve(nixeval_evaluate)
    elif argv[0] == "once":
        with open(argv[1]) as file:
            once(file.read())
    elif argv[0] == "latency":
        latency(int(argv[1]))
    else:
        packages(argv[1])


if __name__ == "__main__":
    main(sys.argv[1:])
