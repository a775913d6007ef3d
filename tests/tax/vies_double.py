"""The VAT number service of the European Commission, played on this machine: it says what a test wants it to say."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Vies:
    """What it knows: answers by number, and what it was asked."""

    url: str = ""
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def knows(self, number: str, *, name: str = "Moulin SARL", is_valid: bool = True) -> None:
        told = {"valid": is_valid, "name": name if is_valid else "---", "requestIdentifier": "WAPIAAAA1"}
        self.answers[number] = (200, told)

    def is_away(self, number: str, why: str = "MS_UNAVAILABLE") -> None:
        self.answers[number] = (500, {"actionSucceed": False, "errorWrappers": [{"error": why}]})


@contextmanager
def played() -> Iterator[Vies]:
    """Serve it until the block ends."""
    vies = Vies()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            vies.asked.append(asked)
            status, told = vies.answers[asked["countryCode"] + asked["vatNumber"]]
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        vies.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield vies
        server.shutdown()
        thread.join()
