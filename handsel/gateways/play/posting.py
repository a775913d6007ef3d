"""The test gateway's webhooks: signed, tried again while nobody answers, in the order of chance (BIL-3)."""

import http.client
import json
import ssl
from contextlib import closing
from http import HTTPStatus
from urllib.parse import urlsplit

from handsel.gateways.play.book import Book, Row
from handsel.gateways.play.signing import HEADER, signature, webhook_secret_of

TRIES = 8
SECONDS = 5


def post_due(book: Book) -> None:
    """Send what is due; what nobody took is tried again later, longer and longer."""
    now = book.clock()
    with book.changing():
        due = [sent for sent in book.outbox if sent["due"] <= now]
        book.outbox = [sent for sent in book.outbox if sent["due"] > now]
    failed = [sent for sent in due if not _posted(sent, int(book.clock()))]
    for sent in failed:
        sent["tries"] += 1
        sent["due"] = book.clock() + 2 ** sent["tries"]
    if failed:
        with book.changing():
            book.outbox += [sent for sent in failed if sent["tries"] < TRIES]


def _posted(sent: Row, now: int) -> bool:
    body = json.dumps({name: sent[name] for name in ("id", "kind", "key")}).encode()
    signed = signature(webhook_secret_of(sent["owner"]), now, body)
    parts = urlsplit(sent["url"])
    try:
        with closing(_connection(parts.scheme, parts.hostname or "", parts.port)) as connection:
            headers = {"Host": parts.netloc, "Content-Type": "application/json", HEADER: signed}
            connection.request("POST", parts.path or "/", body=body, headers=headers)
            return connection.getresponse().status < HTTPStatus.MULTIPLE_CHOICES
    except (OSError, http.client.HTTPException, ValueError):
        return False


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if host == "localhost" or host.endswith(".localhost"):
        host = "127.0.0.1"  # browsers know these names, resolvers do not
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=SECONDS)
