"""The examples run, and print what their descriptions promise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import aionix

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

OUTPUT = {
    "many_files.py": "modules/web.nix",
    "async_builtin.py": "the builtin 'people' failed: KeyError: 'sales'",
    "on_trio.py": "cut short",
    "script.py": "«string»:1:15: cannot add a string to an integer",
}


def run(*command: str) -> str:
    result = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_all_examples_are_listed() -> None:
    # The service has a test of its own: test_service.py.
    assert {path.name for path in EXAMPLES.glob("*.py")} == {*OUTPUT, "service.py"}


@pytest.mark.parametrize("name", OUTPUT)
def test_script(name: str) -> None:
    assert OUTPUT[name] in run(f"examples/{name}")


@pytest.mark.anyio
async def test_fleet() -> None:
    nix = aionix.Evaluator()
    fleet = await nix.evaluate_file(EXAMPLES / "fleet", arguments={})
    assert set(fleet) == {"hosts", "manifest", "summary"}
    assert fleet["summary"]["legacy-1"] == "mainframe.example.org: ports 22, 3307; 4 files"
    assert fleet["hosts"]["web-1"]["files"]["/etc/web.conf"].startswith("worker_processes 2;")
    other = await nix.evaluate_file(
        EXAMPLES / "fleet",
        attribute="hosts.web-2",
        arguments={
            "domain": "example.net",
            "extraModules": [{"config": {"web": {"workers": 8}}}],
        },
    )
    assert other["fqdn"] == "web-2.example.net"
    assert "worker_processes 8;" in other["files"]["/etc/web.conf"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("{ config.web.workers = ''many''; }", "option 'web.workers' is a string, not a int"),
        ("{ config.web.wrokers = 1; }", "there is no option 'web.wrokers'"),
        ("{ config.database.engine = ''sqlite''; }", "not a one of postgres, mysql"),
        ("{ config.firewall.ports = [ 22 ]; }", "opens a port twice"),
        ("{ config.domain = ''a''; } // { }", None),
    ],
)
async def test_fleet_checks_its_modules(module: str, message: str | None) -> None:
    nix = aionix.Evaluator()
    value = await nix.value(module)
    arguments = {"extraModules": [value]}
    if message is None:
        await nix.evaluate_file(EXAMPLES / "fleet", arguments=arguments)
    else:
        with pytest.raises(aionix.ThrownError, match=message):
            await nix.evaluate_file(EXAMPLES / "fleet", arguments=arguments)


def test_the_demo_command() -> None:
    """What `tools/dev.py demo` shows."""
    output = run("-m", "aionix", "eval", "--strict", "--json", "-A", "summary", "examples/fleet")
    summary = json.loads(output)
    assert summary["db-1"] == "db-1.example.org: ports 22, 5432; 4 files"
