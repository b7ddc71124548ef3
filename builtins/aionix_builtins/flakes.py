"""``parseFlakeRef`` and ``flakeRefToString``.

``flakeref`` does the work; it is imported when it is needed, which in most runs is never.
"""

from __future__ import annotations

from aionix.bytestr import from_text, to_text
from aionix.errors import EvalError
from aionix.runtime.context import Context
from aionix.runtime.describe import type_phrase
from aionix.runtime.literals import show_attr_name
from aionix.runtime.thunk import whnf
from aionix.runtime.values import Attrs
from aionix.syntax.symbols import symbol_sorted

from .registry import ATTRS, PLAIN_STRING, Arg, builtin


@builtin(
    "parseFlakeRef",
    Arg(
        "flake-ref",
        PLAIN_STRING,
        "while evaluating the argument passed to builtins.parseFlakeRef",
    ),
    doc="The flake reference *flake-ref* as a set of its attributes.",
)
def parse_flake_ref(ctx: Context, depth: int, text: str) -> Attrs:
    from .flakeref import parse_reference

    found = parse_reference(text, ctx.emit, ctx.settings.experimental_features)
    return Attrs(
        {
            name: value - 2**64 if type(value) is int and value >= 2**63 else value
            for name, value in found.items()
        }
    )


@builtin(
    "flakeRefToString",
    Arg("attrs", ATTRS, "while evaluating the argument passed to builtins.flakeRefToString"),
    doc="The flake reference with the attributes *attrs* as a URL.",
)
async def flake_ref_to_string(ctx: Context, depth: int, attrs: Attrs) -> str:
    from .flakeref import Input, show_reference

    found: Input = {}
    for name in symbol_sorted(attrs.d):
        value = await whnf(attrs.d[name], depth + 1)
        if isinstance(value, str):
            found[name] = str.__str__(value)
        elif type(value) is bool:
            found[name] = value
        elif type(value) is int:
            if value < 0:
                raise EvalError(
                    "negative value given for flake ref attr"
                    f" {to_text(show_attr_name(name))}: {value}"
                )
            found[name] = value
        else:
            raise EvalError(
                "flake reference attribute sets may only contain integers, Booleans, and strings,"
                f" but attribute '{to_text(show_attr_name(name))}' is {type_phrase(value)}"
            )
    return from_text(to_text(show_reference(found, ctx.emit, ctx.settings.experimental_features)))
