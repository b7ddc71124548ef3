"""``ReplSession``: evaluates one input after the other and keeps what was defined.

No terminal here: text comes in through ``run``, values go out through *write*, all else
(errors, notices) through *report*.  Works on asyncio and trio.

Invariants: ``scope`` changes only when an input succeeded; whatever ends an input, an
error or a cancellation, leaves the session as it was.  Variables are cells: each is
evaluated once at most, when it is needed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from ...bytestr import from_text, to_text
from ...errors import ErrorFormat, NixError
from ...filesystem import join, resolve_import
from ...loader import Notes
from ...pretty import Layout, show_pretty
from ...render import render
from ...runtime.coerce import force_attrs
from ...runtime.literals import show_attr_name
from ...runtime.thunk import finish
from ...runtime.values import Attrs, Cell, Path, Value, attr_position
from ...search_path import find_file, parse_entry
from ...selection import auto_call
from ...source import Position, SourceFile
from ...sources import Sources
from ...syntax.nodes import Expr
from .reading import Input, read, split

if TYPE_CHECKING:
    from ...evaluator import Evaluator

#: How the value of an expression is printed; ``:p`` has no limits.
BRIEF = Layout(indent=2, depth=1, attributes=200, items=200, string=8192)
FULL = Layout(indent=2)
#: Names listed when attributes are added to the scope.
LISTED = 20

#: Gives a value to be loaded, each time it is asked.
Loading = Callable[[], Awaitable[Value]]


class Outcome(Enum):
    """What became of an input."""

    DONE = "done"
    FAILED = "failed"
    #: The input goes on: nothing was done.
    INCOMPLETE = "incomplete"
    QUIT = "quit"


class ReplSession:
    """A session with *evaluator*.

    *write* is given values as text, *report* errors and notices.  *run_program* runs a
    program that uses the terminal (an editor) and gives its exit code; None for a
    session without one.  *cwd*: where relative paths begin (nix string).  *arguments*:
    cells for the functions that loaded files hold.  *initial*: what is loaded at the
    start and by ``:r``, with the name it goes by.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        *,
        write: Callable[[str], None],
        report: Callable[[str], None],
        cwd: str,
        colour: bool = False,
        show_trace: bool = False,
        error_format: ErrorFormat = "human",
        width: Callable[[], int] = lambda: 80,
        arguments: Mapping[str, Cell] | None = None,
        initial: Iterable[tuple[str, Loading]] = (),
        run_program: Callable[[list[str]], Awaitable[int]] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.context = evaluator.context
        self.write = write
        self.report = report
        self.colour = colour
        self.show_trace = show_trace
        self.error_format = error_format
        self.width = width
        self.cwd = cwd
        self.arguments = dict(arguments or {})
        self.initial = list(initial)
        self.run_program = run_program
        self.environ = {} if environ is None else environ
        #: The variables, by name (nix string), and where they were defined if that is known.
        self.scope: dict[str, Cell] = {}
        self.places: dict[str, Position] = {}
        #: What was loaded by ``:l``, for ``:r``, and the names that were loaded last.
        self.files: list[str] = []
        self.last_loaded: list[str] | None = None

    # --- input ------------------------------------------------------------------------

    def read(self, text: str) -> Input:
        """What the input *text* is."""
        return read(text, pipe_operators=self.pipe_operators)

    def split(self, text: str) -> list[str]:
        """The inputs that *text* consists of."""
        return split(text, pipe_operators=self.pipe_operators)

    @property
    def pipe_operators(self) -> bool:
        """Whether ``|>`` is known."""
        return "pipe-operators" in self.context.settings.experimental_features

    async def start(self) -> Outcome:
        """Load what the session begins with."""
        try:
            await self.reload()
        except NixError as error:
            self.show_error(error)
            return Outcome.FAILED
        return Outcome.DONE

    async def run(self, text: str, *, last: bool = False) -> Outcome:
        """Do what *text* says.  *last*: no more text follows, so it can't be incomplete.

        Several inputs that were pasted at once are done one after the other.
        """
        given = self.read(text)
        if given.kind == "incomplete" and not last:
            return Outcome.INCOMPLETE
        if given.kind in ("invalid", "bindings") and len(inputs := self.split(text)) > 1:
            for one in inputs:
                outcome = await self.run(one, last=True)
                if outcome is not Outcome.DONE:
                    return outcome
            return Outcome.DONE
        try:
            if given.error is not None:
                raise given.error
            if given.kind == "command":
                from .commands import run_command

                return await run_command(self, given.name, given.text)
            if given.kind == "bindings":
                await self.bind(given.text)
            elif given.kind == "expression":
                await self.show(given.text, BRIEF)
        except NixError as error:
            self.show_error(error)
            return Outcome.FAILED
        return Outcome.DONE

    def show_error(self, error: NixError) -> None:
        """Report *error* as the command line does."""
        shown = render(
            error,
            self.error_format,
            show_trace=self.show_trace,
            colour=self.colour,
            hint=":te",
        )
        self.report(shown)

    # --- evaluating -------------------------------------------------------------------

    async def value(self, text: str) -> Value:
        """The value (weak head normal form) of an expression."""
        source = SourceFile("«string»", from_text(text), base=self.cwd)
        notes = Notes()
        return await self.value_of(self.evaluator.parse(source, notes), source, notes.names)

    async def value_of(self, root: Expr, source: SourceFile, names: Iterable[str]) -> Value:
        """The value of *root*, which stands in *source* and uses none but *names*."""
        cells = {name: self.scope[name] for name in names if name in self.scope}
        main = self.evaluator.load_parsed(root, source, cells)

        async def evaluate() -> Value:
            return await finish(main(cells, 0), 0)

        return await self.evaluator.run(evaluate())

    async def show(self, text: str, layout: Layout) -> None:
        """Print the value of an expression."""
        layout = Layout(**{**layout.__dict__, "colour": self.colour})
        value = await self.value(text)
        self.write(await show_pretty(self.evaluator, value, layout) + "\n")

    async def bind(self, text: str) -> None:
        """Define variables; nothing of them is evaluated."""
        source = SourceFile("«string»", from_text(text), base=self.cwd)
        notes = Notes()
        root = self.evaluator.parse(source, notes, bindings=True)
        self.define(await self.value_of(root, source, notes.names))

    # --- the scope --------------------------------------------------------------------

    def define(self, attributes: Attrs) -> None:
        """Take the attributes of a set as variables."""
        for name, cell in attributes.d.items():
            self.scope[name] = cell
            place = attr_position(attributes, name)
            if place is None:
                self.places.pop(name, None)
            else:
                self.places[name] = place

    async def attributes(self, value: Value) -> Attrs:
        """*value*, which must be a set to become part of the scope."""
        what = "while evaluating an attribute set to be merged in the global scope"
        found: Attrs = await self.evaluator.run(force_attrs(value, 0, what))
        return found

    def add(self, attributes: Attrs) -> None:
        """Take the attributes of a set as variables, and tell which."""
        self.define(attributes)
        names = sorted(attributes.d)
        self.last_loaded = [to_text(show_attr_name(name)) for name in names]
        count = len(names)
        self.notice(f"Added {count} variable{'' if count == 1 else 's'}.")
        if names:
            self.notice(", ".join(self.last_loaded[:LISTED]))
        if count > LISTED:
            self.notice(f"... and {count - LISTED} more; view with :ll")

    def notice(self, line: str) -> None:
        """Tell something that is no value."""
        self.report(line + "\n")

    # --- files ------------------------------------------------------------------------

    async def load(self, name: str) -> None:
        """Add the attributes of the file *name*, a path or ``<…>``, called if it is a function."""
        self.forget_files()
        attributes = await self.attributes(await self.file_value(name))
        self.add(attributes)
        if name in self.files:
            self.files.remove(name)
        self.files.append(name)

    async def file_value(self, name: str) -> Value:
        """The value of a file, called if it is a function."""
        io = self.context.io
        given = from_text(name)
        if len(given) > 2 and given.startswith("<") and given.endswith(">"):
            entries = [parse_entry(entry) for entry in self.context.settings.nix_path]
            path = await find_file(self.context, entries, given[1:-1])
        else:
            path = join(self.cwd, given or ".")
        if not path.startswith("<"):
            path = await resolve_import(io, path)
        importing = self.context.import_path
        assert importing is not None

        async def evaluate() -> Value:
            found = await finish(await importing(Path(path), 0), 0)
            return await auto_call(self.context, self.arguments, found, 0)

        return await self.evaluator.run(evaluate())

    def forget_files(self) -> None:
        """Read files anew when they are next needed."""
        self.evaluator.importer.cells.clear()
        if self.context.store is not None:
            self.context.copy_source = Sources(self.context, self.context.store).copy

    async def reload(self) -> None:
        """Begin anew: nothing but what was loaded, as it is now.

        When something can't be loaded the scope stays as it was.
        """
        before = self.scope, self.places, self.last_loaded
        self.forget_files()
        self.scope, self.places = {}, {}
        loaded = False
        try:
            for name in self.files:
                self.notice(f'Loading "{name}"...')
                self.add(await self.attributes(await self.file_value(name)))
            for name, loading in self.initial:
                self.notice(f"Loading {name}...")
                self.add(await self.attributes(await loading()))
            loaded = True
        finally:
            if not loaded:
                self.scope, self.places, self.last_loaded = before
