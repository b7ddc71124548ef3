"""The pytest plugin: ``pytest --nix`` runs the tests in ``*_test.nix`` files.

Each test in Nix is a pytest item of its own, with a node id like
``lib_test.nix::strings.testConcat``; so ``-k``, ``--lf``, ``-x``, markers given in
``conftest.py`` and pytest-xdist work.  Tests that follow each other are evaluated
side by side in one process (``aionix.testing.runner``); with xdist each process runs
one at a time.  The fixture ``nix_evaluator`` is for tests in Python.

Loaded by pytest wherever aionix is installed: it imports nothing of aionix before it
is used, and without ``--nix`` it collects nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .errors import NixError
    from .evaluator import Evaluator
    from .source import Position
    from .testing.cases import Case
    from .testing.checking import Failure
    from .testing.runner import Runner

FILES = ("*_test.nix", "test_*.nix")


# --- options --------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options ``--nix…`` and the settings ``nix…``."""
    group = parser.getgroup("nix", "tests written in Nix")
    group.addoption("--nix", action="store_true", help="run the tests in *_test.nix files")
    group.addoption(
        "--nix-path",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="add to the search path of <NAME>, before $NIX_PATH (may be repeated)",
    )
    with suppress(ValueError):  # another plugin has it
        group.addoption("-I", action="append", dest="nix_path", help="the same as --nix-path")
    group.addoption(
        "--nix-arg",
        action="append",
        nargs=2,
        default=[],
        metavar=("NAME", "EXPR"),
        help="an argument for files that are functions",
    )
    group.addoption(
        "--nix-argstr",
        action="append",
        nargs=2,
        default=[],
        metavar=("NAME", "TEXT"),
        help="the same, a string",
    )
    group.addoption(
        "--nix-pure",
        action="store_true",
        help="pure evaluation: no environment, no time, no files outside the root directory",
    )
    group.addoption(
        "--nix-time-limit",
        type=float,
        metavar="SECONDS",
        help="how long a test in Nix may compute",
    )
    group.addoption(
        "--nix-show-trace", action="store_true", help="print the whole trace of errors in Nix"
    )
    parser.addini("nix", "run the tests in *_test.nix files", type="bool", default=False)
    parser.addini("nix_files", "names of files with tests", type="args", default=list(FILES))
    parser.addini("nix_path", "entries of the search path", type="linelist", default=[])
    parser.addini("nix_pure", "as --nix-pure", type="bool", default=False)
    parser.addini("nix_time_limit", "as --nix-time-limit", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker of the fixture known, and check the settings."""
    _time_limit(config)
    config.addinivalue_line(
        "markers", "nix_evaluator(**options): options of the Evaluator that nix_evaluator gives"
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop evaluating."""
    runner = config.stash.get(_RUNNER, None)
    if runner is not None:
        runner.close()


_RUNNER = pytest.StashKey["Runner"]()


def _is_on(config: pytest.Config) -> bool:
    return bool(config.getoption("--nix") or config.getini("nix"))


def _evaluator_options(config: pytest.Config) -> dict[str, Any]:
    """Options of ``Evaluator``, as pytest was told."""
    from .search_path import parse_entry, split_nix_path

    path = list(config.getoption("--nix-path"))
    for entry in config.getini("nix_path"):
        name, place = parse_entry(entry)
        place = str(config.rootpath / place)
        path.append(f"{name}={place}" if name else place)
    path += split_nix_path(os.environ.get("NIX_PATH", ""))
    options: dict[str, Any] = {"nix_path": path}
    if config.getoption("--nix-pure") or config.getini("nix_pure"):
        options |= {"pure_eval": True, "allowed_paths": [config.rootpath]}
    return options


def _time_limit(config: pytest.Config) -> float | None:
    given: Any = config.getoption("--nix-time-limit")
    if given is None:
        given = config.getini("nix_time_limit") or None
    try:
        seconds = None if given is None else float(given)
    except ValueError:
        seconds = -1.0
    if seconds is not None and not seconds > 0:
        raise pytest.UsageError(f"the time limit of tests in Nix is no number of seconds: {given}")
    return seconds


def _runner(config: pytest.Config) -> Runner:
    """The one of this session."""
    runner = config.stash.get(_RUNNER, None)
    if runner is None:
        from .testing.runner import Argument, Runner

        arguments = {
            name: Argument(text, is_string)
            for option, is_string in (("--nix-arg", False), ("--nix-argstr", True))
            for name, text in config.getoption(option)
        }
        runner = config.stash[_RUNNER] = Runner(_maker(config), arguments)
    return runner


def _maker(config: pytest.Config) -> Callable[[Callable[[str], None]], Evaluator]:
    options = _evaluator_options(config)
    seconds = _time_limit(config)

    def make(emit: Callable[[str], None]) -> Evaluator:
        from .evaluator import Evaluator
        from .limits import Limits
        from .testing.runner import CONCURRENCY

        if seconds is not None:
            # On the clock a test may have to share with all others that run.
            limits = Limits(cpu_seconds=seconds, seconds=seconds * CONCURRENCY)
            options["limits"] = limits
        return Evaluator(emit=emit, **options)

    return make


# --- collecting and running -----------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A ``NixFile`` for each file of tests, and for any other that is named explicitly."""
    if file_path.suffix != ".nix" or not _is_on(parent.config):
        return None
    named = any(file_path.match(pattern) for pattern in parent.config.getini("nix_files"))
    if not named and not parent.session.isinitpath(file_path):
        return None
    collector: pytest.Collector = NixFile.from_parent(parent, path=file_path)
    return collector


class NixFile(pytest.File):
    """A file of tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its tests.  Raises NixError if it can't be evaluated."""
        for case in _runner(self.config).collect(self.path):
            yield NixItem.from_parent(self, name=case.name, case=case)

    def repr_failure(  # type: ignore[override]  # as that of pytest's own collectors
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """Errors of Nix as Nix shows them."""
        from .errors import NixError

        if isinstance(excinfo.value, NixError):
            return Report(None, _as_failure(excinfo.value), self.config)
        return super().repr_failure(excinfo)


class NixItem(pytest.Item):
    """A test."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case

    def runtest(self) -> None:
        """Raises ``NixTestError`` if it doesn't hold."""
        runner = _runner(self.config)
        if not runner.is_started(self.case):
            runner.start([item.case for item in self._together()])
        outcome = runner.outcome(self.case)
        if outcome.messages:
            self.add_report_section("call", "nix", "\n".join(outcome.messages) + "\n")
        if outcome.failure is not None:
            raise NixTestError(outcome.failure)

    def _together(self) -> Iterator[NixItem]:
        """This item and those after it that are tests in Nix too."""
        if hasattr(self.config, "workerinput"):
            yield self  # which others this process is to run is not known
            return
        items = self.session.items
        for item in items[items.index(self) :]:
            if not isinstance(item, NixItem):
                return
            yield item

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, in terms of Nix."""
        if isinstance(excinfo.value, NixTestError):
            return Report(self.case.position, excinfo.value.failure, self.config)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where it is."""
        position = self.case.position
        if position is not None and position.source.name == str(self.path):
            return self.path, position.line - 1, self.name
        return self.path, None, self.name


class NixTestError(Exception):
    """A test in Nix doesn't hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.summary)
        self.failure = failure


def _as_failure(error: NixError) -> Failure:
    from .testing.checking import Failure

    return Failure(f"error: {error.message.partition(chr(10))[0]}", error.position, error=error)


class Report:
    """How a failure looks on the terminal, in the summary (``reprcrash``) and in files."""

    def __init__(self, position: Position | None, failure: Failure, config: pytest.Config) -> None:
        self._position = position
        self._failure = failure
        self._show_trace = bool(config.getoption("--nix-show-trace"))
        self.reprcrash = SimpleNamespace(
            message=failure.summary,
            path="" if position is None else position.source.name,
            lineno=0 if position is None else position.line,
        )

    def toterminal(self, writer: Any) -> None:
        """Write it to a pytest ``TerminalWriter``."""
        failure = self._failure
        # First, since with pytest-xdist the summary shows the first line.
        writer.line(failure.summary, bold=True, red=True)
        if self._position is not None:
            writer.line(f"at {self._position}")
        writer.line()
        for note in failure.notes:
            writer.line(note)
        for line in failure.diff:
            writer.line(line, **_MARKS.get(line[:1], {}))
        if failure.error is not None:
            from .render import render

            if failure.notes:
                writer.line()
            colour = bool(writer.hasmarkup)
            shown = render(
                failure.error,
                show_trace=self._show_trace,
                colour=colour,
                hint="--nix-show-trace",
            )
            writer.write(shown)
        elif failure.position is not None:
            writer.line()
            writer.line(f"the actual value comes from {failure.position}")

    def __str__(self) -> str:
        lines: list[str] = []
        self.toterminal(_Plain(lines))
        return "".join(lines).rstrip("\n")


#: How the lines of a diff are shown, by what they begin with.
_MARKS = {"-": {"red": True}, "+": {"green": True}, "@": {"cyan": True}}


class _Plain:
    """As much of a ``TerminalWriter`` as ``Report`` uses, into a list."""

    hasmarkup = False

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def line(self, text: str = "", **marks: bool) -> None:
        self._lines.append(text + "\n")

    def write(self, text: str, **marks: bool) -> None:
        self._lines.append(text)


# --- for tests in Python --------------------------------------------------------------


@pytest.fixture
def nix_evaluator(request: pytest.FixtureRequest) -> Evaluator:
    """An ``aionix.Evaluator`` of the test's own, for whatever event loop the test runs on.

    It has the search path and the purity that pytest was told with ``-I`` and
    ``--nix-pure``; ``@pytest.mark.nix_evaluator(builtins={…}, …)`` gives it more options.
    """
    from .evaluator import Evaluator

    options = _evaluator_options(request.config)
    marker = request.node.get_closest_marker("nix_evaluator")
    if marker is not None:
        options |= marker.kwargs
    return Evaluator(**options)
