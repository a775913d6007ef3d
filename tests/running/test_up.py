"""script/run as a person meets it (OPS-1): one program that starts, says where it is, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handsel.cli.supervisor import pause_before_restart
from tests.database import ROOT
from tests.live import Portal, free_port

pytestmark = pytest.mark.covers("OPS-1")

OWN = ("DATABASE_URL", "HANDSEL_OWNER_DATABASE_URL", "HANDSEL_TEST_RUN")


class Installation:
    """A data folder and the program that runs from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.said = folder / "said.txt"
        self.env = {name: value for name, value in os.environ.items() if name not in OWN} | {
            "DJANGO_SETTINGS_MODULE": "handsel.settings.laptop",
            "HANDSEL_DATA_DIR": str(folder / "data"),
            "HANDSEL_WEB_PROCESSES": "1",
        }
        self.portal = Portal((), self.env, port=self.port)

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "handsel", "up", "--no-demo", "--port", str(self.port), *options]

    def start(self) -> "subprocess.Popen[bytes]":
        with self.said.open("wb") as output:
            running = subprocess.Popen(self.command(), cwd=ROOT, env=self.env, stdout=output, stderr=output)
        deadline = time.monotonic() + 300
        while f"http://localhost:{self.port}/" not in self.said.read_text():
            assert running.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.05)
        return running

    def run(self, *options: str) -> "subprocess.CompletedProcess[str]":
        command = self.command(*options)
        return subprocess.run(command, check=False, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=240)

    def processes(self) -> list[int]:
        """Return the processes that belong to this folder, and still run, by what they were started with."""
        mark = str(self.folder).encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                mine = mark in (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
                alive = "State:\tZ" not in (path / "status").read_text()
            except OSError:
                continue
            if mine and alive:
                found.append(int(path.name))
        return found


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    place = Installation(tmp_path_factory.mktemp("installation"))
    yield place
    for number in place.processes():
        os.kill(number, signal.SIGKILL)


def gone(installation: Installation) -> bool:
    deadline = time.monotonic() + 60
    while installation.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    return installation.processes() == []


@pytest.mark.parametrize("hint", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_says_where_it_is_and_stops_with_all_that_it_started(installation, hint):
    running = installation.start()

    assert installation.portal.get("", "/healthz")[0] == 200

    running.send_signal(hint)

    assert running.wait(20) == 0
    assert gone(installation)


@pytest.mark.covers("ACC-1")
def test_an_empty_installation_is_founded_with_one_command(installation):
    running = installation.start()

    told = subprocess.run(
        [sys.executable, "-m", "handsel", "found", "Acme", "--portal", "acme", "--first-name", "Ada",
         "--last-name", "Acme", "--email", "ada@acme.example"],
        check=True, cwd=ROOT, env=installation.env | {"HANDSEL_PORT": str(installation.port)}, capture_output=True,
        text=True, timeout=240,
    )  # fmt: skip

    path = told.stdout.strip().partition(f"http://acme.localhost:{installation.port}")[2]
    status, page = installation.portal.get("acme", path)
    assert (status, "Ada" in page) == (200, True)
    running.terminate()
    running.wait(20)


def test_nothing_survives_a_supervisor_that_is_killed_and_the_next_start_works(installation):
    running = installation.start()

    running.kill()
    running.wait()

    assert gone(installation)
    again = installation.start()
    again.terminate()
    assert again.wait(20) == 0


def test_a_web_process_that_is_killed_comes_back(installation):
    running = installation.start()
    (web,) = [
        number
        for number in installation.processes()
        if Path(f"/proc/{number}/cmdline").read_bytes().endswith(b"web\0")
        and f"PPid:\t{running.pid}" in Path(f"/proc/{number}/status").read_text()
    ]

    below = children_of(web)
    os.kill(web, signal.SIGKILL)

    deadline = time.monotonic() + 60
    # The dead one's own children may still answer for a moment.
    while set(below) & set(installation.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    while not installation.portal._is_ready() and time.monotonic() < deadline:
        time.sleep(0.05)
    status, _ = installation.portal.get("", "/healthz")
    running.terminate()
    running.wait(20)
    assert status == 200


def children_of(number: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def test_a_second_one_from_the_same_folder_is_told_so(installation):
    running = installation.start()

    second = installation.run("--port", str(free_port()))

    running.terminate()
    running.wait(20)
    assert second.returncode == 1
    assert second.stderr == f"Handsel already runs from {installation.folder / 'data'} (process {running.pid}).\n"


def test_a_taken_port_is_named(installation):
    with closing(socket.socket()) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()

        done = installation.run()

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {installation.port} is taken")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["abc", "99999"])
def test_a_port_that_is_none_is_named(installation, port):
    installation.env["HANDSEL_PORT"] = port

    done = subprocess.run(
        [sys.executable, "-m", "handsel", "up"], check=False, env=installation.env, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert port in done.stderr
    assert "8000" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_named(installation):
    done = installation.run("--data-dir", "/proc/handsel")

    assert done.returncode == 1
    assert done.stderr.startswith("The data folder /proc/handsel cannot be written")
    assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_told_in_one_sentence(installation):
    done = installation.run("--database-url", f"postgresql://nobody@127.0.0.1:{free_port()}/none")

    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be reached: ")
    assert done.stderr.count("\n") == 1


def test_an_address_that_is_none_is_told_in_one_sentence(installation):
    done = installation.run("--database-url", "mysql:whatever")

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("crashes", "seconds"), [(1, 0.0), (2, 0.5), (3, 1.0), (5, 4.0), (9, 30.0), (99, 30.0)])
def test_each_crash_in_a_row_doubles_the_pause_up_to_half_a_minute(crashes, seconds):
    assert pause_before_restart(crashes) == seconds
