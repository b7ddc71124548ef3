"""What the commands' options about profiling ask for: ``--profile``, ``--profile-calls``,
``--trace-calls``, and Nix's settings ``eval-profiler`` and ``eval-profile-file``.

The end of a file's name tells its format: ``.folded`` for folded stacks, ``.svg`` for
a flame graph, ``.txt`` for a table, anything else for a file for speedscope.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from ..errors import FileAccessError, UsageError
from .options import Options

if TYPE_CHECKING:
    from ..observers import Observer
    from ..profiling.calls import CallTree
    from ..profiling.sampler import Sampler
    from ..profiling.stacks import Stacks

#: What Nix calls the file, if nobody gives it a name.
NIX_FILE = "nix.profile"


class Profiles:
    """Measures inside the block, and writes the files at its end, also after an error.

    *directory*: where relative names of files begin.  *write*: where calls are traced.
    Raises UsageError for a profiler that Nix doesn't know.
    """

    def __init__(self, options: Options, directory: str, write: Callable[[str], None]) -> None:
        self._directory = directory
        self._samples = _sampled(options)
        self._counts = options.profile_calls
        self._sampler: Sampler | None = None
        self._tree: CallTree | None = None
        #: Observers that the evaluator needs.
        self.observers: list[Observer] = []
        if self._samples:
            from ..profiling.sampler import Sampler

            self._sampler = Sampler()
        if self._counts is not None:
            from ..profiling.calls import CallTree

            self._tree = CallTree()
            self.observers.append(self._tree)
        if options.trace_calls:
            from ..profiling.calls import CallTrace

            self.observers.append(CallTrace(write))

    def __enter__(self) -> None:
        if self._sampler is not None:
            self._sampler.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._sampler is not None:
            self._sampler.stop()
            for name, suffix in self._samples:
                self._save(name, suffix, [self._sampler.stacks])
        if self._tree is not None and self._counts is not None:
            self._save(self._counts, _suffix(self._counts), self._tree.profiles())

    def _save(self, name: str, suffix: str, profiles: list[Stacks]) -> None:
        from ..profiling import stacks

        if suffix == ".folded":
            text = stacks.folded(profiles[0])
        elif suffix == ".svg":
            from ..profiling.flamegraph import flamegraph

            stem = os.path.splitext(os.path.basename(name))[0]
            text = flamegraph(profiles[0], f"{stem}: {profiles[0].name}")
        elif suffix == ".txt":
            text = stacks.table(profiles)
        else:
            text = stacks.speedscope(profiles, os.path.basename(name))
        try:
            path = os.path.join(self._directory, name)
            with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)
        except OSError as error:
            raise FileAccessError(f"writing the profile '{name}': {error.strerror}") from None


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1]


def _sampled(options: Options) -> list[tuple[str, str]]:
    """The files for samples, and their formats."""
    files = []
    if options.profile is not None:
        files.append((options.profile, _suffix(options.profile)))
    settings = options.config.values
    profiler = settings.get("eval-profiler", "disabled")
    if profiler == "flamegraph":
        files.append((settings.get("eval-profile-file", NIX_FILE), ".folded"))
    elif profiler != "disabled":
        raise UsageError(f"option 'eval-profiler' has an invalid value '{profiler}'")
    return files
