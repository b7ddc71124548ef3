"""How long heavy evaluations keep the host's event loop from its other tasks.

    python benchmarks/stall.py [--only TEXT] [--backend asyncio|uvloop|trio]

A second task sleeps a millisecond again and again and notes how much longer it took:
that is what a server next to the evaluation would notice.  Printed for each
program: how long it took, and the median, 99th percentile and maximum of the
stalls, in milliseconds, under asyncio, uvloop (extra ``bench``) and trio.  The Python
value that a program gives is freed after the measurement: when, is up to who asked for
it.  Another busy process on the machine shows too.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "evaluator"), str(ROOT / "builtins")]

import anyio  # noqa: E402

import aionix  # noqa: E402

MILLION = 1_000_000
#: What the meter sleeps.
STEP = 0.001


def numbers(count: int) -> list[int]:
    choose = random.Random(1)
    return [choose.randrange(10**9) for _ in range(count)]


def large_json(size: int) -> str:
    item = {"name": "x" * 20, "list": [1, 2.5, None, True], "set": {"a": "b\n", "c": {}}}
    return json.dumps([item] * (size // len(json.dumps(item))))


def large_toml(size: int) -> str:
    item = '[[item]]\nname = "x"\nlist = [1, 2, 3]\nset = { a = "b", c = 2.5 }\n\n'
    return item * (size // len(item))


def large_source(count: int) -> str:
    members = (
        f'  a{n} = {{ x = {n}; y = "{n}" + z; f = a: b: a + b * {n}; }};' for n in range(count)
    )
    return "{ z }: rec {\n" + "\n".join(members) + "\n}\n"


#: Name → (program, its variables): made when needed.
PROGRAMS: dict[str, Any] = {
    "fib 27": lambda: ("let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 27", {}),
    "recursion, 1M deep": lambda: (
        "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000",
        {},
    ),
    "tail calls, 1M": lambda: (
        "let f = n: a: if n == 0 then a else f (n - 1) (a + n); in f 1000000 0",
        {},
    ),
    "foldl', 1M": lambda: ("builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000)", {}),
    "map and filter, 500k": lambda: (
        "builtins.length (builtins.filter (x: x > 5)"
        " (map (x: x * 2) (builtins.genList (x: x) 500000)))",
        {},
    ),
    "1M live thunks": lambda: (
        "let xs = builtins.genList (x: [ x ]) 1000000; in builtins.deepSeq xs (builtins.length xs)",
        {},
    ),
    "sort 1M integers": lambda: (
        "builtins.head (builtins.sort builtins.lessThan xs)",
        {"xs": numbers(MILLION)},
    ),
    "sort 500k strings": lambda: (
        "builtins.head (builtins.sort builtins.lessThan xs)",
        {"xs": [f"name-{n}" for n in numbers(MILLION // 2)]},
    ),
    "sort 50k, lambda": lambda: (
        "builtins.head (builtins.sort (a: b: a > b) xs)",
        {"xs": numbers(50_000)},
    ),
    "a set of 300k names": lambda: (
        "builtins.length (builtins.attrNames (builtins.listToAttrs"
        " (map (x: { name = toString x; value = x; }) xs)))",
        {"xs": numbers(300_000)},
    ),
    "join 64 MB": lambda: (
        'builtins.stringLength (builtins.concatStringsSep "," (builtins.genList (x: s) 64))',
        {"s": "x" * MILLION},
    ),
    "replace in 16 MB": lambda: (
        'builtins.stringLength (builtins.replaceStrings [ "a" "bc" ] [ "xyz" "" ] s)',
        {"s": "abcdefgh" * (2 * MILLION)},
    ),
    "split 2 MB": lambda: (
        'builtins.length (builtins.split "[0-9]+" s)',
        {"s": "abcdefg12 " * 200_000},
    ),
    "match 8 MB": lambda: ('builtins.match "(.*)x(a|b)*" s == null', {"s": "a" * (8 * MILLION)}),
    "fromJSON 10 MB": lambda: (
        "builtins.length (builtins.fromJSON s)",
        {"s": large_json(10 * MILLION)},
    ),
    "toJSON 10 MB": lambda: (
        "builtins.stringLength (builtins.toJSON (builtins.genList (n:"
        ' { name = "x"; list = [ 1 2 3 ]; nested = { a = n; b = "text"; }; }) 150000))',
        {},
    ),
    "toXML 3 MB": lambda: (
        "builtins.stringLength (builtins.toXML (builtins.genList (n: { a = n; }) 30000))",
        {},
    ),
    "fromTOML 1 MB": lambda: (
        "builtins.length (builtins.fromTOML s).item",
        {"s": large_toml(MILLION)},
    ),
    "hash 128 MB": lambda: ('builtins.hashString "sha256" s', {"s": "x" * (128 * MILLION)}),
    "hash and read 64 MB": lambda: (
        'builtins.hashFile "sha256" file == builtins.hashString "sha256" (builtins.readFile file)',
        {"file": "64"},
    ),
    "source of 64 MB": lambda: (
        'builtins.stringLength "${builtins.path { path = file; }}"',
        {"file": "64"},
    ),
    "compile 1 MB": lambda: (
        'builtins.length (builtins.attrNames (import file { z = ""; }))',
        {"file": "source"},
    ),
    "result of 300k parts": lambda: ("builtins.genList (n: { inherit n; }) 300000", {}),
}


class Meter:
    """Measures stalls until it is told to stop."""

    def __init__(self) -> None:
        self.stalls: list[float] = []
        self.stopped = False

    async def run(self) -> None:
        last = time.perf_counter()
        while not self.stopped:
            await anyio.sleep(STEP)
            now = time.perf_counter()
            self.stalls.append(max(0.0, now - last - STEP))
            last = now

    def at(self, part: float) -> float:
        """A quantile, in milliseconds."""
        ordered = sorted(self.stalls)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000


async def measure(text: str, variables: dict[str, Any]) -> tuple[float, Meter]:
    """Seconds that the program took, and the stalls meanwhile."""
    nix = aionix.Evaluator(cache=False)
    handles = {name: nix.wrap(value) for name, value in variables.items()}
    await nix.evaluate("[ 1 ]")  # what is imported at first use is not our subject
    meter = Meter()
    async with anyio.create_task_group() as group:
        group.start_soon(meter.run)
        await anyio.sleep(0.02)
        meter.stalls.clear()
        began = time.perf_counter()
        # Kept until the meter has stopped: to free a result is up to who asked for it.
        result = await nix.evaluate(text, variables=handles)
        took = time.perf_counter() - began
        await anyio.sleep(STEP * 2)  # what began during the evaluation ends here
        meter.stopped = True
    del result
    return took, meter


def prepared(name: str, directory: Path) -> tuple[str, dict[str, Any]]:
    """The program and its variables, files written."""
    text, variables = PROGRAMS[name]()
    if "file" in variables:
        path = directory / f"{variables['file']}.nix"
        if variables["file"] == "source":
            path.write_text(large_source(16_000))
        else:
            path.write_bytes(b"0123456789abcde\n" * (int(variables["file"]) * MILLION // 16))
        variables = {"file": path}
    return text, variables


def main() -> None:
    import tempfile

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", default="", help="programs whose name has this in it")
    arguments.add_argument("--backend", choices=["asyncio", "uvloop", "trio"])
    options = arguments.parse_args()
    backends = [options.backend] if options.backend else ["asyncio", "uvloop", "trio"]
    if importlib.util.find_spec("uvloop") is None and "uvloop" in backends:
        backends.remove("uvloop")
    print(f"{'stalls in ms':24}" + "".join(f"{name:>9}    p50    p99    max" for name in backends))
    overall: dict[str, list[float]] = {name: [] for name in backends}
    with tempfile.TemporaryDirectory() as directory:
        for name in PROGRAMS:
            if options.only not in name:
                continue
            text, variables = prepared(name, Path(directory))
            row = f"{name:24}"
            for backend in backends:
                took, meter = anyio.run(
                    measure,
                    text,
                    variables,
                    backend="trio" if backend == "trio" else "asyncio",
                    backend_options={"use_uvloop": True} if backend == "uvloop" else {},
                )
                overall[backend] += meter.stalls
                row += f"{took:7.2f} s "
                row += f"{meter.at(0.5):6.1f} {meter.at(0.99):6.1f} {meter.at(1):6.1f}"
            print(row, flush=True)
    row = f"{'all':24}"
    for backend in backends:
        meter = Meter()
        meter.stalls = overall[backend]
        row += f"{'':9} {meter.at(0.5):6.1f} {meter.at(0.99):6.1f} {meter.at(1):6.1f}"
    print(row)


if __name__ == "__main__":
    main()
