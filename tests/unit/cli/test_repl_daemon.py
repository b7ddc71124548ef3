"""Commands of the REPL that need a real Nix daemon (``nix_daemon.programs`` tells which)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aionix.cli.repl.session import Outcome, ReplSession
from aionix.evaluator import Evaluator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "store"))

from nix_daemon import NixDaemon, nix_daemon, programs

PROGRAMS = programs()
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not PROGRAMS, reason="no nix-daemon"),
]


@pytest.fixture(params=PROGRAMS or [None])
def daemon(request: pytest.FixtureRequest) -> Iterator[NixDaemon]:
    with nix_daemon(request.param) as running:
        yield running


async def test_building(daemon: NixDaemon, tmp_path: Path) -> None:
    said: list[str] = []
    programs: list[list[str]] = []

    async def run_program(arguments: list[str]) -> int:
        programs.append(arguments)
        return 0

    store = daemon.store(log=lambda line: said.append(f"log: {line}\n"))
    session = ReplSession(
        Evaluator(store=store, cache=False),
        write=said.append,
        report=said.append,
        cwd=str(tmp_path),
        run_program=run_program,
        environ={**daemon.environment, "PATH": str(Path(daemon.program).parent)},
    )

    async def answer(text: str) -> str:
        said.clear()
        outcome = await session.run(text, last=True)
        shown = "".join(said)
        assert outcome is Outcome.DONE, shown
        return shown

    try:
        system = "aarch64-linux" if os.uname().machine == "aarch64" else "x86_64-linux"
        await answer(
            'built = derivation { name = "built"; outputs = [ "out" "doc" ];'
            f' system = "{system}"; builder = "/bin/sh";'
            ' args = [ "-c" "echo building; echo one > $out; echo two > $doc" ]; }'
        )
        output = (await answer("built.outPath")).strip().strip('"')
        shown = await answer(":b built")
        assert "log: built> building\n" in shown
        said_of = "\nThis derivation produced the following outputs:\n  doc -> "
        assert said_of in shown and f"\n  out -> {output}\n" in shown
        assert await answer("builtins.readFile built") == '"one\\n"\n'
        assert f"  ./repl-result-out -> {output}\n" in await answer(":bl built")
        link = tmp_path / "repl-result-out"
        assert os.readlink(link) == output and link.read_text() == "one\n"
        assert output in daemon.run("nix-store", "--gc", "--print-roots")
        assert "building\n" in await answer(":log built")
        derivation = (await answer("built.drvPath")).strip().strip('"')
        await answer(":i built")
        await answer(":sh built")
        assert [[os.path.basename(one[0]), *one[1:]] for one in programs] == [
            ["nix-env", "-i", derivation],
            ["nix-shell", derivation],
        ]
        await answer(
            f'bad = derivation {{ name = "bad"; system = "{system}"; builder = "/bin/sh";'
            ' args = [ "-c" "exit 3" ]; }'
        )
        said.clear()
        assert await session.run(":b bad") is Outcome.FAILED
        assert "exit code 3" in "".join(said)
        assert await answer("1") == "1\n"
    finally:
        await store.aclose()
