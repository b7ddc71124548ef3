"""A small asyncio service: answers requests for host configurations over TCP.

One ``Evaluator`` serves all connections.  What one request evaluates (imports,
hosts) the next ones find evaluated; two requests that need the same value at
once compute it once.  A slow evaluation doesn't hold up the others.

    python examples/service.py
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aionix

FLEET = Path(__file__).with_name("fleet")


class Service:
    """Knows the fleet; answers ``hosts.web-1.files`` with JSON."""

    def __init__(self) -> None:
        self.evaluator = aionix.Evaluator(restrict_eval=True, allowed_paths=[FLEET])
        self.fleet: aionix.Value | None = None

    async def answer(self, path: str) -> str:
        """The JSON of one attribute of the fleet."""
        if self.fleet is None:
            self.fleet = await self.evaluator.value_file(FLEET, arguments={"domain": "example.net"})
        value = self.fleet
        for name in path.split("/"):
            value = value[name]
        return await value.json()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: a line asks, a line answers."""
        async for line in reader:
            try:
                async with asyncio.timeout(10):
                    reply = await self.answer(line.decode().strip())
            except aionix.NixError as error:
                reply = json.dumps({"error": error.message})
            except TimeoutError:
                reply = json.dumps({"error": "that took too long"})
            writer.write(reply.encode() + b"\n")
            await writer.drain()
        writer.close()


async def ask(port: int, path: str) -> str:
    """A client."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(path.encode() + b"\n")
    reply = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return reply.decode().strip()


async def main() -> None:
    """Serve, and ask a few things at once."""
    service = Service()
    async with await asyncio.start_server(service.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        questions = [
            "summary/web-1",
            "hosts/db-1/firewall",
            "hosts/web-1/web/workers",
            "hosts/web-9",
        ]
        replies = await asyncio.gather(*(ask(port, question) for question in questions))
    for question, reply in zip(questions, replies, strict=True):
        print(f"{question}: {reply}")


if __name__ == "__main__":
    asyncio.run(main())
