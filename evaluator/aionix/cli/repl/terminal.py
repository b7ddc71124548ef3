"""The prompt of a terminal, with prompt_toolkit: editing of several lines, history,
highlighting, completion.

Needs asyncio, since prompt_toolkit does.  Output goes straight to the terminal while
something is evaluated, and above the prompt while that is shown (``AbovePrompt``).
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.application.run_in_terminal import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Shown
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from .completion import complete
from .highlight import STYLES, parts
from .interrupt import Interrupter
from .lines import CONTINUED, INTERRUPTED, PROMPT
from .session import Outcome, ReplSession


def history_file(environ: Mapping[str, str]) -> str | None:
    """Where the history is kept (XDG Base Directory Specification, "state"); None for nowhere."""
    base = environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(base):
        home = environ.get("HOME", "")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".local", "state")
    return os.path.join(base, "aionix", "repl-history")


def open_history(environ: Mapping[str, str]) -> History:
    """The history, kept in a file that only its owner may read."""
    file = history_file(environ)
    if file is None:
        return InMemoryHistory()
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(file)


async def run_terminal(
    session: ReplSession, interrupter: Interrupter, environ: Mapping[str, str]
) -> None:
    """Prompt for input and do what it says, until the user leaves."""
    prompt = make_prompt(session, environ)
    while True:
        try:
            text = await prompt.prompt_async(handle_sigint=False)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if interrupted_since(prompt):
            continue
        ended, outcome = await interrupter.run(session.run(text, last=True))
        if not ended:
            session.notice(f"\n{INTERRUPTED}")  # behind the terminal's ^C
        if outcome is Outcome.QUIT:
            return
        if text.strip():
            session.write("\n")


def interrupted_since(prompt: PromptSession[str]) -> bool:
    """Whether ^C was typed right after what the prompt gave, and read along with it."""
    ahead = get_typeahead(prompt.input)
    keys = [press.key for press in ahead]
    if Keys.ControlC not in keys:
        store_typeahead(prompt.input, ahead)
        return False
    store_typeahead(prompt.input, ahead[keys.index(Keys.ControlC) + 1 :])
    return True


def make_prompt(session: ReplSession, environ: Mapping[str, str]) -> PromptSession[str]:
    """The prompt for a session."""
    return PromptSession(
        PROMPT,
        multiline=True,
        prompt_continuation=lambda width, number, wraps: "" if wraps else CONTINUED,
        history=open_history(environ),
        lexer=NixLexer(session.pipe_operators),
        style=Style.from_dict(STYLES),
        completer=NixCompleter(session),
        complete_while_typing=False,
        key_bindings=key_bindings(session),
        color_depth=None if session.colour else ColorDepth.DEPTH_1_BIT,
        tempfile_suffix=".nix",
        enable_open_in_editor=True,
    )


def key_bindings(session: ReplSession) -> KeyBindings:
    """Enter ends the input where it is complete, and starts a line, indented, where it is not."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion:
            buffer.complete_state = None
            return
        at_end = not buffer.document.text_after_cursor.strip()
        if at_end and session.read(buffer.text).kind != "incomplete":
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)
            buffer.insert_text(indentation(buffer.document.text_before_cursor))

    @bindings.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=True)

    @bindings.add("}")
    @bindings.add("]")
    @bindings.add(")")
    def close(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        line = buffer.document.current_line_before_cursor
        if line.endswith("  ") and line.isspace():
            buffer.delete_before_cursor(2)
        buffer.insert_text(event.data)

    return bindings


def indentation(before: str) -> str:
    """Blanks that a new line after *before* begins with: two per bracket that is open."""
    depth = 0
    for kind, part in parts(before):
        if kind == "operator":
            depth += (part[-1:] in ("{", "[", "(")) - (part in ("}", "]", ")"))
    return "  " * max(depth, 0)


class NixLexer(Lexer):
    """Our lexer's tokens, as prompt_toolkit wants them."""

    def __init__(self, pipe_operators: bool) -> None:
        self._pipe_operators = pipe_operators

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        found: StyleAndTextTuples = [
            (f"class:{kind}", part)
            for kind, part in parts(document.text, pipe_operators=self._pipe_operators)
        ]
        lines = list(split_lines(found))
        return lambda number: lines[number] if number < len(lines) else []


class NixCompleter(Completer):
    """``completion`` for prompt_toolkit."""

    def __init__(self, session: ReplSession) -> None:
        self._session = session

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Shown]:
        return ()  # evaluation is asynchronous

    async def get_completions_async(
        self, document: Document, event: CompleteEvent
    ) -> AsyncGenerator[Shown, None]:
        for found in await complete(self._session, document.text_before_cursor):
            yield Shown(found.text, -found.replaced, display_meta=found.kind)


class AbovePrompt:
    """Lets text be printed on the terminal; while the prompt is shown, above it."""

    def interrupted(self, print_it: Callable[[], None]) -> None:
        """Call *print_it*, with room made for what it prints."""
        app = get_app_or_none()
        if app is not None and app.is_running:
            run_in_terminal(print_it)
        else:
            print_it()
