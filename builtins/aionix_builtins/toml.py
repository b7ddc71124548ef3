"""``fromTOML``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aionix.bytestr import to_text
from aionix.errors import EvalError
from aionix.runtime.context import Context
from aionix.runtime.offload import offload
from aionix.runtime.values import Attrs

from .registry import PLAIN_STRING, Arg, builtin

if TYPE_CHECKING:
    from .tomltext import Timestamp

#: The experimental feature that lets dates and times through.
TIMESTAMPS = "parse-toml-timestamps"
#: Texts from this length on are read in a thread: that takes 10 ms.
LARGE = 1 << 13


@builtin(
    "fromTOML",
    Arg("e", PLAIN_STRING, "while evaluating the argument passed to builtins.fromTOML"),
    globally=True,
    doc="The value that the string *e* spells in TOML. Dates and times are refused unless the"
    f" experimental feature `{TIMESTAMPS}` is on.",
)
async def from_toml(ctx: Context, depth: int, text: str) -> Attrs:
    # Late: most programs have no use for it.
    from .tomlscan import Reader, convert
    from .tomltext import Timestamp, TomlSyntaxError

    timestamps = TIMESTAMPS in ctx.settings.experimental_features

    def scalar(item: str | Timestamp) -> str | Attrs:
        if isinstance(item, Timestamp):
            if not timestamps:
                raise EvalError("while parsing TOML: Dates and times are not supported")
            return Attrs({"_type": "timestamp", "value": item.text})
        if "\0" in item:
            shown = to_text(item).replace("\0", "␀")
            raise EvalError(
                f"while parsing TOML: error: input string '{shown}' cannot be represented"
                " as Nix string because it contains null bytes"
            )
        return item

    try:
        return await offload(len(text) >= LARGE, lambda: convert(Reader(text).read(), scalar))
    except TomlSyntaxError as error:
        # Nix colours what it quotes: the message ends in a line end and "colour off", which
        # keeps that line end from being dropped when the error is shown.
        raise EvalError(f"while parsing TOML: {error.args[0]}\x1b[0m") from None
