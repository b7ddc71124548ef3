"""The cache of compiled code: what a warm start does, what keys it, whom it trusts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import aionix
from aionix.code_cache import CodeCache, default_directory
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.loader import COMPILATIONS, SHARED, Recent, compiler_digest
from aionix.source import SourceFile
from aionix.syntax import symbols
from aionix.unsaved import UNSAVED

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes")

FILES = {
    "/a/default.nix": """
      let
        inherit (import ./lib.nix) add twice;
        name = "v";
        s = "${name}-${toString 1}";
      in { sum = add 1 2; list = twice [ ./lib.nix ]; path = ./. + "/x"; inherit s; }
    """,
    "/a/lib.nix": "{ add = a: b: a + b; twice = l: l ++ l; fail = { x }: x.y; }",
    "/a/warn.nix": "with { or = 1; }; [ (x: x) or ]",
}
EXPECTED = {
    "sum": 3,
    "list": [PurePosixPath("/a/lib.nix"), PurePosixPath("/a/lib.nix")],
    "path": PurePosixPath("/a/x"),
    "s": "v-1",
}


def evaluator(directory: Path, files: Mapping[str, Any] = FILES, **options: Any) -> Evaluator:
    return Evaluator(io=MemoryIO(files, home=options.pop("home", None)), cache=directory, **options)


def entries(directory: Path) -> list[Path]:
    return sorted((directory / "code").iterdir())


@pytest.fixture
def new_process(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the next evaluation start like one in a new process; with *warm*, it may compile
    no files."""

    compile_source = Evaluator.compilation

    def compiles(self: Evaluator, source: SourceFile, *args: Any) -> Any:
        assert source.path is None, "a warm start compiled a file"
        return compile_source(self, source, *args)

    def start(warm: bool = True) -> None:
        UNSAVED.save(everything=True)
        SHARED.clear()
        COMPILATIONS.clear()
        symbols.reset()
        monkeypatch.setattr(Evaluator, "compilation", compiles if warm else compile_source)

    return start


def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is compiled from now on."""
    names: list[str] = []
    compile_source = Evaluator.compilation

    def counting(self: Evaluator, source: Any, *args: Any) -> Any:
        names.append(source.name)
        return compile_source(self, source, *args)

    monkeypatch.setattr(Evaluator, "compilation", counting)
    return names


# --- warm starts ----------------------------------------------------------------------


@pytest.mark.anyio
async def test_warm_start_compiles_nothing(
    tmp_path: Path, new_process: Callable[..., None]
) -> None:
    assert await evaluator(tmp_path).evaluate_file("/a") == EXPECTED
    files = entries(tmp_path)
    assert len(files) == 2
    new_process()
    assert await evaluator(tmp_path).evaluate_file("/a") == EXPECTED
    assert entries(tmp_path) == files


@pytest.mark.anyio
async def test_symbols_are_numbered_alike(tmp_path: Path, new_process: Callable[..., None]) -> None:
    new_process(warm=False)
    await evaluator(tmp_path).evaluate_file("/a")
    cold = list(symbols.order)
    new_process()
    await evaluator(tmp_path).evaluate_file("/a")
    assert list(symbols.order) == cold


@pytest.mark.anyio
async def test_errors_are_explained_alike(tmp_path: Path, new_process: Callable[..., None]) -> None:
    text = "(import ./lib.nix).fail { x = { }; }"
    shown = []
    for warm in (False, True):
        new_process(warm=warm)
        nix = evaluator(tmp_path)
        with pytest.raises(aionix.MissingAttributeError) as caught:
            await nix.evaluate(text, base="/a")
        shown.append((str(caught.value), [str(line) for line in caught.value.trace]))
        assert await nix.evaluate("(import ./lib.nix).add 1 2", base="/a") == 3
        function = await nix.value_of(SourceFile("«string»", "(import ./lib.nix).add", base="/a"))
        assert function.info.e2.__code__.co_filename == "/a/lib.nix"
    assert shown[0] == shown[1]
    assert len(entries(tmp_path)) == 1


@pytest.mark.anyio
async def test_warnings_are_given_again(tmp_path: Path, new_process: Callable[..., None]) -> None:
    lines: list[list[str]] = []
    for warm in (False, True, True):
        new_process(warm=warm)
        lines.append([])
        await evaluator(tmp_path, emit=lines[-1].append).value_file("/a/warn.nix")
    assert lines[0] == lines[1] == lines[2]
    assert "This expression uses `or` as an identifier" in lines[0][0]


def test_process_imports_no_compiler(tmp_path: Path) -> None:
    """A warm process has no use for the parser or the compiler."""
    (tmp_path / "a.nix").write_text("let f = x: x + 1; in f 1")
    code = """
import sys, anyio
from aionix.evaluator import Evaluator
async def main():
    print(await Evaluator(cache=sys.argv[1]).evaluate_file(sys.argv[2]))
anyio.run(main)
print(*[m for m in sys.modules if m.startswith(("aionix.compile", "aionix.syntax"))])
"""
    outputs = []
    for _ in range(2):
        command = [sys.executable, "-c", code, str(tmp_path / "cache"), str(tmp_path / "a.nix")]
        environ = {**os.environ, "PYTHONPATH": f"{ROOT}/evaluator{os.pathsep}{ROOT}/builtins"}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        outputs.append(done.stdout.splitlines())
    assert [lines[0] for lines in outputs] == ["2", "2"]
    assert "aionix.compile.unit" in outputs[0][1]
    known = {"aionix.compile", "aionix.compile.names", "aionix.compile.program"}
    known |= {"aionix.syntax", "aionix.syntax.symbols"}
    assert set(outputs[1][1].split()) == known


@pytest.mark.anyio
async def test_evaluators_share_code(monkeypatch: pytest.MonkeyPatch) -> None:
    names = compilations(monkeypatch)
    for _ in range(3):
        nix = Evaluator(io=MemoryIO(FILES), cache=False)
        assert await nix.evaluate_file("/a") == EXPECTED
        assert await nix.evaluate("1 + x", variables={"x": 1}) == 2
    assert names == ["/a/default.nix", "/a/lib.nix", "«string»"]


@pytest.mark.anyio
async def test_texts_are_not_written(tmp_path: Path) -> None:
    assert await evaluator(tmp_path).evaluate("1 + 1") == 2
    assert not (tmp_path / "code").exists()


@pytest.mark.anyio
async def test_compile_observers_see_everything(tmp_path: Path) -> None:
    class Seen(aionix.CompileObserver):
        names: tuple[str, ...] = ()

        def compiled(self, source: Any, unit: Any) -> None:
            self.names += (source.name,)

    for _ in range(2):
        seen = Seen()
        nix = evaluator(tmp_path, compile_observer=seen)
        assert await nix.evaluate("(import /a).sum + 1") == 4
        assert await nix.evaluate("(import /a).sum + 1") == 4
        assert seen.names == ("«string»", "/a/default.nix", "/a/lib.nix", "«string»")


# --- what a program depends on --------------------------------------------------------


@pytest.mark.anyio
async def test_same_text_elsewhere(tmp_path: Path, new_process: Callable[..., None]) -> None:
    """Where a file lies changes its paths and its traces, not its code."""
    await evaluator(tmp_path).evaluate_file("/a")
    moved = {name.replace("/a/", "/b/c/"): text for name, text in FILES.items()}
    new_process()
    found = await evaluator(tmp_path, moved).evaluate_file("/b/c")
    assert found["list"] == [PurePosixPath("/b/c/lib.nix")] * 2
    assert found["path"] == PurePosixPath("/b/c/x")


@pytest.mark.anyio
async def test_relative_paths(tmp_path: Path, new_process: Callable[..., None]) -> None:
    text = '{ l = [ ./a ../b /c/d ./${x}/y ../. ./a ]; f = { p ? ./q }: p; i = "./${x}"; }'
    text = f'let x = "1"; in {text}'
    expected = ["{0}/a", "{1}/b", "/c/d", "{0}/1/y", "{1}", "{0}/a"]
    for base, above in (("/r/s", "/r"), ("/t", "")):
        nix = evaluator(tmp_path, {f"{base}/f.nix": text})
        found = await nix.evaluate(f"map toString (import {base}/f.nix).l")
        assert found == [p.format(base, above) or "/" for p in expected]
        found = await nix.evaluate(f"toString ((import {base}/f.nix).f {{ }})")
        assert found == f"{base}/q"
        assert await nix.evaluate(f"(import {base}/f.nix).i") == "./1"
        new_process()


@pytest.mark.anyio
async def test_paths_in_messages(tmp_path: Path) -> None:
    """The text of an assertion names paths in full: such code is not taken elsewhere."""
    for base in ("/a", "/b"):
        nix = evaluator(tmp_path, {f"{base}/f.nix": "assert ./x == ./y; 1"})
        with pytest.raises(aionix.AssertionFailedError) as caught:
            await nix.evaluate_file(f"{base}/f.nix")
        assert any(f"({base}/x == {base}/y)" in line.description for line in caught.value.trace)


@pytest.mark.anyio
async def test_home(tmp_path: Path, new_process: Callable[..., None]) -> None:
    files = {"/f.nix": "toString ~/x"}
    for home in ("/home/a", "/home/b"):
        assert await evaluator(tmp_path, files, home=home).evaluate_file("/f.nix") == f"{home}/x"
    new_process()
    assert await evaluator(tmp_path, files, home="/home/b").evaluate_file("/f.nix") == "/home/b/x"
    new_process(warm=False)
    nix = evaluator(tmp_path, files, home="/home/b", pure_eval=True, allowed_paths=["/"])
    with pytest.raises(aionix.NixSyntaxError, match="pure mode"):
        await nix.evaluate_file("/f.nix")


@pytest.mark.anyio
async def test_keys(tmp_path: Path) -> None:
    """The builtins, the features and the names given at run time change the code."""
    files = {"/f.nix": "thing", "/pipe.nix": "1 |> (x: x + 1)", "/scoped.nix": "toString 1"}
    for value in (1, 2):
        nix = evaluator(tmp_path, files, builtins={"thing": value})
        assert await nix.evaluate_file("/f.nix") == value
    with pytest.raises(aionix.UndefinedVariableError):
        await evaluator(tmp_path, files).evaluate_file("/f.nix")

    features = ["pipe-operators"]
    nix = evaluator(tmp_path, files, experimental_features=features)
    assert await nix.evaluate_file("/pipe.nix") == 2
    with pytest.raises(aionix.UnsupportedFeatureError):
        await evaluator(tmp_path, files).evaluate_file("/pipe.nix")

    nix = evaluator(tmp_path, files)
    assert await nix.evaluate_file("/scoped.nix") == "1"
    scoped = "scopedImport { toString = x: x + 1; } /scoped.nix"
    assert await nix.evaluate(scoped) == 2
    assert await evaluator(tmp_path, files).evaluate(scoped) == 2


@pytest.mark.anyio
@pytest.mark.parametrize("first", ["", "[ (x: x.b) (x: x.a) ]"])
async def test_order_of_aliases(
    tmp_path: Path, first: str, new_process: Callable[..., None]
) -> None:
    """Which alias of a cycle is found first depends on the names seen before."""
    files = {"/f.nix": "let a = b; b = a; in a", "/first.nix": first or "1"}

    async def failure(cache: Path) -> str:
        nix = evaluator(cache, files)
        await nix.value_file("/first.nix")
        with pytest.raises(aionix.InfiniteRecursionError) as caught:
            await nix.evaluate_file("/f.nix")
        return f"{caught.value} {[str(line) for line in caught.value.trace]}"

    new_process(warm=False)
    await failure(tmp_path / "other")  # with the names in one order
    symbols.reset()
    symbols.see(["b", "a"])
    SHARED.clear()
    warm = await failure(tmp_path / "other")
    symbols.reset()
    symbols.see(["b", "a"])
    SHARED.clear()
    assert warm == await failure(tmp_path / "empty")


def test_compiler_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = compiler_digest()
    assert digest == compiler_digest()
    monkeypatch.setattr(sys, "version", "another")
    assert digest != compiler_digest()
    monkeypatch.undo()
    monkeypatch.setattr(os, "listdir", lambda path: [])
    assert digest != compiler_digest()


# --- the files ------------------------------------------------------------------------


def damaged(data: bytes) -> list[bytes]:
    """What may become of a file."""
    places = (0, 8, 39, 40, 60, len(data) - 1)
    flipped = [bytes([*data[:i], data[i] ^ 1, *data[i + 1 :]]) for i in places]
    cut = [data[:7], data[:40], data[:-1]]
    return [b"", b"garbage", data + b"x", bytes(len(data)), *cut, *flipped]


def test_damage_is_noticed(tmp_path: Path) -> None:
    cache = CodeCache(str(tmp_path))
    cache.write("k", b"content" * 10)
    (file,) = entries(tmp_path)
    data = file.read_bytes()
    for broken in damaged(data):
        file.write_bytes(broken)
        assert cache.read("k") is None
        cache.write("k", b"content" * 10)
        assert bytes(cache.read("k") or b"") == b"content" * 10
    file.rename(file.with_name("j"))
    assert cache.read("j") is None, "a file under the name of another"


@pytest.mark.anyio
async def test_damage_means_compiling(tmp_path: Path, new_process: Callable[..., None]) -> None:
    await evaluator(tmp_path).evaluate_file("/a")
    for file in entries(tmp_path):
        file.write_bytes(file.read_bytes()[:-3])
    new_process(warm=False)
    assert await evaluator(tmp_path).evaluate_file("/a") == EXPECTED
    new_process()
    assert await evaluator(tmp_path).evaluate_file("/a") == EXPECTED


@posix
def test_files_that_others_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = CodeCache(str(tmp_path))
    cache.write("k", b"x")
    (file,) = entries(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    for mode in (0o606, 0o620, 0o660, 0o602):
        file.chmod(mode)
        assert cache.read("k") is None
    file.chmod(0o644)
    assert cache.read("k") == b"x"
    for mode in (0o777, 0o770, 0o702):
        file.parent.chmod(mode)
        assert cache.read("k") is None
        cache.write("j", b"x")
        assert entries(tmp_path) == [file]
    file.parent.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.read("k") is None
    cache.write("j", b"x")
    assert entries(tmp_path) == [file]


@posix
def test_what_is_no_file(tmp_path: Path) -> None:
    cache = CodeCache(str(tmp_path))
    cache.write("k", b"x")
    (file,) = entries(tmp_path)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert cache.read("k") is None, "a link may lead to what others write"
    file.unlink()
    os.mkfifo(file)
    assert cache.read("k") is None, "a pipe isn't waited for"
    file.unlink()
    file.mkdir()
    assert cache.read("k") is None
    cache.write("k", b"x")
    assert entries(tmp_path) == [file], "no temporary file stays behind"


@pytest.mark.anyio
async def test_no_place_for_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert await evaluator(tmp_path / "file").evaluate_file("/a") == EXPECTED
    assert await evaluator(Path("/proc/nothing")).evaluate_file("/a") == EXPECTED


def test_least_recently_used_go_first(tmp_path: Path) -> None:
    cache = CodeCache(str(tmp_path), limit=40_000)
    for number in range(4):
        cache.write(f"k{number}", bytes(8600))
        os.utime(tmp_path / "code" / f"k{number}", (number, number))
    assert cache.read("k0") is not None  # used: as new as can be
    cache.write("k4", bytes(8600))
    names = [file.name for file in entries(tmp_path)]
    assert names == ["k0", "k3", "k4"]
    cache.write("big", bytes(20_000))
    assert [file.name for file in entries(tmp_path)] == names, "it would push out all else"


def test_left_over_files_are_removed(tmp_path: Path) -> None:
    cache = CodeCache(str(tmp_path), limit=40_000)
    cache.write("k", b"x")
    for name, age in (("new-old", 1), ("new-young", 2**40)):
        (tmp_path / "code" / name).write_text("")
        if age == 1:
            os.utime(tmp_path / "code" / name, (age, age))
    CodeCache(str(tmp_path), limit=40_000).write("k", b"x")
    assert [file.name for file in entries(tmp_path)] == ["k", "new-young"]


def test_several_processes(tmp_path: Path) -> None:
    """Processes that write the same and trim at the same time don't disturb each other."""
    code = """
import sys
from aionix.code_cache import CodeCache
cache = CodeCache(sys.argv[1], limit=140_000)
for turn in range(60):
    for number in range(8):
        key, content = f"k{number}", bytes([number]) * 9000
        found = cache.read(key)
        assert found is None or found == content
        cache.write(key, content)
        cache.write(f"{sys.argv[2]}-{turn}-{number}", content)
"""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}/evaluator"}
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(one)], env=environ)
        for one in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    files = entries(tmp_path)
    assert all(not file.name.startswith("new-") for file in files)
    assert sum(file.stat().st_size for file in files) < 140_000 + 3 * 140_000 // 16 + 3 * 9100


# --- where ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"HOME": ""}, None),
        ({"HOME": "/h"}, "/h/.cache/aionix"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/aionix"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/aionix"),
        ({"HOME": "/h", "AIONIX_CACHE_DIR": "/y"}, "/y"),
        ({"HOME": "/h", "AIONIX_CACHE_DIR": ""}, None),
        ({"HOME": "/h", "AIONIX_CACHE_DIR": "off"}, None),
    ],
)
def test_default_directory(
    environ: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_directory(environ) == expected


def test_default_directory_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_directory({"HOME": "/h"}) == "/h/Library/Caches/aionix"
    assert default_directory({}) is None


def test_recent() -> None:
    recent = Recent(10)
    for key in "abc":
        recent.put(key, key.upper(), 4)
    assert [recent.get(key) for key in "abc"] == [None, "B", "C"]
    assert recent.get("b") == "B"
    recent.put("d", "D", 4)
    assert [recent.get(key) for key in "bcd"] == ["B", None, "D"]
    recent.put("b", "B2", 1)
    recent.put("e", "E", 5)
    assert [recent.get(key) for key in "bde"] == ["B2", "D", "E"]
    recent.put("f", "too large", 11)
    assert [recent.get(key) for key in "bdef"] == [None] * 4
