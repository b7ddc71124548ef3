"""Attacks on the sandbox: every way to name a file, from inside pure and restricted evaluation.

``jail/in`` is allowed; ``secret`` lies beside it.  No expression may give its content, nor
tell whether what it names there exists.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aionix
from aionix.filesystem import RealIO
from aionix.restricted import RestrictedIO

pytestmark = pytest.mark.anyio

SECRET = "S3CR3T"
REFUSED = (aionix.RestrictedPathError,)
#: Refused, or led nowhere: no file in the allowed tree has that name.
NOTHING = (
    aionix.RestrictedPathError,
    aionix.FileAccessError,
    aionix.ThrownError,
    aionix.MissingAttributeError,
    aionix.EvalError,
)


@pytest.fixture
def jail(tmp_path: Path) -> Iterator[Path]:
    inside = tmp_path / "jail" / "in"
    secret = tmp_path / "secret"
    (inside / "sub").mkdir(parents=True)
    secret.mkdir()
    (secret / "s.txt").write_text(SECRET)
    (secret / "s.nix").write_text(f'"{SECRET}"')
    (secret / "default.nix").write_text(f'"{SECRET}"')
    (inside / "ok.nix").write_text("1")
    (inside / "ok.txt").write_text("fine")
    (inside / "directory").symlink_to("../../secret")
    (inside / "file.nix").symlink_to("../../secret/s.nix")
    (inside / "absolute").symlink_to(secret / "s.txt")
    (inside / "proc").symlink_to(f"/proc/self/root{secret}")
    (inside / "twice").symlink_to("directory")
    (inside / "self").symlink_to("self")
    (inside / "here").symlink_to(".")
    (inside / "long").symlink_to("./" * 1000 + "../../secret")
    (inside / "sub" / "import.nix").write_text("import ../../../secret/s.nix")
    (inside / "sub" / "text.nix").write_text("builtins.readFile ../directory/s.txt")
    yield inside


PATHS = [
    "{secret}/s.txt",
    "{secret}/s.nix",
    "{secret}",
    "{jail}/../../secret/s.txt",
    "{jail}/sub/../../../secret/s.nix",
    "{jail}/directory/s.txt",
    "{jail}/directory",
    "{jail}/file.nix",
    "{jail}/absolute",
    "{jail}/proc/s.txt",
    "{jail}/twice/s.nix",
    "{jail}/here/here/directory/s.txt",
    "{jail}/long/s.txt",
    "{jail}/directory/../s.txt",
    "/proc/self/environ",
    "/proc/self/cmdline",
    "/proc/self/root{secret}/s.txt",
    "/proc/self/cwd/pyproject.toml",
    "/dev/stdin",
    "/dev/fd/0",
    "/etc/passwd",
    "/../../../../../../etc/passwd",
    "//{secret}//s.txt",
    "{jail}x/s.txt",
    "{jail}/sub/\\n../../../secret/s.txt",
]

#: Each reads the file ``@``, by every builtin and syntax that takes one.
READS = [
    'import (/. + "@")',
    'import "@"',
    'builtins.scopedImport { } "@"',
    'builtins.scopedImport { import = x: x; } (/. + "@")',
    'builtins.readFile "@"',
    'builtins.readFile (/. + "@")',
    'builtins.readFile ({ outPath = "@"; })',
    'builtins.readFile { __toString = self: "@"; }',
    'builtins.readDir "@"',
    'builtins.hashFile "sha256" "@"',
    'builtins.path { path = "@"; name = "x"; }',
    'builtins.path { path = "@"; name = "x"; recursive = false; }',
    'builtins.path { path = "@"; name = "x"; filter = path: type: true; }',
    'builtins.filterSource (path: type: true) (/. + "@")',
    'builtins.filterSource (path: type: true) "@"',
    'builtins.readFile (builtins.findFile [ { prefix = "x"; path = "@"; } ] "x")',
    'builtins.readFile (builtins.findFile [ { path = builtins.dirOf "@"; } ] (baseNameOf "@"))',
    'builtins.readFile (builtins.toPath "@")',
    'builtins.readFile (builtins.storePath "@")',
    'builtins.readFile "${/. + "@"}"',
    'builtins.readFile (/. + builtins.unsafeDiscardStringContext "@")',
    'builtins.readFile (builtins.appendContext "@" { })',
    'builtins.readFile (builtins.toFile "x" "y" + "/../../../..@")',
    'import (builtins.toFile "x.nix" "builtins.readFile \\"@\\"")',
    'builtins.fromJSON (builtins.readFile "@")',
    'builtins.fetchurl "file://@"',
    'builtins.fetchTarball "file://@"',
    'builtins.fetchGit "file://@"',
    'builtins.fetchMercurial "file://@"',
    'builtins.fetchTree { type = "path"; path = "@"; }',
    'builtins.getFlake "path:@"',
    'import <nix/fetchurl.nix> { url = "file://@"; }',
    'builtins.exec [ "cat" "@" ]',
    'builtins.importNative "@" "x"',
    '(import "${/. + "@"}")',
    'let __nixPath = [ { path = "@"; } ]; in builtins.readFile <s.txt>',
    'let __findFile = path: name: "@"; in builtins.readFile <x>',
]


def _evaluator(mode: str, jail: Path, **more: Any) -> aionix.Evaluator:
    settings: dict[str, Any] = {mode: True}
    return aionix.Evaluator(
        allowed_paths=[jail], emit=lambda line: None, cache=False, **settings, **more
    )


def _paths(jail: Path) -> list[str]:
    secret = jail.parent.parent / "secret"
    return [path.format(jail=jail, secret=secret) for path in PATHS]


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
@pytest.mark.parametrize("read", READS)
async def test_no_file_outside_is_read(mode: str, read: str, jail: Path) -> None:
    nix = _evaluator(mode, jail)
    for path in _paths(jail):
        text = read.replace("@", path)
        with pytest.raises(NOTHING) as caught:
            value = await nix.evaluate(text)
            # What becomes of a symlink is a store object: that symlink, and not what is there.
            assert SECRET not in str(value)
            assert isinstance(value, (str, dict)), text
            assert "/nix/store/" in str(value) or "outPath" in str(value), (text, value)
            raise aionix.EvalError("harmless")
        error = caught.value
        shown = error.message + "".join(frame.description for frame in error.trace)
        assert SECRET not in shown
        assert not isinstance(error, aionix.InternalError)


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
async def test_what_is_allowed_is_read(mode: str, jail: Path) -> None:
    nix = _evaluator(mode, jail)
    for name in ("ok.txt", "here/ok.txt", "sub/../ok.txt", "directory/../ok.txt"):
        assert await nix.evaluate(f'builtins.readFile "{jail}/{name}"') == "fine"
    assert await nix.evaluate(f"import {jail}/ok.nix") == 1
    assert await nix.evaluate(f'builtins.readFile "${{{jail}/ok.txt}}"') == "fine"


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
@pytest.mark.parametrize("file", ["sub/import.nix", "sub/text.nix"])
async def test_allowed_files_have_no_other_rights(mode: str, file: str, jail: Path) -> None:
    with pytest.raises(REFUSED):
        await _evaluator(mode, jail).evaluate(f"import {jail}/{file}")


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
@pytest.mark.parametrize(
    "ask",
    [
        'builtins.pathExists "@"',
        'builtins.pathExists "@/"',
        'builtins.pathExists (/. + "@")',
        '(builtins.tryEval (builtins.findFile [ { path = "@"; } ] "")).success',
    ],
)
async def test_existence_is_not_told(mode: str, ask: str, jail: Path) -> None:
    nix = _evaluator(mode, jail)
    secret = jail.parent.parent / "secret"
    for there, missing in (
        (f"{secret}/s.txt", f"{secret}/none"),
        (f"{jail}/directory/s.txt", f"{jail}/directory/none"),
        ("/etc/passwd", "/etc/none-such"),
    ):
        outcomes = []
        for path in (there, missing):
            try:
                outcomes.append(str(await nix.evaluate(ask.replace("@", path))))
            except aionix.NixError as error:
                outcomes.append(f"{type(error)} {error.message.replace(path, '@')}")
        first, second = (outcome.replace("s.txt", "none") for outcome in outcomes)
        assert first.replace("passwd", "none-such") == second


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
async def test_links_into_the_store_and_out_again(mode: str, jail: Path) -> None:
    nix = _evaluator(mode, jail)
    for text in (
        f'builtins.readFile "${{{jail}/file.nix}}"',
        f'import "${{{jail}/file.nix}}"',
        f'builtins.readFile "${{{jail}}}/directory/s.txt"',
        f'builtins.readFile (builtins.path {{ path = "{jail}"; name = "x"; }} + "/absolute")',
        f'builtins.readDir "${{{jail}}}/directory"',
    ):
        with pytest.raises((aionix.RestrictedPathError, aionix.FileAccessError)):
            await nix.evaluate(text)


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
async def test_store_objects_of_others(mode: str, jail: Path, tmp_path: Path) -> None:
    """Only what the evaluation itself added to the store can be read there."""
    store = tmp_path / "store"
    name = "0" * 32 + "-x"
    store.mkdir()
    (store / name).write_text(SECRET)
    nix = _evaluator(mode, jail, store_dir=str(store))
    for path in (f"{store}/{name}", f"{store}/{name}/", f"{store}", f"{store}/.links"):
        for read in ("builtins.readFile", "builtins.readDir", "import", "builtins.readFileType"):
            with pytest.raises(aionix.NixError) as caught:
                await nix.evaluate(f'{read} "{path}"')
            assert SECRET not in caught.value.message
    with pytest.raises(aionix.NixError):
        context = f'builtins.appendContext "{store}/{name}" {{ "{store}/{name}".path = true; }}'
        await nix.evaluate(f"builtins.readFile ({context})")
    made = 'builtins.toFile "x" "mine"'
    assert await nix.evaluate(f"builtins.readFile ({made})") == "mine"


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
async def test_odd_names(mode: str, jail: Path) -> None:
    nix = _evaluator(mode, jail)
    odd = [
        b"\xff\xfe",
        b"a" * 5000,
        b"a/" * 3000,
        b"..",
        b"...",
        b" ",
        b"\n",
        b"%s",
        b"$(id)",
        b"`id`",
        b"-rf",
        b"*",
    ]
    for name in odd:
        source = b'builtins.readFile (/. + "' + os.fsencode(jail) + b"/" + name + b'")'
        with pytest.raises(aionix.NixError) as caught:
            await nix.evaluate(source.decode("utf-8", "surrogateescape"))
        assert not isinstance(caught.value, aionix.InternalError)
    with pytest.raises(aionix.NixError):
        await nix.evaluate(f'builtins.readFile "{jail}/a\0/../../../secret/s.txt"')


async def test_no_environment_no_time(jail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "nixpkgs=/etc")
    monkeypatch.setenv("SECRET", SECRET)
    pure = _evaluator("pure_eval", jail)
    restricted = _evaluator("restrict_eval", jail)
    given = aionix.Evaluator(io=RestrictedIO(RealIO(), [str(jail)]))
    for nix in (pure, restricted, given):
        assert await nix.evaluate('builtins.getEnv "SECRET"') == ""
        assert await nix.evaluate('builtins.getEnv "HOME"') == ""
    for text in ("builtins.currentTime", "builtins.currentSystem", "~/x", "<nixpkgs>"):
        with pytest.raises(aionix.NixError):
            await pure.evaluate(text)
    assert await pure.evaluate("builtins.nixPath") == []
    assert await restricted.evaluate("builtins.nixPath") == []


@pytest.mark.parametrize("swap", ["file", "directory"])
async def test_a_symlink_put_there_after_the_check(
    swap: str, jail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking at a path and reading it, somebody replaces it, or a directory of it."""
    secret = jail.parent.parent / "secret"
    victim = jail / "victim"
    checked = RestrictedIO._checked

    async def swapped(self: RestrictedIO, path: str, *, last: bool = True) -> str:
        victim.mkdir()
        (victim / "s.txt").write_text("mine")
        resolved = await checked(self, path, last=last)
        (victim / "s.txt").unlink()
        if swap == "file":
            (victim / "s.txt").symlink_to(secret / "s.txt")
        else:
            victim.rmdir()
            victim.symlink_to(secret)
        return resolved

    def clear() -> None:
        if victim.is_symlink():
            victim.unlink()
        else:
            shutil.rmtree(victim)

    io = RestrictedIO(RealIO(), [str(jail)])
    monkeypatch.setattr(RestrictedIO, "_checked", swapped)
    file = f"{jail}/victim/s.txt"
    for attempt in (
        lambda: io.read_file(file),
        lambda: io.read_range(file, 0, 6),
        lambda: io.read_directory(file),
    ):
        with pytest.raises(aionix.FileAccessError):
            await attempt()
        clear()
    if swap == "directory":
        assert await io.kind(file) is None
        clear()
        with pytest.raises(aionix.FileAccessError):
            await io.file_status(file)


async def test_pipes_and_devices_do_not_block(jail: Path) -> None:
    os.mkfifo(jail / "pipe")
    nix = _evaluator("pure_eval", jail)
    assert await nix.evaluate(f"builtins.readFile {jail}/pipe") == ""
    assert await nix.evaluate(f"(builtins.readDir {jail}).pipe") == "unknown"
