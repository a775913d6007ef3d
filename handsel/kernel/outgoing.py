"""The one way out to other people's servers: short, small, to public addresses, and no further (safety P7)."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlencode, urlsplit

from django.conf import settings

SECONDS = 5
MOST_BYTES = 300_000
_BESIDE_US = tuple(
    ip_network(written)
    for written in (
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of a network's own
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # a site's own, as it was once written
    )
)
"""Addresses of IPv6 that may lead to a machine beside us: most stand for one of IPv4, which a network translates."""


class Unreachable(Exception):
    """The server may not be asked, does not answer as it should, or not in time; the text says which, for a log.

    `was_sent` says that it may have heard the question.
    """

    was_sent = False


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """With names in small letters."""


@dataclass(frozen=True)
class _Target:
    is_secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Question:
    """What a server is asked. A `body` of None sends none.

    `is_ours` says that the address was set by the installation and by no tenant, so that it may be on this machine.
    """

    method: str
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_ours: bool = False
    seconds: float = SECONDS
    """How long each step may take."""


def fetch(url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask `url`, with a POST of `form` if there is one, and return the answer. Raises Unreachable as `ask` does."""
    if form is None:
        return ask(Question("GET", url, headers=headers or {}))
    sent = {**(headers or {}), "Content-Type": "application/x-www-form-urlencoded"}
    return ask(Question("POST", url, urlencode(form).encode(), sent))


def ask(question: Question) -> Answer:
    """Ask what `question` says and return the answer. Follows nothing.

    Only https, and only public addresses; with HANDSEL_OUTGOING_LOCAL, and for addresses that are ours, also http to
    this machine. The address that was looked at is the one that is spoken to. Raises Unreachable.
    """
    is_local = question.is_ours or settings.HANDSEL_OUTGOING_LOCAL
    target = _target(question.url, is_local=is_local)
    deadline = time.monotonic() + question.seconds
    headers = {"Accept": "application/json", "User-Agent": "Handsel", **question.headers}
    connection = http.client.HTTPConnection(target.host, target.port, timeout=question.seconds)
    was_sent = False
    try:
        connection.sock = _connected(target, is_local=is_local)
        connection.sock.settimeout(question.seconds)
        was_sent = True
        connection.request(question.method, target.path, body=question.body, headers=headers)
        with connection.getresponse() as response:
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, _read(response, deadline), told)
    except (OSError, http.client.HTTPException) as error:
        failed = Unreachable(f"{target.host} does not answer: {type(error).__name__}")
        failed.was_sent = was_sent
        raise failed from error
    except Unreachable as error:
        error.was_sent = was_sent
        raise
    finally:
        connection.close()


def _target(url: str, *, is_local: bool) -> _Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("this is no address") from error
    host = (parts.hostname or "").rstrip(".")
    is_secure = parts.scheme == "https"
    if not host or parts.username or not (is_secure or (parts.scheme == "http" and is_local)):
        raise Unreachable("only https addresses are asked")
    if any(ord(letter) <= ord(" ") or ord(letter) > ord("~") for letter in url):
        raise Unreachable("this is no address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(is_secure, host, port or (443 if is_secure else 80), path)


def _connected(target: _Target, *, is_local: bool) -> socket.socket:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(
        _may_be_asked(address, is_secure=target.is_secure, is_local=is_local) for address in addresses
    ):
        raise Unreachable(f"{target.host} is not a public address")
    plain = socket.create_connection((addresses[0], target.port), timeout=SECONDS)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.is_secure else plain


def _may_be_asked(text: str, *, is_secure: bool, is_local: bool) -> bool:
    address = ip_address(text.partition("%")[0])
    if address.is_loopback:
        return is_local
    if isinstance(address, IPv6Address) and any(address in network for network in _BESIDE_US):
        return False
    return is_secure and address.is_global and not address.is_multicast


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = b""
    while chunk := response.read1(65_536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise Unreachable("the answer is too long")
        if time.monotonic() > deadline:
            raise Unreachable("the answer takes too long")
    return body
