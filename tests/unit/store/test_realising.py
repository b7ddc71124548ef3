"""Import from derivation, with a store that builds when it is told to (goldens: tests/lang/ifd)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import anyio
import pytest

import aionix
from aionix.bytestr import to_bytes
from aionix.errors import (
    BuildError,
    EvalError,
    FileAccessError,
    HostError,
    RestrictedPathError,
    StoreError,
    UnsupportedFeatureError,
)
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.store import derivation as drv
from aionix.store import hashes, paths
from aionix.store.derivation import Fixed, InputAddressed
from aionix.store.interface import Wanted
from aionix.store.memory import MemoryStore, Source
from aionix.store.nar import Tree

pytestmark = pytest.mark.anyio

#: What every build makes of each output.
BUILT = {
    "/built/default.nix": "import ./sub/value.nix",
    "/built/sub/value.nix": "{ answer = 42; }",
    "/built/text": "refers to REFERENCE",
    "/built/data.toml": "a = 1",
}
#: What importing it gives.
ANSWER = {"answer": 42}
#: The derivation that most tests build.
MADE = 'derivation { name = "made"; builder = "b"; system = "s"; outputs = [ "out" "dev" ]; }'
FLOATING = (
    'derivation { name = "floating"; builder = "b"; system = "s"; __contentAddressed = true;'
    ' outputHashMode = "recursive"; outputHashAlgo = "sha256"; }'
)


class Builder(MemoryStore):
    """Builds once *go* is set; *error* is what then comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.go = anyio.Event()
        self.started = anyio.Event()
        self.error: Exception | None = None
        self.wanted: list[tuple[str, frozenset[str]]] = []
        self.by_content: dict[str, dict[str, str]] = {}
        #: A text that what is built refers to.
        self.reference = ""
        #: Outputs that builds forget to make.
        self.forgotten: set[str] = set()

    async def build(self, wanted: Sequence[Wanted]) -> None:
        self.started.set()
        await self.go.wait()
        if self.error is not None:
            raise self.error
        self.reference = await self.add_text("reference", "deep", ())
        for one in wanted:
            assert one.outputs is not None
            self.wanted.append((one.derivation, one.outputs))
            text = self.texts[one.derivation].content
            for name, output in drv.parse(text, "", self.directory).outputs.items():
                if name in one.outputs - self.forgotten:
                    self._make(one.derivation, name, output)

    def _make(self, derivation: str, name: str, output: drv.Output) -> None:
        content = hashes.sha256(derivation + name)
        if isinstance(output, (InputAddressed, Fixed)):
            path = output.path
        else:
            path = paths.fixed_path("floating", "nar", content, self.directory)
            self.by_content.setdefault(derivation, {})[name] = path
        files = {file: text.replace("REFERENCE", self.reference) for file, text in BUILT.items()}
        tree = Tree(MemoryIO(files), "/built")
        self.sources[path] = Source("nar", content, tree, frozenset([self.reference]))

    async def outputs(self, derivation: str) -> Mapping[str, str]:
        return self.by_content.get(derivation, {})


@pytest.fixture
async def store() -> Builder:
    """A store that builds at once."""
    store = Builder()
    store.go.set()
    return store


def evaluator(store: Builder, **options: object) -> Evaluator:
    return Evaluator(store=store, io=MemoryIO({"/f": "1"}), **options)  # type: ignore[arg-type]


# --- what may be read -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(import made).answer", 42),
        ('(import "${made}/sub/value.nix").answer', 42),
        ('(import (made + "/sub/value.nix")).answer', 42),
        ("builtins.scopedImport { } made", ANSWER),
        (
            "builtins.attrNames (builtins.readDir made.dev)",
            ["data.toml", "default.nix", "sub", "text"],
        ),
        ('builtins.readFileType "${made}/sub"', "directory"),
        ('map builtins.pathExists [ made "${made}/no" "${made}/sub/" ]', [True, False, True]),
        ('builtins.fromTOML (builtins.readFile "${made}/data.toml")', {"a": 1}),
        ('import (builtins.findFile [ { prefix = "p"; path = made; } ] "p")', ANSWER),
        (
            'let __nixPath = [ { path = "${made}"; } ]; in import <sub/value.nix>',
            ANSWER,
        ),
        ('builtins.hashFile "sha256" "${made}/data.toml"', hashes.sha256("a = 1").data.hex()),
        ("(import (import made.drvPath)).answer", 42),
    ],
)
async def test_reading_what_is_built(store: Builder, expression: str, value: object) -> None:
    assert await evaluator(store).evaluate(f"let made = {MADE}; in {expression}") == value
    ((derivation, outputs),) = store.wanted
    assert derivation.endswith("-made.drv")
    # The outputs of an imported derivation come in order of their names.
    dev = "made.dev" in expression or "drvPath" in expression
    assert outputs == ({"dev"} if dev else {"out"})


async def test_built_once(store: Builder) -> None:
    subject = evaluator(store)
    for _ in range(2):
        both = await subject.evaluate(f"let m = {MADE}; in map import [ m m.dev m ]")
        assert both == [ANSWER] * 3
    assert sorted(sorted(outputs) for _, outputs in store.wanted) == [["dev"], ["out"]]
    # Two outputs in one string are built together.
    store.sources.clear()
    store.wanted.clear()
    await subject.evaluate(f'let m = {MADE}; in builtins.pathExists "${{m}}/${{m.dev}}"')
    assert [sorted(outputs) for _, outputs in store.wanted] == [["dev", "out"]]


async def test_references_become_context(store: Builder) -> None:
    text = f'builtins.getContext (builtins.readFile "${{{MADE}}}/text")'
    assert await evaluator(store).evaluate(text) == {store.reference: {"path": True}}


@pytest.mark.parametrize(
    "copying",
    [
        'builtins.path { path = made; name = "copy"; }',
        'builtins.path { path = made + "/sub"; name = "copy"; filter = name: kind: true; }',
        "builtins.filterSource (name: kind: true) made",
        'builtins.filterSource (name: kind: baseNameOf name != "text") (made + "/.")',
    ],
)
async def test_copies_keep_references(store: Builder, copying: str) -> None:
    subject = evaluator(store)
    text = f"let made = {MADE}; in {copying}"
    path = await subject.evaluate(text)
    info = await store.info(path)
    assert info is not None and info.references == {store.reference}
    assert len(await subject.evaluate(f"builtins.attrNames (builtins.readDir ({text}))")) >= 1


async def test_placeholders_are_rewritten(store: Builder) -> None:
    """Where an output's path is known only after the build."""
    subject = evaluator(store, experimental_features=["ca-derivations"])
    text = f"let made = {FLOATING}; in "
    path = await subject.evaluate(text + "made.outPath")
    assert not path.startswith("/nix/store/")
    assert await subject.evaluate(text + "import made") == ANSWER
    assert await subject.evaluate(text + 'import "${made}/sub/value.nix"') == ANSWER
    found = await subject.evaluate(text + 'toString (builtins.findFile [ { path = made; } ] "sub")')
    (real,) = next(iter(store.by_content.values())).values()
    assert found == f"{real}/sub"
    copied = await subject.evaluate(text + 'builtins.readDir "${made}"')
    assert sorted(copied) == ["data.toml", "default.nix", "sub", "text"]


# --- while it builds ------------------------------------------------------------------


async def test_the_event_loop_goes_on() -> None:
    store = Builder()
    subject = evaluator(store)
    results: list[object] = []

    async def evaluate(text: str) -> None:
        results.append(await subject.evaluate(text))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(evaluate, f"(import ({MADE})).answer")
            await store.started.wait()
            # Others evaluate meanwhile, with the same evaluator too.
            assert await subject.evaluate("1 + import /f") == 2
            assert results == []
            store.go.set()
    assert results == [42]


async def test_two_wait_for_one_build() -> None:
    store = Builder()
    value = await evaluator(store).value(f"rec {{ made = import ({MADE}); a = made.answer; }}")
    results: list[object] = []

    async def ask() -> None:
        results.append(await value["a"].python())

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            group.start_soon(ask)
            await store.started.wait()
            store.go.set()
    assert results == [42, 42]
    assert len(store.wanted) == 1


async def test_cancelled_while_it_builds() -> None:
    store = Builder()
    subject = evaluator(store)
    value = await subject.value(f"rec {{ made = import ({MADE}); a = made.answer; }}")
    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(value["a"].python)
            await store.started.wait()
            group.cancel_scope.cancel()
        store.go.set()
        assert await value["a"].python() == 42


# --- when it fails --------------------------------------------------------------------


async def test_build_that_fails(store: Builder) -> None:
    store.error = BuildError("builder for 'made.drv' failed with exit code 1")
    subject = evaluator(store)
    text = f'let made = {MADE};\nin {{ a = import "${{made}}/x"; b = 2; }}'
    value = await subject.value(text)
    for _ in range(2):
        with pytest.raises(BuildError) as caught:
            await value["a"].python()
        error = caught.value
        assert error.message == "builder for 'made.drv' failed with exit code 1"
        shown = [frame.description for frame in error.trace]
        assert shown[:2] == [
            f"while realising the context of path '{await output(subject)}/x'",
            "while calling the 'import' builtin",
        ]
        assert str(error.trace[1].position) == "«string»:2:10"
    assert await value["b"].python() == 2
    store.error = None
    with pytest.raises(FileAccessError, match="/x' does not exist"):
        await value["a"].python()
    assert await subject.evaluate(f"import ({MADE})") == ANSWER


async def output(subject: Evaluator) -> str:
    found: str = await subject.evaluate(f"({MADE}).outPath")
    return found


async def test_failures_are_not_caught_by_nix(store: Builder) -> None:
    store.error = BuildError("no")
    with pytest.raises(BuildError):
        await evaluator(store).evaluate(f"builtins.tryEval (import ({MADE}))")


async def test_output_that_was_not_made(store: Builder) -> None:
    store.forgotten = {"dev"}
    with pytest.raises(StoreError, match=r"path '/nix/store/.{32}-made-dev' is not valid"):
        await evaluator(store).evaluate(f"import ({MADE}).dev")
    store.forgotten = {"out"}
    subject = evaluator(store, experimental_features=["ca-derivations"])
    with pytest.raises(BuildError, match=r"no output 'out' came of '/nix/store/.*-floating.drv'"):
        await subject.evaluate(f"import ({FLOATING})")


async def test_output_that_there_is_not(store: Builder) -> None:
    subject = evaluator(store)
    path = await subject.evaluate(f"builtins.unsafeDiscardStringContext ({MADE}).drvPath")
    text = f'import (builtins.appendContext "/x" {{ "{path}".outputs = [ "doc" ]; }})'
    with pytest.raises(StoreError, match=f"derivation '{path}' does not have output 'doc'"):
        await subject.evaluate(text)
    assert store.wanted == []


async def test_stores_that_cannot_build() -> None:
    for subject in (Evaluator(), Evaluator(store=MemoryStore())):
        with pytest.raises(
            UnsupportedFeatureError, match=r"cannot build '.*-made\.drv\^out' during"
        ):
            await subject.evaluate(f"import ({MADE})")
        assert await subject.evaluate("1") == 1


class Bad(MemoryStore):
    """Not what a store should be."""

    async def build(self, wanted: Sequence[Wanted]) -> None:
        raise ValueError("out of order")


async def test_store_that_is_broken() -> None:
    """Whatever a store of somebody's raises, an evaluation ends in a NixError."""
    subject = Evaluator(store=Bad())
    with pytest.raises(HostError, match=r"code of the host program failed: .*order") as caught:
        await subject.evaluate(f"import ({MADE})")
    assert isinstance(caught.value.__cause__, ValueError)
    assert await subject.evaluate("1") == 1


# --- settings -------------------------------------------------------------------------


async def test_forbidden(store: Builder) -> None:
    subject = evaluator(store, allow_import_from_derivation=False)
    with pytest.raises(EvalError) as caught:
        await subject.evaluate(f"import ({MADE})")
    assert caught.value.message.endswith(
        "-made.drv^out' during evaluation because the option"
        " 'allow-import-from-derivation' is disabled"
    )
    assert store.wanted == []


async def test_traced(store: Builder) -> None:
    lines: list[str] = []
    subject = evaluator(store, trace_import_from_derivation=True, emit=lines.append)
    await subject.evaluate(f"import ({MADE})")
    path = await subject.evaluate(f"({MADE}).drvPath")
    assert lines == [
        f"warning: built '{path}^out' during evaluation due to an import from derivation"
    ]


@pytest.mark.parametrize("mode", ["pure_eval", "restrict_eval"])
async def test_confined(store: Builder, mode: str) -> None:
    """What was built may be read, and what it refers to; nothing else in the store."""
    other = await store.add_text("other", "secret", ())
    subject = evaluator(store, **{mode: True})
    assert await subject.evaluate(f"import ({MADE})") == ANSWER
    assert await subject.evaluate(f'builtins.readFile "{store.reference}"') == "deep"
    with pytest.raises((RestrictedPathError, FileAccessError)) as caught:
        await subject.evaluate(f'builtins.readFile "{other}"')
    assert "secret" not in str(caught.value)
    assert await subject.evaluate(f'builtins.pathExists "{other}"') is False
    with pytest.raises(RestrictedPathError):
        await subject.evaluate("import /f")


async def test_read_only(store: Builder) -> None:
    subject = evaluator(store, read_only=True)
    with pytest.raises(EvalError, match=r"path '.*-made\.drv' is not valid"):
        await subject.evaluate(f"import ({MADE})")
    assert store.texts == {} and store.wanted == []


async def test_sources_of_an_input(store: Builder) -> None:
    """A derivation may be built from what another one's output says."""
    subject = evaluator(store)
    text = (
        f'derivation {{ name = "n${{toString (import ({MADE})).answer}}"; builder = "b";'
        ' system = "s"; }'
    )
    path = await subject.evaluate(f"({text}).drvPath")
    assert path.endswith("-n42.drv")
    content = await store.contents(path)
    assert isinstance(content, bytes) and b"-made.drv" not in content
    assert to_bytes(path)


async def test_by_name() -> None:
    """The functions of the package take the name of a store."""
    text = f'builtins.readFile (builtins.toFile "x" "y") + ({MADE}).name'
    assert await aionix.evaluate(text, store="memory") == "ymade"
    with pytest.raises(aionix.NixError, match="don't know how to open Nix store with scheme 'ftp'"):
        await aionix.evaluate("1", store="ftp://x")


async def test_builds_at_once() -> None:
    """While one build goes on, what doesn't need it asks for the next."""
    store = Builder()
    both = anyio.Event()
    waiting: list[str] = []
    build = store.build

    async def together(wanted: Sequence[Wanted]) -> None:
        waiting.extend(one.derivation for one in wanted)
        if len(waiting) == 2:
            both.set()
        await both.wait()
        await build(wanted)

    store.build = together  # type: ignore[method-assign]
    store.go.set()
    made = 'name: derivation { inherit name; builder = "b"; system = "s"; }'
    with anyio.fail_after(10):
        found = await evaluator(store).evaluate(
            f'let made = {made}; in map (name: import (made name)) [ "a" "b" ]'
        )
    assert found == [ANSWER, ANSWER]
