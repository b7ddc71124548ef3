"""Flame graphs: stacks drawn as SVG, without scripts.

A box for each frame, on top of the one that called it, as wide as its weight and that
of all above it.  The title of a box tells its weight; what has a place shows it there.
"""

from __future__ import annotations

from html import escape
from zlib import crc32

from ..records import dataclass, field
from .stacks import Place, Stacks

WIDTH = 1200
ROW = 18
MARGIN = 10
HEADER = 34
#: Narrower boxes are left out.
NARROWEST = 0.4
#: Columns that a character takes.
LETTER = 6.6


@dataclass
class _Box:
    place: Place | None
    weight: float = 0.0
    above: dict[Place, _Box] = field(default_factory=dict)


def flamegraph(stacks: Stacks, title: str) -> str:
    """An SVG picture of *stacks*."""
    root = _Box(None)
    for stack, weight in sorted(stacks.weights.items()):
        box = root
        box.weight += weight
        for place in stack:
            box = box.above.setdefault(place, _Box(place))
            box.weight += weight
    total = root.weight or 1.0
    scale = (WIDTH - 2 * MARGIN) / total
    shapes: list[tuple[_Box, float, int]] = []
    todo: list[tuple[_Box, float, int]] = [(root, 0.0, 0)]
    while todo:
        box, start, level = todo.pop()
        shapes.append((box, start, level))
        for above in box.above.values():
            if above.weight * scale >= NARROWEST:
                todo.append((above, start, level + 1))
            start += above.weight
    levels = max(level for _, _, level in shapes) + 1
    height = HEADER + levels * ROW + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="22" font-size="14">{escape(title)}</text>',
    ]
    for box, start, level in shapes:
        x = MARGIN + start * scale
        y = height - MARGIN - (level + 1) * ROW
        lines.append(_shape(box, x, y, box.weight * scale, _share(box, stacks, total)))
    lines.append("</svg>\n")
    return "\n".join(lines)


def _shape(box: _Box, x: float, y: float, width: float, share: str) -> str:
    place = box.place
    name = "all" if place is None else place.name
    hint = name if place is None else place.shown
    fits = int((width - 6) / LETTER)
    label = ""
    if fits >= 3:
        shown = name if len(name) <= fits else name[: fits - 1] + "…"
        label = f'<text x="{x + 3:.1f}" y="{y + 12.5:.1f}">{escape(shown)}</text>'
    return (
        f"<g><title>{escape(f'{hint}: {share}')}</title>"
        f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.3):.1f}" height="{ROW - 1}" rx="1"'
        f' fill="{_colour(place)}"/>{label}</g>'
    )


def _share(box: _Box, stacks: Stacks, total: float) -> str:
    number = f"{box.weight * 1000:.1f} ms" if stacks.unit == "seconds" else f"{box.weight:.0f}"
    return f"{number}, {box.weight / total:.1%}"


def _colour(place: Place | None) -> str:
    """The same for the same place: builtins blue, the rest by file."""
    if place is None:
        return "#dddddd"
    shade = crc32(place.name.encode("utf-8", "surrogateescape")) % 40
    if place.file is None:
        return f"hsl(210 60% {65 + shade % 15}%)"
    hue = crc32(place.file.encode("utf-8", "surrogateescape")) % 50
    return f"hsl({hue} 75% {60 + shade % 18}%)"
