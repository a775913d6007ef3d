"""Fixtures with real processes: the web server, the worker, and an SMTP server that keeps what it gets."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.test import override_settings

from tests.database import ROOT, Clone

PATIENCE_SECONDS = 60


@dataclass
class Process:
    """A process of Handsel working on a clone."""

    arguments: tuple[str, ...]
    env: dict[str, str]
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-m", "handsel", *self.arguments]
        self.running = subprocess.Popen(command, env=self.env, cwd=ROOT)

    def stop(self) -> None:
        if self.running:
            self.running.terminate()
            self.running.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """End it as `kill -9` does, with no chance to tidy up."""
        if self.running:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait(PATIENCE_SECONDS)


@dataclass
class Portal(Process):
    """The web process, and how to ask it something as a browser at a portal would."""

    port: int = 0

    def url(self, portal: str, path: str = "/") -> str:
        host = f"{portal}.localhost" if portal else "localhost"
        return f"http://{host}:{self.port}{path}"

    def get(self, portal: str, path: str = "/", headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and body; for more than that, use a browser."""
        host = f"{portal}.localhost:{self.port}" if portal else f"localhost:{self.port}"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request("GET", path, headers={"Host": host, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or (self.running and self.running.poll() is not None):
                raise RuntimeError("the web process does not get ready")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return self.get("", "/healthz")[0] == http.client.OK
        except OSError:
            return False


@pytest.fixture
def live_portal(request: pytest.FixtureRequest, committed_db: Clone) -> Iterator[Portal]:
    """The real web process on a committed database."""
    port = free_port()
    env = committed_db.env | {"HANDSEL_PORT": str(port), "HANDSEL_WEB_PROCESSES": "1", "HANDSEL_OUTGOING_LOCAL": "1"}
    if "play_process" in request.fixturenames:
        env["HANDSEL_TEST_GATEWAY_URL"] = request.getfixturevalue("play_process").url
    with _ended(Portal(("web",), env, port=port)) as portal:
        portal.start()
        yield portal


@pytest.fixture
def worker(request: pytest.FixtureRequest, committed_db: Clone) -> Iterator[Process]:
    """The real worker process on a committed database, running; its mails lead to the live portal, if there is one."""
    beside = request.getfixturevalue("live_portal") if "live_portal" in request.fixturenames else None
    env = beside.env if beside else committed_db.env
    with _ended(Process(("worker",), env)) as process:
        process.start()
        yield process


@dataclass
class TestGateway(Process):
    """The test gateway as a process of its own."""

    __test__ = False
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or (self.running and self.running.poll() is not None):
                raise RuntimeError("the test gateway does not get ready")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
                connection.request("GET", "/")
                return connection.getresponse().status == http.client.OK
        except OSError:
            return False


@pytest.fixture
def play_process(committed_db: Clone) -> Iterator[TestGateway]:
    """The test gateway; the live portal and this process know of it."""
    port = free_port()
    arguments = ("test-gateway", "--port", str(port), "--delay", "0.5")
    with _ended(TestGateway(arguments, committed_db.env, port=port)) as gateway:
        gateway.start()
        with override_settings(HANDSEL_TEST_GATEWAY_URL=gateway.url):
            yield gateway


@dataclass
class MailSink:
    """An SMTP server that keeps what it is sent."""

    url: str
    messages: list[EmailMessage] = field(default_factory=list)


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    port = free_port()
    sink = MailSink(f"smtp://127.0.0.1:{port}")

    class Keep(Message):
        def handle_message(self, message: Any) -> None:
            sink.messages.append(message)

    controller = Controller(Keep(EmailMessage), hostname="127.0.0.1", port=port)
    controller.start()
    yield sink
    controller.stop()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _ended(process: Any) -> Iterator[Any]:
    try:
        yield process
    finally:
        if process.running and process.running.poll() is None:
            process.stop()
