"""Reading files from a coroutine: directly, or through a worker thread.

Decides ``aionix.filesystem.DIRECT_READ``: up to which size a direct read costs
less than the trip to a thread.  Microseconds each, best of five.

Usage: python benchmarks/file_access.py
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Awaitable, Callable

import anyio
from anyio import to_thread

ROUNDS = 500


def read(path: str) -> bytes:
    """What ``RealIO.read_file`` does."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        return os.read(handle, os.fstat(handle).st_size)
    finally:
        os.close(handle)


async def measure(action: Callable[[], Awaitable[object]]) -> float:
    """Microseconds that *action* takes."""
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(ROUNDS):
            await action()
        best = min(best, time.perf_counter() - started)
    return best / ROUNDS * 1e6


async def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as directory:
        for size in (0, 1 << 12, 1 << 16, 1 << 18, 1 << 20):
            path = os.path.join(directory, str(size))
            await anyio.Path(path).write_bytes(b"x" * size)

            async def direct(path: str = path) -> bytes:
                return read(path)

            async def thread(path: str = path) -> bytes:
                return await to_thread.run_sync(read, path)

            async def status(path: str = path) -> os.stat_result:
                return os.lstat(path)

            print(
                f"{size:8} bytes: direct {await measure(direct):7.1f}"
                f"  thread {await measure(thread):7.1f}  lstat {await measure(status):7.1f}"
            )


if __name__ == "__main__":
    anyio.run(main)
