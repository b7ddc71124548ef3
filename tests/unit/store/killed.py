"""Kills processes that write to a store, at every one of their steps.

    python killed.py DIRECTORY

A child fills a store in DIRECTORY and dies by SIGKILL before its first step in the file
system; another one before its second; and so on, until one lives to the end.  After
each, a process looks at what is there: every object to be seen is complete, and the
work can be done.  Prints the number of steps; exits with 1 and says why when one of the
stores is not as it should be.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio

from aionix.filesystem import Executable, MemoryIO, RealIO, Symlink
from aionix.store.directory import DirectoryStore, _archive_hash
from aionix.store.nar import Tree, select_tree

SOURCE = MemoryIO(
    {
        "/src/a/b/file": "content",
        "/src/a/run": Executable("#!/bin/sh\n"),
        "/src/link": Symlink("a"),
    }
)
#: What counts as a step: all that changes something, and locking.
STEPS = ("open", "os.", "fcntl.flock")


async def fill(store: DirectoryStore) -> list[str]:
    """What the child that is killed does; the paths."""
    text = await store.add_text("text", "a text", ())
    user = await store.add_text("user", f"uses {text}", (text,))
    digest, tree = await select_tree(SOURCE, "/src")
    source = await store.add_source("src", "nar", digest, tree)
    await store.aclose()
    return [text, user, source]


def objects(place: Path) -> list[str]:
    names = os.listdir(place) if place.exists() else []
    return [f"/nix/store/{name}" for name in names if name[0] != "."]


async def check(store: DirectoryStore) -> None:
    """What the process after it does."""
    place = Path(store.root, "nix", "store")
    visible = objects(place)
    for path in visible:
        info = await store.info(path)
        assert info is not None, f"{path} has no info"
        found = await _archive_hash(Tree(RealIO(), store.real_path(path)))
        assert found == (info.nar_hash, info.nar_size), f"{path} is not complete"
        for reference in info.references:
            assert await store.info(reference) is not None, f"{reference} came later"
    # The next one to write something cleans up.
    paths = [await store.add_text("next", "", ()), *await fill(store)]
    assert set(visible) <= set(paths)
    for path in paths:
        mode = os.lstat(store.real_path(path)).st_mode
        assert not stat.S_IMODE(mode) & 0o222, f"{path} is writable"
    assert os.listdir(place / ".aionix") == ["info"], "there are leftovers"
    infos = sorted(f"/nix/store/{name}" for name in os.listdir(place / ".aionix" / "info"))
    assert infos == sorted(paths)


def in_child(work: Callable[[], Awaitable[object]]) -> int:
    """Do *work* in a process of its own; how that ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        anyio.run(work)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main(directory: str) -> int:
    signalled = -1
    step = 0
    while signalled != 0:
        step += 1
        root = f"{directory}/{step}"
        store = DirectoryStore(root, files=RealIO())

        async def die(store: DirectoryStore = store, last: int = step) -> None:
            left = last

            def count(event: str, arguments: object) -> None:
                nonlocal left
                if event.startswith(STEPS) and event != "os.kill":
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            await fill(store)

        signalled = in_child(die)
        if signalled not in (0, signal.SIGKILL):
            print(f"step {step}: ended by {signalled}")
            return 1

        async def look(store: DirectoryStore = store) -> None:
            await check(store)

        if in_child(look) != 0:
            print(f"step {step}: the store is damaged")
            return 1
        shutil.rmtree(root)
    print(step - 1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
