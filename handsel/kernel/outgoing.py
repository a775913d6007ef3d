"""The one way out to other people's servers: short, small, to public addresses, and no further (safety P7)."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
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
    """The server may not be asked, does not answer as it should, or not in time; the text says which, for a log."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes


@dataclass(frozen=True)
class _Target:
    is_secure: bool
    host: str
    port: int
    path: str


def fetch(url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask `url`, with a POST of `form` if there is one, and return the answer. Follows nothing.

    Only https, and only public addresses; with HANDSEL_OUTGOING_LOCAL also http to this machine. The address that was
    looked at is the one that is spoken to. Raises Unreachable.
    """
    target = _target(url)
    deadline = time.monotonic() + SECONDS
    body = urlencode(form) if form is not None else None
    sent = {"Accept": "application/json", "User-Agent": "Handsel", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection(target.host, target.port, timeout=SECONDS)
    try:
        connection.sock = _connected(target)
        connection.request("GET" if body is None else "POST", target.path, body=body, headers=sent)
        with connection.getresponse() as response:
            return Answer(response.status, _read(response, deadline))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{target.host} does not answer: {type(error).__name__}") from error
    finally:
        connection.close()


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("this is no address") from error
    host = (parts.hostname or "").rstrip(".")
    is_secure = parts.scheme == "https"
    if not host or parts.username or not (is_secure or (parts.scheme == "http" and settings.HANDSEL_OUTGOING_LOCAL)):
        raise Unreachable("only https addresses are asked")
    if any(ord(letter) <= ord(" ") or ord(letter) > ord("~") for letter in url):
        raise Unreachable("this is no address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(is_secure, host, port or (443 if is_secure else 80), path)


def _connected(target: _Target) -> socket.socket:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_may_be_asked(address, is_secure=target.is_secure) for address in addresses):
        raise Unreachable(f"{target.host} is not a public address")
    plain = socket.create_connection((addresses[0], target.port), timeout=SECONDS)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.is_secure else plain


def _may_be_asked(text: str, *, is_secure: bool) -> bool:
    address = ip_address(text.partition("%")[0])
    if address.is_loopback:
        return bool(settings.HANDSEL_OUTGOING_LOCAL)
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
