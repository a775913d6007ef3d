"""An OpenID Connect provider as a process of its own, for those who log in through one (USR-7)."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.database import ROOT
from tests.identity.provider_server import PERSON
from tests.live import free_port


@dataclass
class Outside:
    """The provider's process."""

    port: int

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body)
            answer = connection.getresponse()
            answer.read()
            return answer

    def behave(self, misbehave: str = "", **person: Any) -> None:
        self.ask("POST", "/switch", json.dumps({"misbehave": misbehave, "person": PERSON | person}))

    def agree(self, address: str) -> str:
        """Do what the person's browser does at the provider, and return where it is sent."""
        parts = urlsplit(address)
        sent = self.ask("GET", f"{parts.path}?{parts.query}")
        assert sent.status == 302
        return sent.headers["Location"]


@contextmanager
def provider_running() -> Iterator[Outside]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.identity.provider_server", str(port)], cwd=ROOT)
    outside, deadline = Outside(port), time.monotonic() + 20
    while True:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as probe:
                probe.connect()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield outside
    process.terminate()
    process.wait(10)
