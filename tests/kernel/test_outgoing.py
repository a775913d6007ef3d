"""Other people's servers are asked, and never our own or those beside it (safety P7)."""

import socket

import pytest

from handsel.kernel.outgoing import Unreachable, fetch
from handsel.kernel.sealing import CannotUnseal, seal, unseal


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://0.0.0.0/",
        "file:///etc/passwd",
        "https://u:p@x.example/",
        "https://x.example\r\n/",
        "https://x.example:no/",
        "nonsense",
    ],
)
def test_nothing_on_this_machine_or_in_its_network_is_asked(settings, address):
    settings.HANDSEL_OUTGOING_LOCAL = False
    with pytest.raises(Unreachable):
        fetch(address)


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:10.0.0.1",
        "::ffff:93.184.215.14",  # a public one: it has an address of its own
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::10.0.0.1",
        "2001:0:5ef5:79fb:0:59b:f5ff:fffe",  # Teredo of 10.0.0.1
        "2002:0a00:0001::1",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "::",
    ],
)
def test_no_address_of_the_new_kind_leads_to_one_of_the_old_kind_beside_us(settings, monkeypatch, address):
    settings.HANDSEL_OUTGOING_LOCAL = False
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *asked, **_: connected.append(asked))
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    for asked in (f"https://[{address}]/", "https://login.example/"):
        with pytest.raises(Unreachable, match="not a public address"):
            fetch(asked)
    assert connected == []


def test_one_address_beside_us_among_public_ones_is_enough_to_ask_nobody(settings, monkeypatch):
    settings.HANDSEL_OUTGOING_LOCAL = False
    addresses = ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::10.0.0.1"]
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 443, 0, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(Unreachable, match="not a public address"):
        fetch("https://login.example/")


def test_a_public_address_of_the_new_kind_is_asked(settings, monkeypatch):
    settings.HANDSEL_OUTGOING_LOCAL = False
    asked = []

    def connect(address: tuple[str, int], **_: object) -> None:
        asked.append(address)
        raise OSError

    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(Unreachable, match="does not answer"):
        fetch("https://login.example/")
    assert asked == [("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 443)]


def test_what_is_sealed_is_read_with_its_key_and_for_its_purpose_only(settings):
    sealed = seal("secret", purpose="one")
    assert "secret" not in sealed
    assert unseal(sealed, purpose="one") == "secret"
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="another")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    assert unseal(sealed, purpose="one") == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="one")
