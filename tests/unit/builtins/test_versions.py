"""Versions: components that are very long, and where the order is odd."""

from __future__ import annotations

from itertools import pairwise

import pytest
from handmade import call

pytestmark = pytest.mark.anyio


async def test_order() -> None:
    ordered = ["pre", "", "99999999999", "a", "b", "0", "1", "2", "10", "2147483647"]
    for older, newer in pairwise(ordered):
        assert await call("compareVersions", older, newer) == -1
        assert await call("compareVersions", newer, older) == 1
    assert await call("compareVersions", "1.0", "1.00") == 0
    assert await call("compareVersions", "1.0pre1", "1.0") == -1


async def test_long_versions() -> None:
    digits = "9" * 100_000
    assert await call("compareVersions", digits, digits + "9") == -1
    assert await call("compareVersions", "0" * 100_000 + "1", "1") == 0
    assert len(await call("splitVersion", "1." * 100_000)) == 100_000
    assert await call("compareVersions", "1." * 100_000 + "1", "1." * 100_000 + "2") == -1


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("nix-2.34", "nix", "2.34"),
        ("--", "", "-"),
        ("a-", "a-", ""),
        ("a--b", "a", "-b"),
        ("a-b-1", "a-b", "1"),
    ],
)
async def test_package_names(text: str, name: str, version: str) -> None:
    parsed = await call("parseDrvName", text)
    assert parsed.d == {"name": name, "version": version}
