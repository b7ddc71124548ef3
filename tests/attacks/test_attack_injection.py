"""Attacks on the generated code, on messages and on Python, by names and strings.

Names and strings of a program become constants and mangled identifiers, never text that
is parsed again; what comes out is data.
"""

from __future__ import annotations

import json
import keyword

import pytest

import aionix
from aionix.compile.names import RUNTIME_NAMES
from aionix.render import render_error

pytestmark = pytest.mark.anyio

NASTY = [
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "#",
    "${x}",
    "$${",
    "''",
    "%s%n%d",
    "{0}{a.__class__}",
    "{{}}",
    "__import__('os').system('id')",
    "'); raise SystemExit; ('",
    '"); raise SystemExit; ("',
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\u202eevil",
    "\u2028",
    "é",
    "\U0001f600",
    "ﬁ",  # NFKC: "fi"
    "",
    " ",
    "a b",
    "-",
    "0",
    "None",
    "self",
    "\x7f",
    "a" * 5000,
]

DUNDER = [
    "__class__",
    "__dict__",
    "__init__",
    "__globals__",
    "__builtins__",
    "__import__",
    "__await__",
    "__getattr__",
    "__reduce__",
    "__slots__",
    "__name__",
    "_cell",
    "_evaluator",
    "force",
    "python",
    "d",
    "pos",
]

#: Names that the generator or Python gives a meaning of its own.
COLLIDING = sorted(
    {
        *(name for name in RUNTIME_NAMES if name.isidentifier()),
        *(name for name in keyword.kwlist if name not in ("or", "assert", "with", "if", "else")),
        *("CTX", "UNIT", "main", "scope", "t", "f", "f1", "f2", "t1", "t2", "v1", "x1", "a", "b"),
        *("b_map", "b_foldl_prime", "_", "__", "__debug__", "print", "exec", "eval", "type_"),
        *DUNDER,
    }
    - {"in", "inherit", "let", "rec", "then"}
)


def quoted(text: str) -> str:
    """*text* as a Nix string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
    return '"' + escaped.replace("\r", "\\r") + '"'


@pytest.mark.parametrize("text", NASTY)
async def test_strings(text: str) -> None:
    nix = aionix.Evaluator(cache=False)
    name = quoted(text)
    assert await nix.evaluate(name) == text
    assert await nix.evaluate(f"{{ {name} = 1; }}") == {text: 1}
    assert await nix.evaluate(f"{{ {name} = 1; }}.{name}") == 1
    inner = f"{{ inherit ({{ {name} = 2; }}) {name}; }}"
    both = await nix.evaluate(f"{{ {name} = 1; inner = {inner}; }}")
    assert both == {text: 1, "inner": {text: 2}}
    assert await nix.evaluate(f"let {name} = 1; in {{ }} ? {name}") is False
    assert await nix.evaluate(f"{{ ${{{name}}} = 1; }}.${{{name}}} or 2") == 1
    assert await nix.evaluate(f"({{ {name} = x: x; }}).{name} {name}") == text
    assert json.loads(await nix.evaluate(f"builtins.toJSON {{ {name} = {name}; }}")) == {text: text}
    assert await nix.evaluate("v", variables={"v": {text: [text]}}) == {text: [text]}
    value = await nix.value(f"{{ {name} = {name}; }}")
    assert await value[text].python() == text
    assert await value.keys() == [text]


@pytest.mark.parametrize("text", NASTY)
async def test_messages(text: str) -> None:
    """Errors name what a program wrote; no control character reaches a terminal."""
    nix = aionix.Evaluator(cache=False)
    name = quoted(text)
    failing = [
        f"throw {name}",
        f"{{ }}.{name}",
        f"{{ {name} = throw {name}; }}.{name}",
        f"builtins.addErrorContext {name} (throw {name})",
        f"assert {name} == 1; 1",
        f"1 + {name}",
        f"builtins.getAttr {name} {{ }}",
        f"({{ a }}: a) {{ {name} = 1; }}",
        f"builtins.readFile (/nowhere + {name})",
        f"builtins.match {name} 1",
        f'builtins.fromJSON ("[" + {name})',
        f'builtins.fromTOML ("= " + {name})',
    ]
    for expression in failing:
        with pytest.raises(aionix.NixError) as caught:
            await nix.evaluate(expression)
        assert not isinstance(caught.value, aionix.InternalError), expression
        shown = render_error(caught.value, show_trace=True)
        assert "\x1b" not in shown
        assert "\x07" not in shown


@pytest.mark.parametrize("name", COLLIDING)
async def test_names_of_the_generator(name: str) -> None:
    nix = aionix.Evaluator(cache=False)
    for text, value in [
        (f"let {name} = 1; in {name}", 1),
        (f"let {name} = {name}2 + 1; {name}2 = 1; in [ {name} (x: {name}) ]", None),
        (f"({name}: {name} + 1) 1", 2),
        (f"({{ {name}, ... }}: {name}) {{ {name} = 1; }}", 1),
        (f"({{ {name} ? 7 }}: {name}) {{ }}", 7),
        (f"({{ ... }}@{name}: {name}.a) {{ a = 1; }}", 1),
        (f"(x: {name}: y: x + {name} + y) 1 2 3", 6),
        (f"rec {{ {name} = 1; a_ = {name}; }}.a_", 1),
        (f"with {{ {name}_ = 1; }}; {name}_", 1),
        (f"let inherit ({{ {name} = 1; }}) {name}; in {name}", 1),
        (f"let {name} = n: if n == 0 then 0 else {name} (n - 1); in {name} 100", 0),
        (f"let {name} = x: builtins.map (y: y + 1) [ x ]; in {name} 1", [2]),
        (f'let {name} = 1; in "${{toString {name}}}" + toString ({name} + 1)', "12"),
    ]:
        result = await nix.evaluate(text)
        if value is not None:
            assert result == value, text
    assert await nix.evaluate(f"{name} + 1", variables={name: 1}) == 2


@pytest.mark.parametrize("name", DUNDER)
async def test_attributes_are_no_python_attributes(name: str) -> None:
    nix = aionix.Evaluator(cache=False)
    value = await nix.value("{ a = 1; f = x: x; }")
    assert not await value.has(name)
    with pytest.raises(aionix.MissingAttributeError):
        await value[name]
    for wrong in ("a", "f"):
        with pytest.raises(aionix.NixTypeError):
            await value[wrong][name]
    assert await nix.evaluate(f'{{ "{name}" = 1; }}') == {name: 1}
    assert await nix.evaluate(f'x: x.{name} or "none"') is not None
    function = await nix.evaluate(f'x: x."{name}" or "none"')
    assert await function({"a": 1}) == "none"
    assert await function({name: 2}) == 2
    with pytest.raises(aionix.NixError):
        await nix.evaluate(f"builtins.{name} 1 2 3 4")


async def test_host_objects_stay_outside() -> None:
    """A program sees the values it was given, not the Python objects behind them."""

    class Secret(dict):  # type: ignore[type-arg]
        password = "secret"

    nix = aionix.Evaluator(
        builtins={"make": lambda x: Secret(a=x)}, cache=False, emit=lambda line: None
    )
    assert await nix.evaluate("builtins.attrNames (make 1)") == ["a"]
    assert await nix.evaluate('(make 1).password or "none"') == "none"
    with pytest.raises(aionix.NixError):
        await nix.evaluate("make.__globals__")
    assert await nix.evaluate("builtins.typeOf make") == "lambda"


@pytest.mark.parametrize("text", [text for text in NASTY if "\0" not in text and text])
async def test_names_of_files(text: str) -> None:
    """A file's name is in its code, its errors and its positions."""
    if text == "a" * 5000:
        text = "a" * 200
    directory = text.replace("/", "_")
    path = f"/dir/{directory}/x.nix"
    files = {path: "{ bad = 1 + true; here = __curPos.file; text = builtins.readFile ./t; }"}
    nix = aionix.Evaluator(
        io=aionix.MemoryIO({**files, f"/dir/{directory}/t": "text"}), cache=False
    )
    if directory.strip(".") == "":
        return
    value = await nix.value_file(path)
    assert await value["here"].python() == path
    assert await value["text"].python() == "text"
    with pytest.raises(aionix.NixError) as caught:
        await value["bad"]
    assert caught.value.position is not None
    assert caught.value.position.source.path is not None
    assert "\x1b" not in render_error(caught.value, show_trace=True)


async def test_names_of_texts() -> None:
    nix = aionix.Evaluator(cache=False)
    for name in NASTY:
        with pytest.raises(aionix.NixError) as caught:
            await nix.evaluate("1 + true", name=name)
        assert str(caught.value.position).startswith(name)


@pytest.mark.parametrize("bad", ["a b", "1a", "", "a;b", "a=1;b", "or", "${x}", '"', "a\n", "é"])
async def test_names_of_variables_are_identifiers(bad: str) -> None:
    nix = aionix.Evaluator(cache=False)
    with pytest.raises(ValueError):
        await nix.evaluate("1", variables={bad: 1})
    with pytest.raises(ValueError):
        aionix.Evaluator(builtins={bad: 1})


async def test_programs_share_code_but_no_values() -> None:
    """The code of one text, used by evaluators with other variables, files and builtins."""
    text = "[ x (secret 1) (builtins.readFile /f) ]"
    results = []
    for number in range(3):
        nix = aionix.Evaluator(
            io=aionix.MemoryIO({"/f": f"file {number}"}),
            builtins={"secret": lambda _, number=number: f"builtin {number}"},
            cache=False,
        )
        results.append(await nix.evaluate(text, variables={"x": number}))
    assert results == [[n, f"builtin {n}", f"file {n}"] for n in range(3)]
