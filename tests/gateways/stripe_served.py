"""A server on this machine that answers as Stripe does, with the test gateway's book behind it, and with faults."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import stripe
from django.test import override_settings

from handsel.gateways.play.book import Book, OutOfOrder, Wrong
from tests.gateways import stripe_shapes as shapes
from tests.gateways.stripe_desk import SECRET, Desk, Fault, Row

WEBHOOK_SECRET = "whsec_Karls4242"


class Heard:
    """One request, as the server heard it."""

    def __init__(self, method: str, path: str, headers: Mapping[str, str], asked: Row) -> None:
        self.method, self.path, self.headers, self.asked = method, path, headers, asked


class StripeServer(ThreadingHTTPServer):
    """Stripe for one test.

    `faults` come first, one for each request: a status, a `status` with an `answer`, or "lost" (done, and not told).
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.book = Book(time.time, delay=0.0)
        self.base_url = f"http://127.0.0.1:{self.server_address[1]}"
        self.desk = Desk(self.book, self.base_url)
        self.faults: deque[int | str | Row] = deque()
        self.kept: dict[str, tuple[Row, int, Row]] = {}
        self.heard: list[Heard] = []

    def events(self) -> list[bytes]:
        """Return the webhooks that are due, in the order in which they came to be."""
        with self.book.lock:
            due, self.book.outbox = self.book.outbox, []
        return [self._event(sent) for sent in due]

    def _event(self, sent: Row) -> bytes:
        kind = shapes.KINDS[sent["kind"]]
        body = {
            "id": sent["id"],
            "object": "event",
            "type": kind,
            "api_version": "2026-10-28.endive",
            "livemode": False,
        }
        return json.dumps(body | {"data": {"object": self.desk.about(kind, sent["key"])}}).encode()


def signed(body: bytes, at: float, secret: str = WEBHOOK_SECRET) -> dict[str, str]:
    """Return the headers of a webhook that Stripe sends."""
    sent = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=int(at))
    return {"stripe-signature": sent, "content-type": "application/json"}


@contextmanager
def stripe_served() -> Iterator[StripeServer]:
    """Serve it, and let the installation know."""
    server = StripeServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        with override_settings(HANDSEL_STRIPE_API_URL=server.base_url):
            yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Answers(BaseHTTPRequestHandler):
    """One connection."""

    server: StripeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        asked = dict(parse_qsl(parts.query or body, keep_blank_values=True))
        if parts.path.startswith("/bank/"):
            row = self.server.desk.get("payments", parts.path.removeprefix("/bank/"))
            self.server.book.confirm(row, confirms=parse_qs(body)["answer"][0] == "confirm")
            self._send(303, {}, {"Location": row["return_url"]})
            return
        if parts.path.startswith("/pay/"):
            refusal = self.server.desk.type_card(parts.path.removeprefix("/pay/"), parse_qs(body)["number"][0])
            self._send(200 if refusal else 303, {"refusal": refusal}, {"Location": "http://back/"})
            return
        self.server.heard.append(Heard(method, parts.path, dict(self.headers.items()), asked))
        fault = self.server.faults.popleft() if self.server.faults else None
        if isinstance(fault, dict):
            self._send(fault.get("status", 200), fault["answer"])
            return
        if isinstance(fault, int):
            self._send(fault, shapes.an_error("api_error", "rate_limit" if fault == 429 else "", "Try later."))
            return
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            told = "Invalid API Key provided: rk_test_*****4242"
            self._send(401, {"error": {"type": "invalid_request_error", "message": told}})
            return
        status, told, headers = self._once(method, parts.path, asked)
        if status == 0 or fault == "lost":
            self.close_connection = True
            return
        self._send(status, told, headers)

    def _once(self, method: str, path: str, asked: Row) -> tuple[int, Row, dict[str, str]]:
        """Answer; the same idempotency key again gets the same answer, as it was then."""
        key = self.headers.get("Idempotency-Key") if method == "POST" else None
        first = self.server.kept.get(key or "")
        if first:
            if first[0] != asked:
                told = "Keys for idempotent requests can only be used with the same parameters."
                return 400, shapes.an_error("idempotency_error", "", told), {}
            return first[1], first[2], {"Idempotent-Replayed": "true"}
        with self.server.book.changing():
            status, told = self._done(method, path, asked)
        if key:
            self.server.kept[key] = (asked, status or 200, told)
        return status, told, {}

    def _done(self, method: str, path: str, asked: Row) -> tuple[int, Row]:
        try:
            return 200, json.loads(json.dumps(self.server.desk.answer(method, path, asked)))
        except Fault as fault:
            return fault.status, fault.body
        except OutOfOrder:
            return 500, shapes.an_error("api_error", "", "An error occurred.")
        except (Wrong, KeyError, ValueError) as error:
            return 400, shapes.an_error(
                "invalid_request_error", "parameter_invalid", f"{type(error).__name__}: {error}"
            )

    def _send(self, status: int, told: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Request-Id": "req_1", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
