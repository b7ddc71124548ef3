"""Derivations against those that C++ Nix wrote (derivations.json, see record.py)."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aionix.errors import StoreError
from aionix.filesystem import MemoryIO
from aionix.store.derivation import (
    Deferred,
    Derivation,
    Fixed,
    Floating,
    Impure,
    InputAddressed,
    Inputs,
    Output,
    Written,
    check_readable,
    fill_in_outputs,
    hash_modulo,
    parse,
    quote,
    write,
)
from aionix.store.evaluation import EvalStore
from aionix.store.hashes import sha256
from aionix.store.memory import MemoryStore
from aionix.store.paths import fixed_path, name_of

STORE = "/nix/store"
RECORDED: dict[str, str] = json.loads((Path(__file__).parent / "derivations.json").read_text())
FIXED = Fixed("flat", sha256(""), "/nix/store/x")
PATHS = sorted(RECORDED, key=name_of)


def load(path: str) -> Derivation:
    return parse(RECORDED[path], name_of(path).removesuffix(".drv"), STORE)


def store(texts: dict[str, str] = RECORDED) -> EvalStore:
    """A store beside one that holds *texts*."""
    files = {path: text.encode("latin-1") for path, text in texts.items()}
    return EvalStore(MemoryStore(STORE, MemoryIO(files)))


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_text_and_path(path: str) -> None:
    derivation = load(path)
    assert write(derivation) == RECORDED[path]
    assert derivation.path(STORE) == path


@pytest.mark.anyio
@pytest.mark.parametrize("path", PATHS, ids=name_of)
async def test_output_paths(path: str) -> None:
    """Taken out of the derivation, the paths of its outputs are found again."""
    recorded = load(path)
    bare = deepcopy(recorded)
    for name, output in recorded.outputs.items():
        if isinstance(output, InputAddressed):
            bare.outputs[name] = Deferred()
            bare.env[name] = ""
        elif isinstance(output, Fixed):
            made = fixed_path(recorded.name, output.method, output.hash, STORE)
            assert made == output.path == recorded.env[name]
    known = store()
    inputs = {p: await known.modulo(p) for p in recorded.input_derivations}
    written = fill_in_outputs(bare, inputs, STORE)
    assert bare == recorded
    assert write(bare, written=written) == RECORDED[path]
    assert hash_modulo(bare, inputs, written=written) == hash_modulo(recorded, inputs)


@pytest.mark.anyio
async def test_adding_gives_the_recorded_paths() -> None:
    known = store()
    for path in PATHS:
        assert await known.add_derivation(load(path)) == path


def test_all_kinds_are_recorded() -> None:
    kinds = {type(output) for path in PATHS for output in load(path).outputs.values()}
    assert kinds == {InputAddressed, Fixed, Floating, Impure, Deferred}
    assert any(load(path).structured is not None for path in PATHS)
    inputs = [i for path in PATHS for i in load(path).input_derivations.values()]
    assert any(one.dynamic for one in inputs)


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\0")))
def test_strings(string: str) -> None:
    derivation = Derivation("a", builder=string, args=[string, ""], env={string or "x": string})
    if string == "__json":
        return
    assert parse(write(derivation), "a", STORE) == derivation
    assert quote(string)[1:-1].count('"') == string.count('"')


NAMES = st.text('!"A[ab', min_size=1, max_size=3)


@given(st.sets(NAMES, min_size=1), st.dictionaries(NAMES, NAMES), st.booleans())
def test_what_texts_have_in_common(outputs: set[str], env: dict[str, str], blank: bool) -> None:
    """Variables stay in order however outputs are called, and whether they were there or not."""
    derivation = Derivation("a", {name: InputAddressed("/" + name) for name in outputs}, env=env)
    written = Written(derivation)
    assert write(derivation, mask=True, written=written) == write(derivation, mask=True)
    derivation.outputs = {name: InputAddressed("/new" + name) for name in outputs}
    derivation.env |= {name: "/new" + name for name in outputs if blank or name in env}
    text = write(derivation, written=written)
    assert text == write(derivation)
    variables = "".join(f"({quote(name)},{quote(derivation.env[name])})" for name in sorted(env))
    assert text.endswith(f"[{variables.replace(')(', '),(')}])")


def test_structured_attributes_are_kept_apart() -> None:
    derivation = Derivation("a", env={"out": ""}, structured='{"a":1}')
    text = write(derivation)
    assert '("__json","{\\"a\\":1}")' in text
    assert parse(text, "a", STORE) == derivation
    with pytest.raises(StoreError, match="Cannot have an environment variable named '__json'"):
        write(Derivation("a", env={"__json": ""}))


def test_mask_leaves_outputs_blank() -> None:
    derivation = Derivation("a", {"out": InputAddressed("/p")}, env={"out": "/p", "x": "/p"})
    assert (
        write(derivation, mask=True)
        == 'Derive([("out","","","")],[],[],"","",[],[("out",""),("x","/p")])'
    )


def test_unknown_output() -> None:
    user = Derivation("user", {"out": Deferred()}, {"/d.drv": Inputs({"dev"})})
    known = hash_modulo(Derivation("d", {"out": Deferred()}), {})
    with pytest.raises(StoreError) as caught:
        hash_modulo(user, {"/d.drv": known})
    assert caught.value.message == "no hash for output 'dev' of derivation 'user'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected string 'D'"),
        ("D", "derivation does not start with 'Derive' or 'DrvWithVersion'"),
        ("Derive([", "expected string '('"),
        ('Derive([("out","","")', "expected string ','"),
        ('Derive([("out","x","","")],[],[],"","",[],[])', "bad path 'x' in derivation"),
        ('Derive([],[],["x"],"","",[],[])', "bad path 'x' in derivation"),
        ('Derive([],[],[],"abc', "unterminated string in derivation"),
        (
            'DrvWithVersion("odd",[],[],[],"","",[],[])',
            "Unknown derivation ATerm format version 'odd'",
        ),
        (
            'Derive([("out","/nix/store/x","r:sha256","")],[],[],"","",[],[])',
            "content-addressing derivation output should not specify output path",
        ),
        (
            'Derive([("out","/nix/store/x","r:sha256","impure")],[],[],"","",[],[])',
            "impure derivation output should not specify output path",
        ),
    ],
)
def test_malformed(text: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        parse(text, "a", STORE)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ({}, "must have at least one output"),
        ({"out": FIXED, "dev": FIXED}, "only one fixed output is allowed for now"),
        ({"dev": FIXED}, 'single fixed output must be named "out"'),
        ({"out": FIXED, "dev": Deferred()}, "can't mix derivation output types"),
        (
            {"out": Floating("nar", "sha256"), "dev": Floating("nar", "sha1")},
            "all floating outputs must use the same hash algorithm",
        ),
    ],
)
def test_outputs_that_do_not_go_together(outputs: dict[str, Output], message: str) -> None:
    with pytest.raises(StoreError) as caught:
        hash_modulo(Derivation("a", outputs), {})
    assert caught.value.message == message


def test_what_is_written_can_be_read() -> None:
    """The system and the names of outputs have no escapes."""
    for odd in ['x"', "x\\", 'x","b",[],[])']:
        for derivation in (
            Derivation("a", {"out": Deferred()}, system=odd),
            Derivation("a", {odd: Floating("nar", "sha256")}),
            Derivation("a", {"out": Deferred()}, {PATHS[0]: Inputs(dynamic={odd: Inputs()})}),
        ):
            with pytest.raises(StoreError, match=r"error parsing derivation|would not be read"):
                check_readable(derivation, STORE)
    check_readable(Derivation("a", {"out": Deferred()}, system="a\n", builder='"'), STORE)


def test_deep_inputs_need_no_stack() -> None:
    """Ten thousand derivations, each needing the one before, read from a store."""
    import anyio

    texts: dict[str, str] = {}
    path = None
    for number in range(10_000):
        derivation = Derivation(str(number), {"out": Deferred()}, env={"out": ""})
        if path is not None:
            derivation.input_derivations[path] = Inputs({"out"})
        text = write(derivation)
        path = derivation.path(STORE, text)
        texts[path] = text

    assert path is not None
    modulo = anyio.run(store(texts).modulo, path)
    assert not modulo.deferred
