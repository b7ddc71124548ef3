"""Derivations: what they hold, how they are written, what their outputs are called.

A derivation in the store is a text in ATerm syntax.  Its path depends on that
text; the paths of its outputs on the same text with outputs left blank and each
input derivation replaced by its own hash *modulo* (so that the provenance of
fixed outputs does not matter; E. Dolstra, "The Purely Functional Software
Deployment Model", 5.4).

Everything is a nix string.  Invariants: ``outputs`` names come in order when
written, whatever order the dict has; a ``Derivation`` is not changed once it is
in a store.  Nothing here reads a store: the hashes modulo of inputs are given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import TypeAlias

from ..bytestr import to_text
from ..errors import StoreError
from ..records import dataclass, field, struct
from . import hashes, paths
from .hashes import Hash
from .paths import PREFIXES, Method


@dataclass(frozen=True, slots=True)
class InputAddressed:
    """An output whose path follows from the derivation."""

    path: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """An output whose content is known beforehand."""

    method: Method
    hash: Hash
    path: str


@dataclass(frozen=True, slots=True)
class Floating:
    """An output that is named after its content once it is built."""

    method: Method
    algorithm: str


@dataclass(frozen=True, slots=True)
class Impure:
    """As ``Floating``, and built anew each time."""

    method: Method
    algorithm: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """An output whose path depends on floating outputs of inputs, or is not computed yet."""


Output: TypeAlias = InputAddressed | Fixed | Floating | Impure | Deferred


@struct(slots=True)
class Inputs:
    """Which outputs of an input derivation are needed, and of derivations that it outputs."""

    outputs: set[str] = field(default_factory=set)
    dynamic: dict[str, Inputs] = field(default_factory=dict)


@struct(slots=True)
class Derivation:
    """A build: *structured* is its attributes as a JSON text, None when the environment has them.

    *name* lacks the ``.drv``.
    """

    name: str
    outputs: dict[str, Output] = field(default_factory=dict)
    input_derivations: dict[str, Inputs] = field(default_factory=dict)
    input_sources: set[str] = field(default_factory=set)
    system: str = ""
    builder: str = ""
    args: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    structured: str | None = None

    def references(self) -> set[str]:
        """The store paths that the written derivation refers to."""
        return self.input_sources | self.input_derivations.keys()

    def path(self, store_dir: str, text: str | None = None) -> str:
        """Its store path; *text* is its ``write()``, when at hand."""
        content = hashes.sha256(write(self) if text is None else text)
        return paths.text_path(
            self.name + paths.DERIVATION_SUFFIX, content, self.references(), store_dir
        )


@dataclass(frozen=True, slots=True)
class Modulo:
    """The hash modulo of a derivation by output, base 16; *deferred*: it is only provisional."""

    hashes: Mapping[str, str]
    deferred: bool


# --- writing ------------------------------------------------------------------------

#: The name under which structured attributes are kept in the environment.
STRUCTURED = "__json"


def quote(string: str) -> str:
    """A string in ATerm syntax."""
    if (
        '"' not in string
        and "\\" not in string
        and "\n" not in string
        and "\r" not in string
        and "\t" not in string
    ):
        return f'"{string}"'
    escaped = string.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace(chr(13), chr(92) + "r").replace(chr(9), chr(92) + "t")}"'


def _quoted(strings: Collection[str]) -> str:
    return '["' + '","'.join(strings) + '"]' if strings else "[]"


def _write_output(name: str, output: Output, mask: bool) -> str:
    path = algorithm = digits = ""
    if isinstance(output, InputAddressed):
        path = output.path
    elif isinstance(output, Fixed):
        path = output.path
        algorithm = PREFIXES[output.method] + output.hash.algorithm
        digits = output.hash.show("base16")
    elif not isinstance(output, Deferred):
        algorithm = PREFIXES[output.method] + output.algorithm
        digits = "impure" if isinstance(output, Impure) else ""
    return f'("{name}","{"" if mask else path}","{algorithm}","{digits}")'


def _write_inputs(inputs: Inputs) -> str:
    outputs = _quoted(sorted(inputs.outputs))
    if not inputs.dynamic:
        return outputs
    nested = ",".join(
        f'("{name}",{_write_inputs(child)})' for name, child in sorted(inputs.dynamic.items())
    )
    return f"({outputs},[{nested}])"


def _by_path(derivation: Derivation) -> str:
    """The input derivations."""
    inputs = derivation.input_derivations
    return ",".join([f'("{path}",{_write_inputs(inputs[path])})' for path in sorted(inputs)])


def _variables(derivation: Derivation) -> dict[str, str]:
    """The environment with what stands for structured attributes."""
    env = derivation.env
    if STRUCTURED in env:
        raise StoreError(
            "Cannot have an environment variable named '__json'."
            " This key is reserved for encoding structured attrs"
        )
    structured = derivation.structured
    return env if structured is None else {**env, STRUCTURED: structured}


class Written:
    """What the texts of a derivation have in common, written once.

    Not in it are the input derivations, the outputs, and the variables named after
    outputs: nothing else of the derivation may change as long as this is used.
    """

    __slots__ = ("_derivation", "_head", "_middle", "_names", "_pairs", "by_hash")

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._head = ""
        self._middle = ""
        #: The other variables, in order.
        self._names: list[str] = []
        self._pairs: list[str] = []
        #: The input derivations by hash, and whether those are provisional; once they are known.
        self.by_hash: tuple[str, bool] | None = None

    def text(self, inputs: str, mask: bool = False) -> str:
        """The derivation with these input derivations; *mask* leaves its outputs' paths blank."""
        env = _variables(self._derivation)
        if not self._head:
            self._begin(env)
        outputs = self._derivation.outputs
        names = sorted(outputs)
        pairs = self._pairs.copy()
        for name in reversed(names):
            if name in env:
                pair = f"({quote(name)},{quote('' if mask else env[name])})"
                pairs.insert(bisect_left(self._names, name), pair)
        written = ",".join([_write_output(name, outputs[name], mask) for name in names])
        return f"{self._head}{written}],[{inputs}{self._middle}{','.join(pairs)}])"

    def _begin(self, env: dict[str, str]) -> None:
        derivation = self._derivation
        dynamic = any(child.dynamic for child in derivation.input_derivations.values())
        self._head = 'DrvWithVersion("xp-dyn-drv",[' if dynamic else "Derive(["
        self._middle = (
            f"],{_quoted(sorted(derivation.input_sources))}"
            f',"{derivation.system}",{quote(derivation.builder)}'
            f",[{','.join(map(quote, derivation.args))}],["
        )
        self._names = sorted(env.keys() - derivation.outputs.keys())
        self._pairs = [f"({quote(name)},{quote(env[name])})" for name in self._names]


def write(derivation: Derivation, *, mask: bool = False, written: Written | None = None) -> str:
    """The derivation in ATerm syntax; *mask* leaves the paths of its outputs blank."""
    return (written or Written(derivation)).text(_by_path(derivation), mask)


# --- outputs ------------------------------------------------------------------------


def hash_modulo(
    derivation: Derivation,
    inputs: Mapping[str, Modulo],
    *,
    mask: bool = False,
    written: Written | None = None,
) -> Modulo:
    """The hash modulo of *derivation*, given those of its input derivations by path."""
    outputs = derivation.outputs
    kind = check_outputs(outputs)
    if kind is Fixed:
        fixed = {}
        for name, output in outputs.items():
            assert isinstance(output, Fixed), "checked"
            text = (
                f"fixed:out:{PREFIXES[output.method]}{output.hash.prefixed('base16')}:{output.path}"
            )
            fixed[name] = hashes.sha256_digest(text).hex()
        return Modulo(fixed, False)
    if written is None:
        written = Written(derivation)
    if written.by_hash is None:
        written.by_hash = _by_hash(derivation, inputs)
    by_hash, deferred = written.by_hash
    digits = hashes.sha256_digest(written.text(by_hash, mask)).hex()
    return Modulo(dict.fromkeys(outputs, digits), deferred or kind in (Floating, Impure))


def _by_hash(derivation: Derivation, inputs: Mapping[str, Modulo]) -> tuple[str, bool]:
    """The input derivations, each replaced by its hash modulo; whether one is provisional."""
    deferred = False
    by_hash: dict[str, set[str]] = {}
    for path, wanted in derivation.input_derivations.items():
        modulo = inputs[path]
        deferred = deferred or modulo.deferred
        for output_name in wanted.outputs:
            digits = modulo.hashes.get(output_name)
            if digits is None:
                raise StoreError(
                    f"no hash for output '{to_text(_first_unknown(derivation, inputs))}'"
                    f" of derivation '{to_text(derivation.name)}'"
                )
            names = by_hash.get(digits)
            if names is None:
                by_hash[digits] = {output_name}
            else:
                names.add(output_name)
    text = [f'("{digits}",{_quoted(sorted(by_hash[digits]))})' for digits in sorted(by_hash)]
    return ",".join(text), deferred


def _first_unknown(derivation: Derivation, inputs: Mapping[str, Modulo]) -> str:
    """The first output, in order, that an input is wanted for and does not have."""
    return next(
        name
        for path, wanted in sorted(derivation.input_derivations.items())
        for name in sorted(wanted.outputs)
        if name not in inputs[path].hashes
    )


def check_outputs(outputs: Mapping[str, Output]) -> type[Output]:
    """Their kind; raises StoreError unless these outputs can be those of one derivation."""
    kinds = set(map(type, outputs.values()))
    if not kinds:
        raise StoreError("must have at least one output")
    if len(kinds) > 1:
        raise StoreError("can't mix derivation output types")
    [kind] = kinds
    if kind is Fixed:
        if len(outputs) > 1:
            raise StoreError("only one fixed output is allowed for now")
        if "out" not in outputs:
            raise StoreError('single fixed output must be named "out"')
    if kind is Floating:
        algorithms = {output.algorithm for output in outputs.values() if type(output) is Floating}
        if len(algorithms) > 1:
            raise StoreError("all floating outputs must use the same hash algorithm")
    return kind


def fill_in_outputs(
    derivation: Derivation, inputs: Mapping[str, Modulo], store_dir: str
) -> Written:
    """Compute the paths of ``Deferred`` outputs, where the inputs allow it, into *derivation*."""
    written = Written(derivation)
    modulo = hash_modulo(derivation, inputs, mask=True, written=written)
    if not modulo.deferred:
        for name, output in derivation.outputs.items():
            if isinstance(output, Deferred):
                path = paths.output_path(name, modulo.hashes[name], derivation.name, store_dir)
                derivation.outputs[name] = InputAddressed(path)
                derivation.env[name] = path
    return written


# --- reading ------------------------------------------------------------------------


class _Reader:
    """A text being parsed, and how far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def expect(self, token: str) -> None:
        if not self.text.startswith(token, self.at):
            raise StoreError(f"expected string '{token}'")
        self.at += len(token)

    def string(self) -> str:
        self.expect('"')
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise StoreError("unterminated string in derivation")
        self.at = match.end()
        content = match[1]
        return _ESCAPE.sub(_unescape, content) if "\\" in content else content

    def path(self) -> str:
        path = self.string()
        _check_path(path)
        return path

    def end_of_list(self) -> bool:
        following = self.text[self.at : self.at + 1]
        if following == ",":
            self.at += 1
        elif following == "]":
            self.at += 1
            return True
        return False

    def strings(self) -> list[str]:
        self.expect("[")
        found = []
        while not self.end_of_list():
            found.append(self.string())
        return found


_STRING = re.compile(r'((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def _unescape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])


def _check_path(path: str) -> None:
    if not path.startswith("/"):
        raise StoreError(f"bad path '{to_text(path)}' in derivation")


def parse(text: str, name: str, store_dir: str) -> Derivation:
    """The derivation *name* that *text* spells.  Raises StoreError."""
    result = Derivation(name)
    reader = _Reader(text)
    reader.expect("D")
    versioned = reader.text.startswith("r", reader.at)
    if versioned:
        reader.expect("rvWithVersion(")
        version = reader.string()
        if version != "xp-dyn-drv":
            raise StoreError(f"Unknown derivation ATerm format version '{to_text(version)}'")
        reader.expect(",")
    elif reader.text.startswith("e", reader.at):
        reader.expect("erive(")
    else:
        raise StoreError("derivation does not start with 'Derive' or 'DrvWithVersion'")
    reader.expect("[")
    while not reader.end_of_list():
        reader.expect("(")
        output = reader.string()
        result.outputs[output] = _read_output(reader, store_dir)
    reader.expect(",[")
    while not reader.end_of_list():
        reader.expect("(")
        path = paths.parse_store_path(reader.path(), store_dir)
        reader.expect(",")
        result.input_derivations[path] = _read_inputs(reader, versioned)
        reader.expect(")")
    reader.expect(",")
    for source in reader.strings():
        _check_path(source)
        result.input_sources.add(paths.parse_store_path(source, store_dir))
    reader.expect(",")
    result.system = reader.string()
    reader.expect(",")
    result.builder = reader.string()
    reader.expect(",")
    result.args = reader.strings()
    reader.expect(",[")
    while not reader.end_of_list():
        reader.expect("(")
        variable = reader.string()
        reader.expect(",")
        value = reader.string()
        reader.expect(")")
        if variable == STRUCTURED:
            result.structured = value
        else:
            result.env[variable] = value
    reader.expect(")")
    return result


def check_readable(derivation: Derivation, store_dir: str) -> None:
    """Raise StoreError unless *derivation*, once written, would be read as it is.

    The system and the names of outputs are written without escapes; a store that
    reads what it is given, as C++ Nix's does, refuses what comes of that.
    """
    names = [derivation.system, *derivation.outputs]
    inputs = list(derivation.input_derivations.values())
    while inputs:
        one = inputs.pop()
        names += [*one.outputs, *one.dynamic]
        inputs += one.dynamic.values()
    if not any('"' in name or "\\" in name for name in names):
        return
    text = write(derivation)
    path = to_text(derivation.path(store_dir, text))
    try:
        same = parse(text, derivation.name, store_dir) == derivation
    except StoreError as error:
        raise StoreError(f"error parsing derivation '{path}': {error.message}") from None
    if not same:
        raise StoreError(f"derivation '{path}' would not be read as it was written")


def _read_output(reader: _Reader, store_dir: str) -> Output:
    fields = []
    for _ in range(3):
        reader.expect(",")
        fields.append(reader.string())
    reader.expect(")")
    path, kind, digits = fields
    if not kind:
        if not path:
            return Deferred()
        _check_path(path)
        return InputAddressed(paths.parse_store_path(path, store_dir))
    method: Method = "flat"
    for candidate, prefix in PREFIXES.items():
        if prefix and kind.startswith(prefix):
            method, kind = candidate, kind.removeprefix(prefix)
            break
    algorithm = hashes.parse_algorithm(kind, ("blake3-hashes",))
    if digits == "impure":
        if path:
            raise StoreError("impure derivation output should not specify output path")
        return Impure(method, algorithm)
    if digits:
        _check_path(path)
        return Fixed(method, hashes.parse_bare(digits, algorithm), path)
    if path:
        raise StoreError("content-addressing derivation output should not specify output path")
    return Floating(method, algorithm)


def _read_inputs(reader: _Reader, versioned: bool) -> Inputs:
    """Nesting is as deep as derivations that output derivations are: shallow."""
    if not versioned or reader.text.startswith("[", reader.at):
        return Inputs(set(reader.strings()))
    if not reader.text.startswith("(", reader.at):
        raise StoreError("invalid inputDrvs entry in derivation")
    reader.expect("(")
    result = Inputs(set(reader.strings()))
    reader.expect(",[")
    while not reader.end_of_list():
        reader.expect("(")
        output = reader.string()
        reader.expect(",")
        result.dynamic[output] = _read_inputs(reader, versioned)
        reader.expect(")")
    reader.expect(")")
    return result
