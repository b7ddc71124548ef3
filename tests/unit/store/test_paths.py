"""Store paths: their names, and how they are made."""

from __future__ import annotations

import pytest

from aionix.errors import StoreError
from aionix.store import paths
from aionix.store.hashes import Hash, sha256

STORE = "/nix/store"
PATH = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"


@pytest.mark.parametrize("name", ["a", ".a", "a.b", "...", ".a-b", "a" * 211, "0+_?=.-"])
def test_good_names(name: str) -> None:
    paths.check_name(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "name must not be empty"),
        ("a" * 212, f"name '{'a' * 212}' must be no longer than 211 characters"),
        (".", "name '.' is not valid"),
        ("..", "name '..' is not valid"),
        (".-a", "name '.-a' is not valid: first dash-separated component must not be '.'"),
        ("..-a", "name '..-a' is not valid: first dash-separated component must not be '..'"),
        ("a b", "name 'a b' contains illegal character ' '"),
        ("a/b", "name 'a/b' contains illegal character '/'"),
        ("a\n", "name 'a\n' contains illegal character '\n'"),
    ],
)
def test_bad_names(name: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        paths.check_name(name)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/tmp/x", 'path "/tmp/x" is not in the Nix store'),
        ("/nix/store/a", "'a' is too short to be a valid store path"),
        (
            "/nix/store/e9ldjc53ry43x24hvq73jx7dx0489mhj-a",
            "store path 'e9ldjc53ry43x24hvq73jx7dx0489mhj-a' contains illegal base-32"
            " character 'e'",
        ),
        (
            "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a b",
            "path 'l9ldjc53ry43x24hvq73jx7dx0489mhj-a b' is not a valid store path:"
            " name 'a b' contains illegal character ' '",
        ),
    ],
)
def test_bad_paths(path: str, message: str) -> None:
    with pytest.raises(StoreError) as caught:
        paths.parse_store_path(path, STORE)
    assert caught.value.message == message
    assert not paths.is_store_path(path, STORE)


def test_parts() -> None:
    assert paths.is_store_path(PATH, STORE)
    assert paths.name_of(PATH) == "a.drv"
    assert paths.hash_part(PATH) == "l9ldjc53ry43x24hvq73jx7dx0489mhj"
    assert paths.split_store_path(PATH + "/x/y", STORE) == (PATH, "/x/y")
    assert paths.split_store_path(PATH, STORE) == (PATH, "")
    assert paths.is_derivation(PATH)


def test_compress_hash() -> None:
    assert paths.compress_hash(bytes([1, 2, 3, 4, 5]), 2) == bytes([1 ^ 3 ^ 5, 2 ^ 4])
    assert paths.compress_hash(b"", 3) == bytes(3)


# Made by C++ Nix: nix-store --print-fixed-path, builtins.toFile, placeholder.
MD5 = Hash("md5", bytes.fromhex("d41d8cd98f00b204e9800998ecf8427e"))
SHA256 = sha256("")


def test_fixed_paths(oracle_paths: dict[str, str]) -> None:
    made = {
        "flat sha256": paths.fixed_path("a", "flat", SHA256, STORE),
        "recursive sha256": paths.fixed_path("a", "nar", SHA256, STORE),
        "flat md5": paths.fixed_path("a", "flat", MD5, STORE),
        "recursive md5": paths.fixed_path("a", "nar", MD5, STORE),
        "text": paths.text_path("a", sha256("x"), [], STORE),
        "text with references": paths.text_path(
            "b", sha256("y"), [paths.text_path("a", sha256("x"), [], STORE)], STORE
        ),
        "placeholder out": paths.placeholder("out"),
        "placeholder dev": paths.placeholder("dev"),
    }
    assert made == oracle_paths


@pytest.fixture
def oracle_paths() -> dict[str, str]:
    return {
        "flat sha256": "/nix/store/fv16lcs3lf0l78jdd486kp1p9rp2nniz-a",
        "recursive sha256": "/nix/store/vvg4vb767vrnsqhb7ih58v4a5gq4iyy4-a",
        "flat md5": "/nix/store/c0i753lgas6l3m3d9c1m4zk1ngr3w062-a",
        "recursive md5": "/nix/store/kqygk1zq0v3772ml01fwf915f0az3l9r-a",
        "text": "/nix/store/12wigjpizrn8axaqxj288q1b751qmwya-a",
        "text with references": "/nix/store/h1rnvgm94c7pwx4bab4r01h1dz91jhqp-b",
        "placeholder out": "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9",
        "placeholder dev": "/02qcpld1y6xhs5gz9bchpxaw0xdhmsp5dv88lh25r2ss44kh8dxz",
    }


def test_git_needs_a_git_hash() -> None:
    with pytest.raises(StoreError, match="Git file ingestion must use SHA-1 or SHA-256 hash"):
        paths.fixed_path("a", "git", MD5, STORE)


def test_texts_need_sha256() -> None:
    """C++ Nix ends itself here."""
    with pytest.raises(StoreError, match="must use SHA-256, but instead using: md5"):
        paths.fixed_path("a", "text", MD5, STORE)


def test_illegal_name_shows_the_path() -> None:
    with pytest.raises(StoreError, match=r"path '[0-9a-z]{32}-a b' is not a valid store path"):
        paths.text_path("a b", sha256(""), [], STORE)
