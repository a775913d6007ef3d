"""The address of a client is what a trusted proxy says, and never what the client says itself (safety P4, ACC-16)."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from handsel.settings.environment import trusted_proxies
from handsel.web.network import UNKNOWN, client_address

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.covers("ACC-16")
@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # who is no proxy is not believed
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # the client wrote the first one itself
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),  # two proxies in a row
        ("10.0.0.1", "198.51.100.1:50123", "198.51.100.1"),
        ("fd00::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "198.51.100.1", UNKNOWN),  # a socket without an address
    ],
)
def test_an_address_is_believed_as_far_as_trusted_proxies_say_it(peer, forwarded, address):
    assert client_address(peer, forwarded, PROXIES) == address


def test_proxies_are_told_by_the_environment(monkeypatch):
    monkeypatch.setenv("HANDSEL_TRUSTED_PROXIES", " 10.0.0.0/8, ::1 ,")
    assert trusted_proxies() == (ip_network("10.0.0.0/8"), ip_network("::1/128"))

    monkeypatch.delenv("HANDSEL_TRUSTED_PROXIES")
    assert trusted_proxies() == ()


def test_what_is_no_network_is_named_at_the_start(monkeypatch):
    monkeypatch.setenv("HANDSEL_TRUSTED_PROXIES", "proxy.example")

    with pytest.raises(ImproperlyConfigured, match=r"proxy\.example"):
        trusted_proxies()
