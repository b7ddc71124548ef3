"""The line that tells how far a long evaluation is, on a pseudo-terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pexpect
import pytest

from aionix.cli import progress
from aionix.errors import ThrownError

ROOT = Path(__file__).resolve().parents[3]
ENVIRON = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'evaluator'}{os.pathsep}{ROOT / 'builtins'}",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
    "TERM": "xterm",
    "COLUMNS": "80",
    "NO_COLOR": "1",
}
#: Waits for a file, with a message before and after, having imported and instantiated.
WAITS = """
{ go }: let
  wait = n: if builtins.pathExists go then "gone" else wait (n + 1);
  made = derivation { name = "made"; builder = "b"; system = "s"; };
  phase = name: value: builtins.seq value (builtins.trace name value);
in
  builtins.seq (import ./other.nix) (builtins.seq made.drvPath
    (phase "first" null == phase "second" (wait 0)))
"""
LINE = r"evaluating: 2 files, 1 derivation, \d+ s"
CLEARED = "\x1b[2K"

Spawn = Callable[..., Any]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "waits.nix").write_text(WAITS)
    (tmp_path / "other.nix").write_text("1")
    return tmp_path


def command(directory: Path, *more: str) -> list[str]:
    return [
        *("-m", "aionix", "eval", "--read-write-mode", str(directory / "waits.nix")),
        *("--argstr", "go", str(directory / "go"), *more),
    ]


@pytest.fixture
def spawn(directory: Path) -> Iterator[Spawn]:
    """Starts the evaluation on a terminal."""
    children: list[Any] = []

    def start(arguments: list[str] | None = None, **environ: str) -> Any:
        child = pexpect.spawn(
            sys.executable,
            arguments or command(directory),
            env=ENVIRON | environ,
            encoding="utf-8",
            timeout=300,  # seconds: of a machine that has much else to do
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def end(child: Any) -> str:
    """What is still printed, once the process has ended."""
    child.expect(pexpect.EOF)
    child.wait()
    rest: str = child.before
    return rest


def test_on_a_terminal(spawn: Spawn, directory: Path) -> None:
    child = spawn()
    child.expect_exact("trace: first\r\n")
    child.expect(LINE)
    child.expect("evaluating: .* 1 s")
    (directory / "go").touch()
    # The line is cleared before the message and, if it came again, before the result.
    child.expect_exact("trace: second\r\n")
    assert CLEARED in child.before
    assert child.before.rindex(CLEARED) > child.before.rfind("evaluating")
    rest = end(child)
    assert re.search(r"false\r\n$", rest)
    assert rest.rfind("evaluating") < max(rest.rfind(CLEARED), 0) or "evaluating" not in rest
    assert rest.rfind("\x1b[?25l") <= rest.rfind("\x1b[?25h"), "the cursor is back"
    assert child.exitstatus == 0


def test_nothing_before_its_time(spawn: Spawn, directory: Path) -> None:
    (directory / "go").touch()
    late = "import aionix.cli.progress as p; p.DELAY = 3600; import aionix.cli.main as m; m.main()"
    child = spawn(["-c", late, *command(directory)[2:]])
    assert end(child) == "trace: first\r\ntrace: second\r\nfalse\r\n"
    assert child.exitstatus == 0


def test_errors_are_printed_after_it(spawn: Spawn, directory: Path) -> None:
    text = (directory / "waits.nix").read_text().replace('"gone"', 'throw "no"')
    (directory / "waits.nix").write_text(text)
    child = spawn()
    child.expect(LINE)
    (directory / "go").touch()
    child.expect_exact("error:")
    assert child.before.rindex(CLEARED) > child.before.rfind("evaluating")
    rest = end(child)
    assert rest.startswith(" no\r\n  at ")
    assert "Traceback" not in rest and "ExceptionGroup" not in rest
    assert child.exitstatus == 1


def test_interrupted(spawn: Spawn) -> None:
    child = spawn()
    child.expect(LINE)
    child.sendintr()
    rest = end(child)
    assert rest.endswith("error: interrupted by the user\r\n")
    assert "Traceback" not in rest
    assert child.exitstatus == 130


def test_interrupted_while_nothing_is_evaluated(spawn: Spawn) -> None:
    """Waiting for standard input."""
    child = spawn(["-m", "aionix", "eval", "-"])
    child.expect("evaluating: 0 files")
    child.sendintr()
    assert end(child).endswith("error: interrupted by the user\r\n")
    assert child.exitstatus == 130


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"RICH": "missing"}])
def test_not_shown(spawn: Spawn, directory: Path, environ: dict[str, str]) -> None:
    """On a terminal that can't, and where there is no rich."""
    arguments = command(directory)
    if "RICH" in environ:
        code = "import sys; sys.modules['rich'] = None; import aionix.cli.main as m; m.main()"
        arguments = ["-c", code, *arguments[2:]]
    child = spawn(arguments, **environ)
    child.expect_exact("trace: first\r\n")
    # Longer than it takes to appear.
    with pytest.raises(pexpect.TIMEOUT):
        child.expect("evaluating", timeout=4 * progress.DELAY)
    (directory / "go").touch()
    assert end(child) == "trace: second\r\nfalse\r\n"
    assert child.exitstatus == 0


def test_piped(directory: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, *command(directory)],
        env=ENVIRON,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=4 * progress.DELAY)
    (directory / "go").touch()
    assert process.communicate() == (b"false\n", b"trace: first\ntrace: second\n")


# --- in process -----------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize("error", [ThrownError("x"), KeyboardInterrupt(), ValueError()])
async def test_failures_come_out_as_they_are(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught:
        async with progress.showing(lambda: ""):
            raise error
    assert caught.value is error


@pytest.mark.anyio
async def test_cancelled() -> None:
    with anyio.move_on_after(0.01) as scope:
        async with progress.showing(lambda: ""):
            await anyio.sleep_forever()
    assert scope.cancelled_caught


@pytest.mark.anyio
async def test_terminal_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress ends, the work doesn't."""

    class Gone(io.StringIO):
        written = anyio.Event()

        def write(self, text: str) -> int:
            self.written.set()
            raise OSError("gone")

        def isatty(self) -> bool:
            return True

    gone = Gone()
    monkeypatch.setattr(sys, "stderr", gone)
    monkeypatch.setattr(progress, "DELAY", 0)
    with anyio.fail_after(30):
        async with progress.showing(lambda: "") as shown:
            await gone.written.wait()
            shown.interrupted(lambda: None)
