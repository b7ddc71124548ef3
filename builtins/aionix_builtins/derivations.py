"""Derivations: ``derivationStrict``, ``derivation``, ``placeholder``.

``derivationStrict`` turns a set into a ``store.derivation.Derivation``: attributes
become the environment (or one JSON text, with ``__structuredAttrs``), the
contexts of all strings become inputs, and the store computes the paths.
``derivation`` is a function in Nix around it, in ``derivation.nix``, compiled when
it is first called.

Invariant: a derivation is in ``ctx.store`` before anything can refer to it.
"""

from __future__ import annotations

import os
from collections.abc import Coroutine, Iterable, Mapping
from types import CoroutineType
from typing import Any

from aionix.bytestr import from_bytes, to_text
from aionix.errors import EvalError, InternalError, StoreError, TraceFrame, missing_feature
from aionix.limits import FLOOR
from aionix.runtime.coerce import (
    coerce_to_string,
    force_bool,
    force_list,
    force_string,
    force_string_no_context,
    force_traced,
    traced,
)
from aionix.runtime.context import Context
from aionix.runtime.linkage import Unit
from aionix.runtime.parts import PARTS, Memory, each
from aionix.runtime.thunk import force_now
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import (
    Attrs,
    Cell,
    ContextString,
    Lambda,
    LambdaInfo,
    Result,
    attr_position,
    with_context,
)
from aionix.source import SourceFile
from aionix.store import paths
from aionix.store.derivation import (
    STRUCTURED,
    Deferred,
    Derivation,
    Fixed,
    Floating,
    Impure,
    InputAddressed,
    Inputs,
    Written,
    check_readable,
    fill_in_outputs,
)
from aionix.store.evaluation import EvalStore
from aionix.store.hashes import SIZES, Hash, parse_hash
from aionix.store.paths import Method

from .attrs import missing_attribute
from .realising import split_output, store_of
from .registry import ATTRS, ENTRIES, PLAIN_STRING, Arg, builtin, constant
from .structured import join_members, structured_value


def require(ctx: Context, feature: str, reason: str = "") -> None:
    """Raise unless experimental *feature* is on."""
    if feature not in ctx.settings.experimental_features:
        raise missing_feature(feature, reason)


# --- derivationStrict ---------------------------------------------------------------


class _Draft:
    """A derivation being put together from attributes."""

    def __init__(self, ctx: Context, name: str) -> None:
        self.ctx = ctx
        self.drv = Derivation(name)
        self.context: set[str] = set()
        #: JSON texts by name, None without structured attributes.
        self.members: dict[str, str] | None = None
        #: What is wrong with the members, by name.
        self.faults: dict[str, list[str]] = {}
        self.ignore_nulls = False
        self.content_addressed = False
        self.impure = False
        self.outputs: list[str] = ["out"]
        self.output_hash: str | None = None
        self.algorithm: str | None = None
        self.method: Method | None = None
        #: What evaluates something in the next attribute.
        self.pending: Any = None

    def note(self, string: str) -> str:
        """*string* bare; its context is remembered."""
        if type(string) is ContextString:
            self.context |= string.context
            return str.__str__(string)
        return string

    def set_outputs(self, names: Iterable[str]) -> None:
        self.outputs = []
        for name in names:
            if name in self.outputs:
                raise EvalError(f"duplicate derivation output '{to_text(name)}'")
            if name == "drvPath":
                raise EvalError("invalid derivation output name 'drvPath'")
            self.outputs.append(name)
        if not self.outputs:
            raise EvalError("derivation cannot have an empty set of outputs")

    def set_method(self, mode: str) -> None:
        method = _METHODS.get(mode)
        if method is None:
            raise EvalError(f"invalid value '{to_text(mode)}' for 'outputHashMode' attribute")
        self.method = method
        if method == "text":
            require(
                self.ctx,
                "dynamic-derivations",
                f"text-hashed derivation '{to_text(self.drv.name)}', outputHashMode = \"text\"",
            )
        if method == "git":
            require(self.ctx, "git-hashing")

    def set_algorithm(self, name: str) -> None:
        """Unknown algorithms count as none given."""
        if name == "blake3":
            require(self.ctx, "blake3-hashes")
        self.algorithm = name if name in SIZES else None


_METHODS: dict[str, Method] = {
    "recursive": "nar",
    "nar": "nar",
    "flat": "flat",
    "text": "text",
    "git": "git",
}


@builtin(
    "derivationStrict",
    Arg("attrs", ATTRS, "while evaluating the argument passed to builtins.derivationStrict"),
    doc=(
        "The paths of the derivation that *attrs* describes: a set with `drvPath` and one string"
        " for each output. `derivation` is the usual way to it."
    ),
    globally=True,
)
async def derivation_strict(ctx: Context, depth: int, attrs: Attrs) -> Attrs:
    name = await _name(attrs, depth)
    return await _derive(ctx, depth, name, attrs)


@traced
async def _attribute(
    attrs: Attrs,
    name: str,
    what: str = "in the attrset passed as argument to builtins.derivationStrict",
) -> Cell:
    if name not in attrs.d:
        missing_attribute(name, None)
    return attrs.d[name]


async def _name(attrs: Attrs, depth: int) -> str:
    cell = await _attribute(attrs, "name")
    return await _force_name(attrs, cell, depth)


async def _force_name(attrs: Attrs, cell: Cell, depth: int) -> str:
    return await force_string_no_context(
        cell, depth, "while evaluating the `name` attribute passed to builtins.derivationStrict"
    )


def _trace_name(names: Mapping[str, Any]) -> list[TraceFrame]:
    position = attr_position(names["attrs"], "name")
    return [TraceFrame("while evaluating the derivation attribute 'name'", position)]


def _trace_derivation(names: Mapping[str, Any]) -> list[TraceFrame]:
    position = attr_position(names["attrs"], "name")
    shown = "«none»:0" if position is None else str(position)
    return [
        TraceFrame(
            f"while evaluating derivation '{to_text(names['name'])}'\n"
            f"  whose name attribute is located at {shown}"
        )
    ]


def _trace_attribute(names: Mapping[str, Any]) -> list[TraceFrame]:
    key, name = to_text(names["key"]), to_text(names["draft"].drv.name)
    return [
        TraceFrame(
            f"while evaluating attribute '{key}' of derivation '{name}'",
            attr_position(names["attrs"], names["key"]),
        )
    ]


async def _derive(ctx: Context, depth: int, name: str, attrs: Attrs) -> Attrs:
    """The result of ``derivationStrict``; its frame is a line in traces."""
    try:
        paths.check_name(name)
    except StoreError as error:
        raise EvalError(
            f"invalid derivation name: {error.message}. Please pass a different 'name'."
        ) from None
    draft = _Draft(ctx, name)
    if "__structuredAttrs" in attrs.d and await force_bool(
        attrs.d["__structuredAttrs"],
        depth,
        "while evaluating the `__structuredAttrs` attribute passed to builtins.derivationStrict",
    ):
        draft.members = {}
    if "__ignoreNulls" in attrs.d:
        draft.ignore_nulls = await force_bool(
            attrs.d["__ignoreNulls"],
            depth,
            "while evaluating the `__ignoreNulls` attribute passed to builtins.derivationStrict",
        )
    for key in sorted(attrs.d):
        if key != "__ignoreNulls":
            waiting = _add_now(draft, depth, attrs, key)
            if waiting is not None:
                await waiting
    drv = draft.drv
    if draft.members is not None:
        drv.structured = join_members(draft.members, draft.faults)
    store = store_of(ctx)
    await _add_inputs(store, draft)
    _check(draft)
    return await _result(ctx, store, drv, await _add_outputs(store, draft))


def _rest(names: Mapping[str, Any], memory: Memory) -> Coroutine[Any, Any, None] | None:
    """The attributes after the present one: they can be coerced while that waits."""
    if memory or names.get("key") is None:
        return None
    memory[0] = True
    ctx, draft, attrs, key = names["ctx"], names["draft"], names["attrs"], names["key"]

    async def coerced(cell: Cell) -> None:
        if draft.members is None:
            await coerce_to_string(ctx, cell, 1, None, more=True)
        else:
            await structured_value(ctx, cell, 1, [])

    return each(coerced, iter([attrs.d[name] for name in sorted(attrs.d) if name > key]))


PARTS[_derive.__code__] = _rest


#: Attributes that don't become variables; variables that say what the derivation is, too.
_SPECIAL = frozenset(["__contentAddressed", "__impure", "args"])
_MEANT = {"builder", "outputHash", "outputHashAlgo", "outputHashMode", "outputs", "system"}
#: Lists longer than this are left to what gives the host its turn.
LONG = 1024


def _add_now(draft: _Draft, depth: int, attrs: Attrs, key: str) -> Coroutine[Any, Any, None] | None:
    """Put one attribute into the derivation, or give the coroutine that does; a line in traces."""
    if draft.members is not None or key in _SPECIAL:
        return _add(draft, depth, attrs, key)
    cell = attrs.d[key]
    string = _simple(draft, cell, depth)
    if string is None:
        return _add(draft, depth, attrs, key)
    if string or not draft.ignore_nulls or (cell[1] if type(cell) is list else cell) is not None:
        _add_variable(draft, key, string)
    return None


def _simple(draft: _Draft, cell: Cell, depth: int, listed: bool = False) -> str | None:
    """What *cell* is coerced to, bare; None if that takes more, or must wait for ``pending``."""
    for _ in (1, 2):  # itself, what its ``outPath`` is
        if type(cell) is list:
            if listed and cell[0] is not None:
                return None  # what is computed as an element of a list may overlap with the others
            cell = cell[1] if cell[0] is None else force_now(cell, depth)
            if type(cell) is CoroutineType:
                draft.pending = cell
                return None
        if type(cell) is not Attrs:
            break
        if "__toString" in cell.d or "outPath" not in cell.d:
            return None
        cell = cell.d["outPath"]
    if type(cell) is str:
        return cell
    if type(cell) is ContextString:
        return draft.note(cell)
    if type(cell) is tuple:
        if listed or len(cell) > LONG or FLOOR:
            return None
        strings = []
        for item in cell:
            string = _simple(draft, item, depth, True)
            if string is None:
                return None
            strings.append(string)
        return " ".join(strings)
    if cell is True:
        return "1"
    if cell is False or cell is None:
        return ""
    return str(cell) if type(cell) is int else None


async def _add(draft: _Draft, depth: int, attrs: Attrs, key: str) -> None:
    """As ``_add_now``, of any kind; what that waits for comes first."""
    if draft.pending is not None:
        pending, draft.pending = draft.pending, None
        await pending
        pending = None
    cell = attrs.d[key]
    drv = draft.drv
    if draft.ignore_nulls and await force_traced(cell, depth, None) is None:
        return
    if key == "__contentAddressed":
        if await force_bool(cell, depth, None):
            draft.content_addressed = True
            require(draft.ctx, "ca-derivations")
    elif key == "__impure":
        if await force_bool(cell, depth, None):
            draft.impure = True
            require(draft.ctx, "impure-derivations")
    elif key == "args":
        for item in await force_list(cell, depth, None):
            string = await coerce_to_string(
                draft.ctx,
                item,
                depth,
                "while evaluating an element of the argument list",
                more=True,
            )
            drv.args.append(draft.note(string))
    elif draft.members is not None:
        if key != "__structuredAttrs":
            await _add_structured(draft, draft.members, depth, key, cell)
    else:
        string = await coerce_to_string(draft.ctx, cell, depth, None, more=True)
        _add_variable(draft, key, draft.note(string))


def _add_variable(draft: _Draft, key: str, value: str) -> None:
    drv = draft.drv
    if key == STRUCTURED:
        draft.ctx.emit(
            f"warning: In derivation '{to_text(drv.name)}': setting structured attributes via"
            " '__json' is deprecated, and may be disallowed in future versions of Nix."
            " Set '__structuredAttrs = true' instead."
        )
        from .normalise import normalise

        drv.structured = normalise(value)
        return
    drv.env[key] = value
    if key not in _MEANT:
        return
    if key == "builder":
        drv.builder = value
    elif key == "system":
        drv.system = value
    elif key == "outputHash":
        draft.output_hash = value
    elif key == "outputHashAlgo":
        draft.set_algorithm(value)
    elif key == "outputHashMode":
        draft.set_method(value)
    elif key == "outputs":
        draft.set_outputs(_words(value))


def _words(string: str) -> list[str]:
    """The words of a string; Nix's blanks."""
    return [word for word in string.translate(_BLANKS).split(" ") if word]


_BLANKS = str.maketrans("\t\n\r", "   ")

#: Attributes that structured attributes replace by ``outputChecks``.
_CHECKS = frozenset(
    [
        "allowedReferences",
        "allowedRequisites",
        "disallowedReferences",
        "disallowedRequisites",
        "maxClosureSize",
        "maxSize",
    ]
)


async def _add_structured(
    draft: _Draft, members: dict[str, str], depth: int, key: str, cell: Cell
) -> None:
    drv = draft.drv
    faults = draft.faults[key] = []
    members[key], context = await structured_value(draft.ctx, cell, depth, faults)
    draft.context |= context
    if key == "builder":
        drv.builder = draft.note(await force_string(cell, depth, None))
    elif key == "system":
        drv.system = await force_string_no_context(cell, depth, None)
    elif key == "outputHash":
        draft.output_hash = await force_string_no_context(cell, depth, None)
    elif key == "outputHashAlgo":
        draft.set_algorithm(await force_string_no_context(cell, depth, None))
    elif key == "outputHashMode":
        draft.set_method(await force_string_no_context(cell, depth, None))
    elif key == "outputs":
        items = await force_list(cell, depth, None)
        draft.set_outputs([await force_string_no_context(item, depth, None) for item in items])
    elif key in _CHECKS:
        draft.ctx.emit(
            f"warning: In a derivation named '{to_text(drv.name)}', 'structuredAttrs' disables"
            f" the effect of the derivation attribute '{key}';"
            f" use 'outputChecks.<output>.{key}' instead"
        )


async def _add_inputs(store: EvalStore, draft: _Draft) -> None:
    """Everything that strings refer to becomes an input."""
    drv = draft.drv
    inputs = drv.input_derivations
    for element in draft.context:
        if element[0] == "!":
            outputs, path = split_output(element)
            wanted = inputs.setdefault(path, Inputs())
            for output in outputs[:0:-1]:
                wanted = wanted.dynamic.setdefault(output, Inputs())
            wanted.outputs.add(outputs[0])
        elif element[0] != "=":
            drv.input_sources.add(element)
    # These fail for what the store lacks: in Nix's order, to fail on the same one.
    for element in sorted(e for e in draft.context if e[0] == "="):
        for path in await store.closure(element[1:]):
            drv.input_sources.add(path)
            if paths.is_derivation(path):
                names = (await store.derivation(path)).outputs
                inputs.setdefault(path, Inputs()).outputs.update(names)


def _check(draft: _Draft) -> None:
    drv = draft.drv
    if not drv.builder:
        raise EvalError("required attribute 'builder' missing")
    if not drv.system:
        raise EvalError("required attribute 'system' missing")
    single_text = draft.method == "text" and draft.outputs == ["out"]
    if paths.is_derivation(drv.name) and not single_text:
        raise EvalError(
            "derivation names are allowed to end in '.drv'"
            " only if they produce a single derivation file"
        )


async def _add_outputs(store: EvalStore, draft: _Draft) -> Written | None:
    drv = draft.drv
    if draft.output_hash is not None:
        if draft.outputs != ["out"]:
            raise EvalError("multiple outputs are not supported in fixed-output derivations")
        content = hash_allowing_empty(draft.ctx, draft.output_hash, draft.algorithm)
        method = draft.method or "flat"
        path = paths.fixed_path(drv.name, method, content, store.directory)
        drv.env["out"] = path
        drv.outputs["out"] = Fixed(method, content, path)
    elif draft.content_addressed or draft.impure:
        if draft.content_addressed and draft.impure:
            raise EvalError("derivation cannot be both content-addressed and impure")
        kind = Impure if draft.impure else Floating
        output = kind(draft.method or "nar", draft.algorithm or "sha256")
        for name in draft.outputs:
            drv.env[name] = paths.placeholder(name)
            drv.outputs[name] = output
    else:
        deferred = Deferred()
        for name in draft.outputs:
            drv.env[name] = ""
            drv.outputs[name] = deferred
        return fill_in_outputs(drv, await store.inputs(drv), store.directory)
    return None


def hash_allowing_empty(ctx: Context, text: str, algorithm: str | None) -> Hash:
    """As ``parse_hash``; the empty text is a hash of zeros, with a warning."""
    if text:
        return parse_hash(text, algorithm, ctx.settings.experimental_features)
    if algorithm is None:
        raise StoreError("empty hash requires explicit hash algorithm")
    empty = Hash(algorithm, bytes(SIZES[algorithm]))
    ctx.emit(f"warning: found empty hash, assuming '{empty.show('sri')}'")
    return empty


async def _result(
    ctx: Context, store: EvalStore, drv: Derivation, written: Written | None
) -> Attrs:
    if not ctx.settings.read_only:
        check_readable(drv, store.directory)
    return Attrs(output_strings(ctx, await store.add_derivation(drv, written), drv))


def output_strings(ctx: Context, path: str, drv: Derivation) -> dict[str, Cell]:
    """``drvPath``, and the path or placeholder of each output of the derivation at *path*."""
    result: dict[str, Cell] = {"drvPath": with_context(path, frozenset(["=" + path]))}
    for name, output in drv.outputs.items():
        if isinstance(output, (InputAddressed, Fixed)):
            shown = output.path
        else:
            require(ctx, "ca-derivations")
            shown = paths.downstream_placeholder(path, name)
        result[name] = with_context(shown, frozenset([f"!{name}!{path}"]))
    return result


TRACERS[_force_name.__code__] = _trace_name
TRACERS[_derive.__code__] = _trace_derivation
TRACERS[_add_now.__code__] = TRACERS[_add.__code__] = _trace_attribute


# --- derivation ---------------------------------------------------------------------


def internal_source(file: str, name: str) -> SourceFile:
    """Nix code that comes with the builtins; *name* is what Nix calls it."""
    # What ``pkgutil.get_data`` does, which takes half a millisecond to import.
    loader: Any = __spec__.loader
    text = from_bytes(loader.get_data(os.path.join(os.path.dirname(__file__), file)))
    return SourceFile(f"«nix-internal»/{name}", text, f"/{name}", internal=True)


#: Where ``derivation.nix`` has its function, and the one formal that it names.
_PLACE = (6, 1)
_FORMALS = (("outputs", True, 6, 9),)


@constant(
    "derivation",
    "function",
    doc=(
        "The derivation that a set of attributes describes: a set with `outPath`, `drvPath` and"
        " what it was made from."
    ),
    globally=True,
)
def derivation(ctx: Context) -> Lambda:
    unit = Unit(internal_source("derivation.nix", "derivation-internal.nix"), ctx)
    info = LambdaInfo(unit, None, 1, _first_call, _first_call, _FORMALS, True, (_PLACE,))
    function = Lambda(info, ())
    function.forced = True
    return function


def _first_call(function: Lambda, argument: Cell, depth: int) -> Result:
    """``derivation`` becomes the function proper, then that is called."""
    unit = function.info.unit
    if unit.context.load is None:
        raise InternalError("this context has no compiler")
    real = unit.context.load(unit.source)({}, depth)
    assert type(real) is Lambda, "a file that is a function needs no frame"
    function.info, function.caps = real.info, real.caps
    return function.info.e1(function, argument, depth)


ENTRIES.add(_first_call.__code__)

# --- the rest -----------------------------------------------------------------------


@constant("storeDir", "string", doc="The directory that all store paths are in.")
def store_dir(ctx: Context) -> str:
    return ctx.settings.store_dir


@builtin(
    "placeholder",
    Arg("output", PLAIN_STRING),
    doc=(
        "A string that stands for the path of *output* in the attributes of its own derivation;"
        " the builder sees the path."
    ),
    globally=True,
)
def placeholder(ctx: Context, depth: int, output: str) -> str:
    return paths.placeholder(output)
