"""The test gateway's web server: its API for Handsel, its page for cards, and the webhooks that it sends (BIL-3)."""

import json
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from handsel.gateways.play.banking import answered, is_waiting
from handsel.gateways.play.book import Book, OutOfOrder, Row, Wrong
from handsel.gateways.play.calls import AnswerLost, Calls
from handsel.gateways.play.numbers import card_with
from handsel.gateways.play.pages import STYLE, bank_page, gone_page, typing_page
from handsel.gateways.play.posting import post_due
from handsel.kernel.money import Money

MOST_BYTES = 100_000
TICK_SECONDS = 0.1


class PlayServer(ThreadingHTTPServer):
    """Serves one book, and lets time pass in it."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], book: Book, base_url: str = "") -> None:
        super().__init__(address, Answers)
        self.book = book
        self.base_url = base_url or f"http://localhost:{self.server_address[1]}"
        self._ended = threading.Event()

    def serve(self) -> None:
        """Serve until `shutdown`."""
        threading.Thread(target=self._tick, name="time", daemon=True).start()
        try:
            self.serve_forever(poll_interval=0.2)
        finally:
            self._ended.set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers who hang up; tell of everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as the library calls it

    def _tick(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            with self.book.lock:
                has_work = bool(self.book.outbox) or any(row["due"] for row in self.book.rows["payments"].values())
            if has_work:
                with self.book.changing():
                    self.book.pass_time()
                post_due(self.book)


class Answers(BaseHTTPRequestHandler):
    """One connection: who asks for what, and the answer."""

    server: PlayServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: card numbers are nobody's to read in a log, not even these."""

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        names = [unquote(name) for name in parts.path.strip("/").split("/")]
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        if names[0] == "v1":
            self._answer_call(method, names[1:], query, body)
        elif names[0] == "form" and len(names) == 2:  # noqa: PLR2004 - form/<reference>
            self._answer_page(method, names[1], body)
        elif names[0] == "bank" and len(names) == 2:  # noqa: PLR2004 - bank/<reference>
            self._answer_bank(method, names[1], body)
        elif names == ["style.css"]:
            self._send(HTTPStatus.OK, STYLE, "text/css; charset=utf-8")
        else:
            self._send(HTTPStatus.OK if names == [""] else HTTPStatus.NOT_FOUND, gone_page(), "text/html")

    # The API

    def _answer_call(self, method: str, names: list[str], query: Mapping[str, str], body: bytes) -> None:
        scheme, _, owner = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not owner.startswith("test_"):
            self._tell(HTTPStatus.UNAUTHORIZED, {"error": "no such account"})
            return
        try:
            asked = json.loads(body) if body else {}
            with self.server.book.changing():
                told = Calls(self.server.book, self.server.base_url, owner).answer(method, names, {**query, **asked})
            self._tell(HTTPStatus.OK, told)
        except AnswerLost:
            self.close_connection = True
        except OutOfOrder:
            self._tell(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "out of order"})
        except (Wrong, KeyError, ValueError, TypeError) as error:
            self._tell(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    # The page

    def _answer_page(self, method: str, reference: str, body: bytes) -> None:
        with self.server.book.changing():
            form = self.server.book.form(reference)
            if form is None:
                self._send(HTTPStatus.NOT_FOUND, gone_page(), "text/html; charset=utf-8")
                return
            typed = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
            fault = self._typed(form, typed) if method == "POST" and form["state"] == "open" else form.pop("fault", "")
            if form["state"] != "open":
                self._send_back(form["return_url"])
                return
            if "waits" in form and not fault:
                self._send_back(f"/bank/{reference}")
                return
            page = typing_page(form, fault, typed)
        self._send(HTTPStatus.OK, page, "text/html; charset=utf-8")

    # The bank's page

    def _answer_bank(self, method: str, reference: str, body: bytes) -> None:
        book = self.server.book
        with book.changing():
            about = book.rows["payments"].get(reference) or book.form(reference)
            if about is None or not (is_waiting(about) or "return_url" in about):
                self._send(HTTPStatus.NOT_FOUND, gone_page(), "text/html; charset=utf-8")
                return
            said = parse_qs(body.decode(errors="replace")).get("answer", [""])[0] if method == "POST" else ""
            if said or not is_waiting(about):
                self._send_back(answered(book, about, said))
                return
            amount = about.get("amount")
            money = str(Money(amount, about["currency"])) if amount is not None else ""
        self._send(HTTPStatus.OK, bank_page(about.get("description", ""), money), "text/html; charset=utf-8")

    def _typed(self, form: Row, typed: Mapping[str, str]) -> str:
        if "back" in typed:
            self.server.book.leave_form(form)
            return ""
        form.pop("waits", None)
        card = card_with(typed.get("number", ""))
        if card is None:
            return "number"
        month, _, year = typed.get("expiry", "").replace(" ", "").partition("/")
        if not (month.isdecimal() and year.isdecimal() and 1 <= int(month) <= 12):  # noqa: PLR2004 - months
            return "expiry"
        full_year = int(year) % 100 + 2000
        today = datetime.fromtimestamp(self.server.book.clock(), UTC)
        if (full_year, int(month)) < (today.year, today.month):
            return "expired"
        return self.server.book.fill_form(form, card, int(month), full_year)

    # What goes out

    def _tell(self, status: HTTPStatus, told: Mapping[str, Any]) -> None:
        self._send(status, json.dumps(told), "application/json")

    def _send_back(self, address: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(body)
