"""Structured attributes: JSON that holds more than Nix values, or less."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aionix.errors import NixError, StoreError
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix_builtins.normalise import normalise
from aionix_builtins.structured import join_members


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('{"b": 1, "a": [ ]}', '{"a":[],"b":1}'),
        ('{"a": 18446744073709551615}', '{"a":18446744073709551615}'),
        ('{"a": 18446744073709551616}', '{"a":1.8446744073709552e+19}'),
        ('{"a": -9223372036854775808}', '{"a":-9223372036854775808}'),
        ('{"a": -9223372036854775809}', '{"a":-9.223372036854776e+18}'),
        ('{"\\u0000": "\\u0000\\u001f"}', '{"\\u0000":"\\u0000\\u001f"}'),
        ('{"a": 1, "a": 2}', '{"a":2}'),
    ],
)
def test_normalise(text: str, written: str) -> None:
    assert normalise(text) == written


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
)


@given(st.dictionaries(st.text(max_size=3), JSON))
def test_normalised_is_the_same(value: dict[str, object]) -> None:
    text = json.dumps(value, indent=1).encode().decode("latin-1")
    again = normalise(text).encode("latin-1").decode()
    assert json.loads(again) == value
    assert normalise(normalise(text)) == normalise(text)


def test_first_fault_in_order_is_reported() -> None:
    members = {"a": '"é"', "b\xff": "1", "c": '"\xfe"'}
    faults: dict[str, list[str]] = {"a": [], "b\xff": [], "c": ["wrong"]}
    with pytest.raises(StoreError) as caught:
        join_members(members, faults)
    assert "incomplete UTF-8" in caught.value.message or "invalid UTF-8" in caught.value.message
    del members["b\xff"]
    with pytest.raises(StoreError) as caught:
        join_members(members, faults)
    assert caught.value.message == "wrong"


BASE = 'name = "a"; builder = "b"; system = "s"; __structuredAttrs = true;'
LATIN = 'builtins.substring 0 1 "é"'


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("attrs", "message"),
    [
        (f"x = {LATIN};", "incomplete UTF-8 string; last byte: 0xC3"),
        (f'x = [ {{ "${{{LATIN}}}" = 1; }} ];', "incomplete UTF-8 string; last byte: 0xC3"),
        (f'${{{LATIN} + "a"}} = 1;', "invalid UTF-8 byte at index 1: 0x61"),
        # Errors of evaluation come first, though met later.
        (f'a = {LATIN}; b = throw "later";', "later"),
    ],
)
async def test_not_utf8(attrs: str, message: str) -> None:
    nix = Evaluator(io=MemoryIO({}))
    with pytest.raises(NixError) as caught:
        await nix.evaluate(f"(derivation {{ {BASE} {attrs} }}).drvPath")
    assert caught.value.message.removeprefix("[json.exception.type_error.316] ") == message
