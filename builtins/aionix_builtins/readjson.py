"""``fromJSON``.

``fromjson`` does the work; it is imported when it is needed, which in most runs is never.
"""

from __future__ import annotations

from typing import Any, NoReturn

from aionix.limits import FLOOR, check_memory
from aionix.runtime.coerce import traced
from aionix.runtime.context import Context
from aionix.runtime.offload import offload
from aionix.runtime.values import Result, Value

from .registry import PLAIN_STRING, Arg, builtin, part_of


@traced
async def _failed(error: Exception, what: str) -> NoReturn:
    raise error


@builtin(
    "fromJSON",
    Arg("e", PLAIN_STRING),
    doc="The value that the string *e* spells in JSON.",
)
def from_json(ctx: Context, depth: int, text: str) -> Result:
    from . import fromjson

    if FLOOR and len(text) > FLOOR[0]:
        # What Python makes of them: a set 64 bytes and more, an item up to 60.
        check_memory(len(text) + 160 * text.count("{") + 60 * (text.count("[") + text.count(",")))
    if len(text) < fromjson.LARGE:
        try:
            return fromjson.read_ordinary(text)
        except fromjson.ODD:
            pass
    return _from_json(fromjson, text)


@part_of("fromJSON")
async def _from_json(fromjson: Any, text: str) -> Value:
    """The same for texts that are large, or odd."""
    large = len(text) >= fromjson.LARGE
    try:
        if large:
            try:
                return await fromjson.read_large(text)
            except fromjson.ODD:
                pass
        return await offload(large, fromjson.read_odd, text)
    except fromjson.JsonSyntaxError as error:
        return await _failed(error.with_traceback(None), "while decoding a JSON string")
