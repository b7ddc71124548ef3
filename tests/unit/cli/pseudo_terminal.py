"""A terminal for tests: a process on a pseudo-terminal, and what a person would see there."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[3]
#: Seconds after which something that should have been shown never will be.
PATIENCE = 30


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process with nothing of the user's in it."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'evaluator'}{os.pathsep}{ROOT / 'builtins'}",
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "NIX_PATH": "",
        "NIX_CONF_DIR": "/nonexistent",
        "NIX_USER_CONF_FILES": "",
        "NIX_REMOTE": "memory",
        "AIONIX_CACHE_DIR": "off",
        # There is nobody to tell where the cursor is.
        "PROMPT_TOOLKIT_NO_CPR": "1",
        **more,
    }


class Terminal:
    """A process and its screen.

    Waiting is for something to be on the screen, never for time to pass.
    """

    def __init__(
        self,
        *argv: str,
        cwd: Path,
        program: str = sys.executable,
        lines: int = 40,
        columns: int = 80,
        **environ: str,
    ) -> None:
        self.cwd = str(cwd)
        self.screen = pyte.HistoryScreen(columns, lines, history=10_000)
        self.stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            program,
            list(argv),
            cwd=str(cwd),
            env=environment(cwd, **environ),
            dimensions=(lines, columns),
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.close()

    def send(self, keys: str) -> None:
        """Press keys."""
        self.process.send(keys)

    def shown(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait(self, condition: Callable[[str], bool], what: str) -> str:
        """Wait until *condition* holds for the screen; what is there then."""
        end = time.monotonic() + PATIENCE
        while not condition(shown := self.shown()):
            assert time.monotonic() < end, f"{what} was never shown:\n{shown}"
            try:
                self.stream.feed(self.process.read_nonblocking(65536, timeout=1))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                shown = self.shown()
                assert condition(shown), f"the process ended without {what}:\n{shown}"
        return shown

    def wait_for(self, text: str) -> str:
        """Wait until *text* is on the screen."""
        return self.wait(lambda shown: text in shown, repr(text))

    def wait_for_end(self, text: str) -> str:
        """Wait until *text* is the last thing on the screen."""
        return self.wait(lambda shown: shown.endswith(text), f"{text!r} at the end")

    def exit_code(self) -> int:
        """Wait for the end of the process."""
        self.process.expect(pexpect.EOF, timeout=PATIENCE)
        self.process.close()
        code: int = self.process.exitstatus
        return code
