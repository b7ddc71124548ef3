"""The diagrams of docs/vm.md, drawn from real evaluations.

    python tools/diagrams.py       write docs/vm-frames.svg, vm-chains.svg and vm-turns.svg

Needs aionix importable.  What is drawn is what observers, a builtin that looks around, and
the clock say; nothing is made up, so the times differ from run to run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import aionix
from aionix.runtime.eager import awaited
from aionix.vm import preemption
from aionix.vm.current import CURRENT
from aionix.vm.loop import VM

DOCS = Path(__file__).resolve().parent.parent / "docs"

SMALL = "let f = x: x + 1; in f (f 1)"
DEEP = "let f = n: if n == 0 then here 0 else 1 + f (n - 1); in f 300"
BUSY = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 23"
WAITING = "builtins.foldl' (sum: n: sum + wait n) 0 [ 12 12 12 12 12 ]"

COLOURS = {
    "file": "#c9d4f5",
    "function": "#f5c9a8",
    "thunk": "#bfe3c0",
    "force": "#e6e6e6",
    "host": "#f3e2a9",
}


class Drawing:
    """An SVG, put together from boxes, lines and text."""

    def __init__(self, width: int, height: int) -> None:
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" font-family="sans-serif" font-size="13">',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
            ' markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#444"/></marker>'
            "</defs>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>',
        ]

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"'
            f' fill="{colour}" stroke="#555" stroke-width="0.7"/>'
        )

    def text(self, x: float, y: float, text: str, *, mono: bool = False, style: str = "") -> None:
        family = ' font-family="monospace"' if mono else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="#222" xml:space="preserve"{family} {style}>'
            f"{escape(text)}</text>"
        )

    def arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#444"'
            ' marker-end="url(#tip)"/>'
        )

    def write(self, name: str) -> None:
        (DOCS / name).write_text("\n".join([*self.parts, "</svg>", ""]), encoding="utf-8")


SMALLER = 'font-size="11"'


# --- the frames of a small evaluation -------------------------------------------------


@dataclass
class Seen:
    """A frame: *depth* frames are below it, it lives from event *begin* to event *end*."""

    kind: str
    label: str
    depth: int
    begin: int
    end: int = 0


@dataclass
class Frames(aionix.Observer):
    """All frames of an evaluation, in the order in which they began."""

    seen: list[Seen] = field(default_factory=list)
    tail_calls: list[tuple[int, int]] = field(default_factory=list)
    open: list[Seen] = field(default_factory=list)
    events: int = 0

    def enter(self, frame: aionix.Frame) -> None:
        label = {"file": "the file", "force": "force"}.get(frame.kind, frame.name or "")
        place = "" if frame.position is None or frame.kind == "force" else f"{frame.position}"
        place = place.rpartition("»:")[2]
        if frame.kind == "thunk":
            label = "‹f 1›"
        one = Seen(frame.kind, f"{label} {place}".strip(), len(self.open), self.events)
        self.seen.append(one)
        self.open.append(one)
        self.events += 1

    def exit(self, frame: aionix.Frame, failed: bool) -> None:
        self.open.pop().end = self.events
        self.events += 1

    def tail_call(self, target: aionix.Frame) -> None:
        self.tail_calls.append((self.events, len(self.open)))


def draw_frames() -> None:
    """docs/vm-frames.svg"""
    observer = Frames()
    result = aionix.run(SMALL, observer=observer)
    width, height, left, top = 62, 30, 30, 70
    deepest = max(one.depth for one in observer.seen)
    bottom = top + deepest * (height + 4)
    drawing = Drawing(left * 2 + width * observer.events, bottom + height + 60)
    drawing.text(left, 28, SMALL, mono=True, style='font-size="16"')
    drawing.text(
        left,
        48,
        "each box: a frame, on top of the one that called it or wants its value",
        style=SMALLER,
    )
    for one in observer.seen:
        y = bottom - one.depth * (height + 4)
        wide = (one.end - one.begin) * width
        drawing.box(left + one.begin * width, y, wide - 2, height, COLOURS[one.kind])
        drawing.text(left + one.begin * width + 6, y + 20, one.label)
    drawing.arrow(left, bottom + height + 16, left + observer.events * width, bottom + height + 16)
    drawing.text(
        left, bottom + height + 36, f"time, in events ({observer.events}); the value is {result}"
    )
    drawing.write("vm-frames.svg")


# --- chains ---------------------------------------------------------------------------


def length(chain: Coroutine[Any, Any, Any]) -> int:
    """How many coroutines wait for each other, beginning with this one."""
    number = 0
    link: Any = chain
    while hasattr(link, "cr_await"):
        below = awaited(link)
        # One that only goes on with another is none of its own.
        number += below is link.cr_await
        link = below
    return number


def look(seen: list[tuple[list[int], int]]) -> Callable[[int], int]:
    """A builtin that notes the chains of the evaluation that calls it, and its guard."""

    def here(n: int) -> int:
        vm = CURRENT.vm
        assert isinstance(vm, VM)
        seen.append(([length(one.chain) for one in vm.stack], vm.guard))
        return n

    return here


def draw_chains() -> None:
    """docs/vm-chains.svg"""
    seen: list[tuple[list[int], int]] = []
    result = aionix.run(DEEP, builtins={"here": look(seen)})
    [(chains, guard)] = seen
    left, top, row = 150, 84, 34
    drawing = Drawing(760, top + row * (len(chains) + 1) + 46)
    drawing.text(20, 28, DEEP, mono=True, style='font-size="14"')
    drawing.text(
        20,
        50,
        f"when here is called: {len(chains)} suspended chains on the heap, and the one that runs"
        f" (value {result})",
        style=SMALLER,
    )
    scale = 500 / max(chains)
    for number, many in enumerate(reversed(chains)):
        y = top + row * (number + 1)
        drawing.text(20, y + 17, f"chain {len(chains) - number}", style=SMALLER)
        drawing.box(left, y, many * scale, 24, COLOURS["function"])
        for one in range(1, many):
            x = left + one * scale
            drawing.parts.append(f'<path d="M{x:.1f} {y} v24" stroke="#a66" stroke-width="0.4"/>')
        drawing.text(left + many * scale + 8, y + 17, f"{many} coroutines", style=SMALLER)
        drawing.arrow(left - 10, y + 10, left - 10, y - 12)
    drawing.text(20, top + 17, "running", style=SMALLER)
    drawing.box(left, top, 120, 24, COLOURS["thunk"])
    drawing.text(left + 8, top + 17, "here 0")
    drawing.text(left + 130, top + 17, f"guard: {guard}", style=SMALLER)
    bottom = top + row * (len(chains) + 1) + 24
    drawing.text(
        left,
        bottom,
        "a chain is resumed, with send(value), when the one above it returns",
        style=SMALLER,
    )
    drawing.write("vm-chains.svg")


# --- turns ----------------------------------------------------------------------------


async def timeline() -> tuple[dict[str, list[tuple[float, float]]], list[float]]:
    """When each of two evaluations ran, and when a timer of the host's did: milliseconds."""
    owners: dict[int, str] = {}
    spans: dict[str, list[tuple[float, float]]] = {"computes": [], "waits": []}
    ticks: list[float] = []
    begun: dict[int, float] = {}
    begin, end = preemption.begin, preemption.end

    def noting_begin(vm: Any) -> None:
        begun[id(vm)] = time.perf_counter()
        begin(vm)

    def noting_end(vm: Any) -> None:
        end(vm)
        task = asyncio.current_task()
        name = owners.setdefault(id(vm), task.get_name() if task else "")
        if name in spans:
            spans[name].append((begun[id(vm)], time.perf_counter()))

    async def wait(milliseconds: int) -> int:
        await asyncio.sleep(milliseconds / 1000)
        return milliseconds

    async def tick() -> None:
        while True:
            ticks.append(time.perf_counter())
            await asyncio.sleep(0.005)

    nix = aionix.Evaluator(builtins={"wait": wait}, overlap=False)
    await nix.evaluate(BUSY)  # compiled once
    preemption.begin, preemption.end = noting_begin, noting_end
    ticker = asyncio.create_task(tick())
    start = time.perf_counter()
    try:
        computes = asyncio.create_task(nix.evaluate(BUSY + " + 0"), name="computes")
        waits = asyncio.create_task(nix.evaluate(WAITING), name="waits")
        await asyncio.gather(computes, waits)
    finally:
        preemption.begin, preemption.end = begin, end
        ticker.cancel()
    shown = {
        name: [((one - start) * 1e3, (other - start) * 1e3) for one, other in found]
        for name, found in spans.items()
    }
    return shown, [(one - start) * 1e3 for one in ticks]


def draw_turns() -> None:
    """docs/vm-turns.svg"""
    spans, ticks = asyncio.run(timeline())
    last = max(end for found in spans.values() for _, end in found)
    left, top, row, wide = 150, 60, 48, 620
    scale = wide / last
    drawing = Drawing(left + wide + 30, top + 3 * row + 60)
    drawing.text(
        20,
        28,
        "two evaluations and a timer in one event loop, in one thread",
        style='font-size="15"',
    )
    lanes = [("computes", "fib 23", "function"), ("waits", "wait 12, five times", "thunk")]
    for number, (name, label, colour) in enumerate(lanes):
        y = top + number * row
        drawing.text(20, y + 18, label)
        for begin, end in spans[name]:
            drawing.box(left + begin * scale, y, max((end - begin) * scale, 1), 26, COLOURS[colour])
    y = top + 2 * row
    drawing.text(20, y + 18, "a 5 ms timer")
    for tick in ticks:
        if 0 <= tick <= last:
            drawing.box(left + tick * scale - 2, y, 4, 26, COLOURS["host"])
    y += row
    drawing.arrow(left, y, left + wide + 10, y)
    for mark in range(0, int(last) + 1, 10):
        drawing.text(left + mark * scale - 6, y + 18, f"{mark}", style=SMALLER)
    drawing.text(left + wide - 80, y + 36, "milliseconds", style=SMALLER)
    drawing.write("vm-turns.svg")


def main() -> None:
    draw_frames()
    draw_chains()
    draw_turns()


if __name__ == "__main__":
    main()
