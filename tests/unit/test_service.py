"""The example service: its replies, its limits, and a few seconds under load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.service import QUESTIONS, load_service  # noqa: E402

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def client() -> AsyncIterator[tuple[Any, httpx.AsyncClient]]:
    """The service's module, and a client of its app."""
    service = load_service()
    async with service.lifespan(service.app) as state:

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await service.app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
            yield service, http


async def ask(http: httpx.AsyncClient, expression: str) -> tuple[int, Any]:
    response = await http.post("/eval", json={"expression": expression})
    return response.status_code, response.json()


async def test_values_and_errors() -> None:
    async with client() as (_, http):
        assert await ask(http, "map (n: n * n) [ 1 2 3 ]") == (200, {"value": [1, 4, 9]})
        status, reply = await ask(http, '{\n  a = throw "no";\n}')
        assert status == 422
        assert reply["error"]["type"] == "ThrownError"
        assert reply["error"]["message"] == "no"
        assert {line.get("line") for line in reply["error"]["trace"]} >= {2}
        status, reply = await ask(http, "1 +\n  { }.a")
        assert (status, reply["error"]["line"], reply["error"]["column"]) == (422, 2, 3)
        status, reply = await ask(http, "1 +\n  )")
        assert (status, reply["error"]["type"]) == (422, "NixSyntaxError")
        assert (reply["error"]["line"], reply["error"]["column"]) == (2, 3)
        names = 'builtins.attrNames (import ./fleet { domain = "x"; }).hosts'
        assert (await ask(http, names))[1]["value"][0] == "app-1"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"[]", 400),
        (b'{"expression": 1}', 400),
        (b'{"expression": "\\ud800"}', 400),
        (b"[" * 5000, 400),
        (b'{"expression": "' + b"1" * 10_000 + b'"}', 413),
        (b'{"expression": "\\u0000"}', 422),
    ],
)
async def test_bad_requests(body: bytes, status: int) -> None:
    async with client() as (_, http):
        response = await http.post("/eval", content=body)
        assert response.status_code == status
        assert response.json()["error"]["message"]


async def test_each_question_gets_its_reply() -> None:
    async with client() as (_, http), anyio.create_task_group() as group:
        for _, questions in QUESTIONS.values():
            for question in questions:

                async def one(question: Any = question) -> None:
                    status, reply = await ask(http, question.text(5))
                    assert question.right(5, status, reply), (question.text(5), reply)

                group.start_soon(one)


async def test_too_many_are_told_to_come_back() -> None:
    async with client() as (service, http):
        service.WAITING = 1
        replies: list[int] = []

        async def one() -> None:
            text = "let f = n: if n < 0 then n else f (n + 1); in f 0"
            replies.append((await ask(http, text))[0])

        async with anyio.create_task_group() as group:
            for _ in range(service.RUNNING + 4):
                group.start_soon(one)
        assert sorted(replies) == [422] * (service.RUNNING + 1) + [503] * 3
        assert await ask(http, "1 + 1") == (200, {"value": 2})


async def test_a_client_that_leaves_ends_its_evaluation() -> None:
    async with client() as (service, _):
        state = service.Places()
        sent: list[Any] = []
        body = json.dumps({"expression": "let f = n: if n < 0 then n else f (n + 1); in f 0"})
        messages = [{"type": "http.request", "body": body.encode(), "more_body": False}]

        async def receive() -> Any:
            if messages:
                return messages.pop()
            while state.running == 0:
                await anyio.lowlevel.checkpoint()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/eval",
            "raw_path": b"/eval",
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "http_version": "1.1",
            "scheme": "http",
            "state": {"places": state},
        }
        await service.app(scope, receive, send)
        assert sent[0]["status"] == 499
        assert (state.all, state.running) == (0, 0)


def test_under_load() -> None:
    """The short version of the load test: every reply is right."""
    command = [sys.executable, "-m", "benchmarks.service", "--json"]
    result = subprocess.run(
        [*command, "--seconds", "3", "--clients", "8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads(result.stdout)
    assert report["wrong"] == []
    assert sum(report["replies"].values()) > 8
