"""A PostgreSQL of our own for a laptop: one Unix socket, and gone when its supervisor is (OPS-1)."""

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from handsel.kernel.launching import CannotStart, Launch, binary, launch_for, major_version, spawn

SUPERUSER = "postgres"
PORT = 5432
"""Names the socket; nothing listens on the network."""
READY_WITHIN_SECONDS = 30
BUILTIN_SINCE = 17
LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes, `/.s.PGSQL.5432` included."""

OPTIONS = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "listen_addresses": "",
    "timezone": "UTC",
    "port": str(PORT),
}


@dataclass(frozen=True)
class EmbeddedServer:
    """The server whose files lie in `folder`. Knows how to be found, started and stopped."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: in the folder, or under /tmp where that path would be too long for a socket."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside)) + len(f"/.s.PGSQL.{PORT}") <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"handsel-{os.getuid()}-{digest}"

    def url(self, user: str, database: str) -> str:
        where = urlencode({"host": str(self.socket_folder), "port": PORT}, quote_via=quote)
        return f"postgresql://{user}@/{database}?{where}"

    def is_running(self) -> bool:
        """Whether it answers: what `pg_ctl status` says is not enough to log in."""
        if not (self.socket_folder / f".s.PGSQL.{PORT}").exists():
            return False
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self, options: Mapping[str, str] | None = None, *, leashed: bool = True) -> "subprocess.Popen[bytes]":
        """Start the server, making its files first when they are not there, and return once it answers.

        Leashed, it stops by itself when the thread that called this dies. A server left over from a supervisor that was
        killed is stopped first, so that the new one belongs to the caller.

        Raises CannotStart.
        """
        launch = launch_for(self.folder)
        self._make_folders(launch)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(launch)
        self._refuse_other_version()
        self.stop()
        settings = OPTIONS | {"unix_socket_directories": str(self.socket_folder)} | dict(options or {})
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            process = spawn(launch, [binary("postgres"), "-D", str(self.data), *flags], self.log, leashed=leashed)
            if self._answers(process, deadline):
                return process
            # A server that is just going down still holds the folder: its place is free in a moment.
            if time.monotonic() > deadline or "already exists" not in self._last_words():
                raise CannotStart(f"PostgreSQL does not start: {self._last_words()} (the rest is in {self.log})")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server that answers on the socket, if one does; wait until it is gone."""
        if not self.is_running():
            return
        number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        for hint in (signal.SIGINT, signal.SIGQUIT):
            _signal(number, hint)
            deadline = time.monotonic() + READY_WITHIN_SECONDS / 2
            while time.monotonic() < deadline:
                if not (self.data / "postmaster.pid").exists():
                    return
                time.sleep(0.02)
        raise CannotStart(f"The PostgreSQL with process id {number} does not stop; end it and start again.")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have a server of one's own running within the block.

        Raises CannotStart, also while a command that borrowed the server is at work.
        """
        with self._locked("users", fcntl.LOCK_EX):
            process = self.start()
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()

    def drop(self, database: str) -> None:
        """Drop `database`, whoever is connected to it."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Have the server running within the block: the one that runs, or one until nobody borrows it any more."""
        with ExitStack() as use:
            with self._locked("starting", fcntl.LOCK_EX):
                process = None if self.is_running() else self.start()
                use.enter_context(self._locked("users", fcntl.LOCK_SH))
            try:
                yield
            finally:
                use.close()
                if process:
                    with self._locked("starting", fcntl.LOCK_EX), self._locked("users", fcntl.LOCK_EX, patience=None):
                        process.send_signal(signal.SIGINT)
                        process.wait()

    @contextmanager
    def _locked(self, name: str, kind: int, patience: float | None = READY_WITHIN_SECONDS) -> Iterator[None]:
        """Hold the lock `name` of the folder, waiting at most `patience` seconds, for ever if None."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        deadline = None if patience is None else time.monotonic() + patience
        with (self.folder / f"{name}.lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, kind | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if deadline and time.monotonic() > deadline:
                        raise CannotStart(
                            f"Another command is at work in {self.folder.parent}; wait until it has ended."
                        ) from None
                    time.sleep(0.05)
            yield

    def _make_folders(self, launch: Launch) -> None:
        for folder in (self.folder, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), launch.owner[0]}:
                raise CannotStart(f"{folder} belongs to another user; remove it, or choose another data folder.")
            os.chown(folder, *launch.owner)
        self.log.touch()
        os.chown(self.log, *launch.owner)

    def _initialise(self, launch: Launch) -> None:
        # The wheel has no ICU; from 17 on, the builtin C.UTF-8 knows upper and lower case and sorts by code point.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major_version() >= BUILTIN_SINCE else []
        locale = ["--encoding=UTF8", "--locale=C", *builtin]
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = [binary("initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--no-instructions", *locale]
        done = subprocess.run([*launch.prefix, *command], check=False, capture_output=True, text=True, **launch.options)
        if done.returncode:
            raise CannotStart(f"PostgreSQL cannot make its files in {fresh}: {_last_line(done.stderr)}")
        fresh.rename(self.data)

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(major_version()):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {made_by}, but {major_version()} is installed; "
                "restore a backup into a new data folder, or install the older version."
            )

    def _answers(self, process: "subprocess.Popen[bytes]", deadline: float) -> bool:
        while process.poll() is None and time.monotonic() < deadline:
            if self.is_running():
                return True
            time.sleep(0.02)
        process.kill()
        process.wait()
        return False

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-20:]
        fatal = [line for line in lines if "FATAL" in line or "could not" in line]
        return (fatal or lines or ["it said nothing"])[-1]


def _signal(number: int, hint: signal.Signals) -> None:
    try:
        os.kill(number, hint)
    except ProcessLookupError:
        return


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]
