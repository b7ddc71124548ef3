"""The architecture, checked: imports point one way, modules stay small and say what they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "evaluator" / "aionix"
BUILTINS = ROOT / "builtins" / "aionix_builtins"
FILES = sorted([*CORE.rglob("*.py"), *BUILTINS.rglob("*.py")])
MAX_LINES = 600

#: Layers, lowest first.  A module may import from its own layer and from lower ones.
LAYERS = (
    ("errors", "source", "bytestr", "records", "nixbase32", "floats", "limits", "host"),
    ("store",),
    ("syntax",),
    ("resolve",),
    ("compile",),
    ("runtime",),
    ("vm",),
    ("surface",),
)
#: What an error looks like is asked for when it is shown: ``NixError.render`` and ``span``.
LATE = {("aionix.errors", "aionix.render"), ("aionix.errors", "aionix.spans")}
LOW = {name: level for level, names in enumerate(LAYERS) for name in names}
#: What each layer takes from lower ones, where that is less than everything.
ONLY = {
    "store": {"errors", "source", "bytestr", "nixbase32"},
    "resolve": {"syntax", "errors", "source", "bytestr"},
    "compile": {"resolve", "syntax", "errors", "source", "bytestr"},
    "runtime": {"syntax.symbols", "errors", "source", "bytestr", "nixbase32", "floats"}
    | {"host", "limits", "compile.names", "compile.program"},
    "vm": {"runtime", "errors", "source", "bytestr", "limits", "host"},
}


def name_of(path: Path) -> str:
    """``aionix.runtime.thunk``."""
    base = CORE.parent if path.is_relative_to(CORE) else BUILTINS.parent
    parts = list(path.relative_to(base).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports(path: Path, *, inside: bool = False) -> Iterator[str]:
    """Modules of ours that a file imports when it is imported (or, *inside*, ever)."""
    name = name_of(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in walk(ast.parse(path.read_text()), inside):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from known(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, *([node.module] if node.module else [])])
            for alias in node.names:
                if f"{base}.{alias.name}" in MODULES:
                    yield f"{base}.{alias.name}"
                else:
                    yield from known(base)


def known(module: str) -> Iterator[str]:
    if module in MODULES:
        yield module


def walk(tree: ast.AST, inside: bool) -> Iterator[ast.AST]:
    """All nodes, without those under ``if TYPE_CHECKING:`` and, unless *inside*, in functions."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if not inside and isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        yield child
        yield from walk(child, inside)


def layer(module: str) -> str:
    """The layer of a module of the core."""
    first = module.removeprefix("aionix").lstrip(".").partition(".")[0]
    return first if first in LOW and first != "" else "surface"


CORE_MODULES = [name for name in MODULES if name.split(".")[0] == "aionix" and name != "aionix"]


@pytest.mark.parametrize("module", CORE_MODULES)
def test_imports_point_down(module: str) -> None:
    own = layer(module)
    for other in imports(MODULES[module], inside=True):
        if other == "aionix" or (module, other) in LATE:
            continue
        if other.startswith("aionix_builtins"):
            assert own == "surface", f"{module} imports {other}"
            continue
        theirs = layer(other)
        assert LOW[theirs] <= LOW[own], f"{module} imports {other}"
        if own in ONLY and theirs not in (own, "records"):
            short = other.removeprefix("aionix.")
            allowed = ONLY[own]
            assert short in allowed or theirs in allowed, f"{module} imports {other}"


@pytest.mark.parametrize("module", [name for name in MODULES if name not in CORE_MODULES])
def test_builtins_use_no_surface(module: str) -> None:
    """Builtins see the runtime, not the evaluator that will use them."""
    for other in imports(MODULES[module], inside=True):
        if other.startswith("aionix."):
            assert other not in {"aionix.evaluator", "aionix.handles", "aionix.api"}
            assert not other.startswith(("aionix.cli", "aionix.compile", "aionix.vm"))


def test_no_cycles() -> None:
    """No module imports itself through others while being imported."""
    graph = {name: sorted(set(imports(path))) for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_is_described_and_small(module: str) -> None:
    text = MODULES[module].read_text()
    assert ast.get_docstring(ast.parse(text)), f"{module} has no docstring"
    assert text.count("\n") < MAX_LINES, f"{module} is too long"


def test_names_of_the_runtime() -> None:
    """What generated code may name is what linking supplies."""
    from aionix.compile.names import RUNTIME_NAMES
    from aionix.runtime.linkage import GLOBALS

    assert set(GLOBALS) == RUNTIME_NAMES


def generators(tree: ast.AST) -> Iterator[str]:
    """Functions whose own body yields and that are coroutines by decoration."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            decorated = any("coroutine" in ast.unparse(one) for one in node.decorator_list)
            if decorated:
                yield node.name


def test_the_only_yield() -> None:
    """Frames suspend through one function; the VM alone drives and waits."""
    found = {
        (module, function)
        for module, path in MODULES.items()
        for function in generators(ast.parse(path.read_text()))
    }
    known = {"aionix.runtime.requests", "aionix.vm.loop", "aionix.host"}
    assert {module for module, _ in found} <= known
    assert ("aionix.runtime.requests", "suspend") in found


def test_public_names() -> None:
    """Every public name is there, described, and listed once."""
    import aionix

    assert len(set(aionix.__all__)) == len(aionix.__all__)
    for name in aionix.__all__:
        assert name == "__version__" or getattr(aionix, name).__doc__
    assert set(aionix._HOMES) < set(aionix.__all__)
    with pytest.raises(AttributeError):
        aionix.nothing  # noqa: B018


def test_options_are_the_settings() -> None:
    """``Evaluator`` takes every field of ``Settings`` as a keyword."""
    from dataclasses import fields

    from aionix.evaluator import Options
    from aionix.runtime.context import Settings

    assert list(Options.__annotations__) == [field.name for field in fields(Settings)]


def test_importing_is_quick() -> None:
    """``import aionix`` loads nothing but itself."""
    import subprocess
    import sys

    code = "import sys; import aionix; print(sorted(m for m in sys.modules if 'aionix' in m))"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    loaded = set(ast.literal_eval(output))
    assert {name for name in loaded if name.split(".")[0] in ("aionix", "aionix_builtins")} == {
        "aionix"
    }


def test_event_loops_are_asked_for() -> None:
    """Commands start without one: see ``aionix.host``."""
    with_loop = {"aionix.api", "aionix.bounded", "aionix.pytest_plugin"}
    with_loop |= {"aionix.vm.waiting", "aionix.vm.ahead", "aionix.vm.turns"}
    packages = ("aionix.store.", "aionix.cli.repl.", "aionix.testing.")
    commands = {"aionix.cli.progress", "aionix.cli.show_derivation"}
    for name, path in MODULES.items():
        text = path.read_text()
        uses = any(
            line.lstrip().startswith(("import anyio", "from anyio")) for line in text.split("\n")
        )
        if uses and name not in with_loop | commands and not name.startswith(packages):
            assert "event_loop()" in text, f"{name} uses anyio without asking for an event loop"
