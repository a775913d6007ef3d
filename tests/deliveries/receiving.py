"""A supplier's program in the hands of tests: a real HTTP server that answers as it is told, and remembers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Program(ThreadingHTTPServer):
    """Answers with `answers`, one after the other, the last of them for ever; `heard` is what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hearing)
        self.answers: list[tuple[int, Any]] = [(200, {})]
        self.heard: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/orders"

    @property
    def told(self) -> list[Any]:
        return [json.loads(body) for method, _path, _headers, body in self.heard if method == "POST"]


class _Hearing(BaseHTTPRequestHandler):
    server: Program

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        program = self.server
        program.heard.append((self.command, self.path, dict(self.headers), body))
        status, told = program.answers.pop(0) if len(program.answers) > 1 else program.answers[0]
        answer = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def programmed() -> Iterator[Program]:
    """Serve a program within this process."""
    program = Program()
    thread = threading.Thread(target=program.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        program.shutdown()
        program.server_close()
        thread.join()
