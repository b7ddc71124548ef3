"""Derivations as JSON: the format of ``nix derivation show``, version 4.

Store paths lack the store directory, except inside the environment and arguments
(Nix manual, "JSON: Derivation"; recorded from C++ Nix 2.34).
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from ..bytestr import to_text
from ..errors import StoreError
from .derivation import (
    Deferred,
    Derivation,
    Fixed,
    Impure,
    InputAddressed,
    Inputs,
    Output,
)

VERSION = 4

#: What ``json.dumps`` takes.
Json: TypeAlias = Any


def derivation_json(derivation: Derivation) -> Json:
    """*derivation* as a JSON object."""
    result: dict[str, Json] = {
        "args": [to_text(argument) for argument in derivation.args],
        "builder": to_text(derivation.builder),
        "env": {to_text(name): to_text(value) for name, value in derivation.env.items()},
        "inputs": {
            "drvs": {
                _base(path): _inputs(inputs)
                for path, inputs in derivation.input_derivations.items()
            },
            "srcs": sorted(map(_base, derivation.input_sources)),
        },
        "name": to_text(derivation.name),
        "outputs": {to_text(name): _output(out) for name, out in derivation.outputs.items()},
        "system": to_text(derivation.system),
        "version": VERSION,
    }
    if derivation.structured is not None:
        result["structuredAttrs"] = json.loads(to_text(derivation.structured))
    return result


def _base(path: str) -> str:
    """A store path without its directory."""
    return to_text(path.rpartition("/")[2])


def _inputs(inputs: Inputs) -> Json:
    # As deep as derivations that output derivations are nested: shallow.
    return {
        "dynamicOutputs": {to_text(name): _inputs(one) for name, one in inputs.dynamic.items()},
        "outputs": sorted(map(to_text, inputs.outputs)),
    }


def _output(output: Output) -> Json:
    if isinstance(output, InputAddressed):
        return {"path": _base(output.path)}
    if isinstance(output, Fixed):
        return {"hash": output.hash.show("sri"), "method": output.method}
    if isinstance(output, Deferred):
        return {}
    result: dict[str, Json] = {"hashAlgo": output.algorithm, "method": output.method}
    if isinstance(output, Impure):
        result["impure"] = True
    return result


def show_derivations(derivations: dict[str, Derivation], *, pretty: bool = False) -> str:
    """The JSON text for *derivations* by path, in one line or, with *pretty*, indented.

    Raises StoreError where there is something that is not UTF-8, as JSON must be.
    """
    value = {
        "derivations": {_base(path): derivation_json(one) for path, one in derivations.items()},
        "version": VERSION,
    }
    layout: dict[str, Any] = {"indent": 2} if pretty else {"separators": (",", ":")}
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, **layout)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise StoreError("no JSON for these derivations: what they hold is not UTF-8") from None
    return text
