"""Real Nix daemons for tests: each with a store, a state directory and a socket of its own.

Used are those that ``AIONIX_NIX_DAEMON`` names (several like ``PATH``); without it, the
one beside ``AIONIX_ORACLE`` and the one on ``PATH``, where they exist.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aionix.filesystem import RealIO
from aionix.store.daemon import DaemonStore
from aionix.store.worker_protocol import Log

#: Builds run as this user, outside of sandboxes; nothing is downloaded or built elsewhere.
CONFIGURATION = """\
build-users-group =
sandbox = false
substitute = false
substituters =
build-hook = {hook}
builders =
fsync-metadata = false
experimental-features = ca-derivations nix-command
"""
#: A hook that builds nothing.
HOOK = """\
#!/bin/sh
echo '# decline-permanently' >&2
exec cat >/dev/null
"""
#: Seconds that a daemon may take to start.
PATIENCE = 30


def programs() -> list[str]:
    """The ``nix-daemon``s to test with."""
    named = os.environ.get("AIONIX_NIX_DAEMON")
    if named is not None:
        return [one for one in named.split(os.pathsep) if one]
    oracle = os.environ.get("AIONIX_ORACLE")
    candidates = [] if not oracle else [str(Path(oracle).with_name("nix-daemon"))]
    found = shutil.which("nix-daemon")
    if found is not None:
        candidates.append(found)
    return [one for one in dict.fromkeys(candidates) if os.access(one, os.X_OK)]


class NixDaemon:
    """A daemon below *root*, a short directory name."""

    def __init__(self, program: str, root: str, *, chroot: bool = False) -> None:
        self.program = program
        self.root = root
        self.socket = f"{root}/socket"
        self.directory = "/nix/store" if chroot else f"{root}/store"
        self.real_directory = f"{root}/chroot/nix/store" if chroot else self.directory
        Path(root, "nix.conf").write_text(CONFIGURATION.format(hook=f"{root}/hook"))
        hook = Path(root, "hook")
        hook.write_text(HOOK)
        hook.chmod(0o755)
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": root,
            "NIX_CONF_DIR": root,
            "NIX_DAEMON_SOCKET_PATH": self.socket,
            # Not "auto", which may mean the daemon itself.
            "NIX_REMOTE": f"local?root={root}/chroot" if chroot else "local",
        }
        if not chroot:
            self.environment |= {
                "NIX_STORE_DIR": self.directory,
                "NIX_STATE_DIR": f"{root}/var",
                "NIX_LOG_DIR": f"{root}/log",
            }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it can be connected to."""
        Path(self.socket).unlink(missing_ok=True)
        # Makes the store: the processes for the first connections would do so at once,
        # and stumble over each other.
        self.run("nix-store", "--dump-db")
        with open(f"{self.root}/daemon.log", "ab") as log:
            self._process = subprocess.Popen(
                [self.program],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        with socket.socket(socket.AF_UNIX) as probe:
            while probe.connect_ex(self.socket):
                if self._process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise RuntimeError(f"{self.program} did not start: {self.log()}")
                time.sleep(0.02)

    def stop(self) -> None:
        """Kill it, and the processes that serve connections; return when all are gone."""
        if self._process is not None:
            workers = self._workers()
            for process in (self._process.pid, *workers):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()
            self._process = None
            while any(map(_runs, workers)):
                time.sleep(0.01)

    def collect_garbage(self) -> None:
        """What nobody uses is removed: first the processes of closed connections end.

        Until then what they added or asked for is in use.
        """
        while any(map(_runs, self._workers())):
            time.sleep(0.01)
        self.run("nix-store", "--gc")

    def _workers(self) -> list[int]:
        """The daemon's processes for connections, which are in sessions of their own."""
        assert self._process is not None
        numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        parent = str(self._process.pid)
        return [number for number in numbers if _status(number)[1:2] == [parent]]

    def log(self) -> str:
        """What it printed."""
        return Path(self.root, "daemon.log").read_text(errors="replace")

    def run(self, program: str, *arguments: str) -> str:
        """The output of one of its companions, ``nix-store`` say, on the store itself."""
        done = subprocess.run(
            [Path(self.program).with_name(program), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout.decode()

    def store(self, log: Log | None = None, **options: object) -> DaemonStore:
        """A store at this daemon."""
        return DaemonStore(
            self.socket,
            directory=self.directory,
            files=RealIO(),
            real_directory=self.real_directory,
            log=log,
            **options,  # type: ignore[arg-type]
        )


def _status(process: int) -> list[str]:
    """State, parent and more of a process; nothing when there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _runs(process: int) -> bool:
    """Whether a process still has files open: its first thread may be dead before the others."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
    except OSError:
        return False
    return len(threads) > 1 or _status(process)[:1] not in ([], ["Z"])


@contextmanager
def nix_daemon(program: str, *, chroot: bool = False) -> Iterator[NixDaemon]:
    """A daemon that runs meanwhile."""
    # Names of sockets are short: tmp_path may be too long.
    root = tempfile.mkdtemp(prefix="aionix-")
    daemon = NixDaemon(program, root, chroot=chroot)
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.stop()
        _remove(root)


def _remove(root: str) -> None:
    """Remove a directory with what Nix made read-only in it."""
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o700)
    shutil.rmtree(root)
