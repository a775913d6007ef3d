"""Which face an address shows (OPS-1, OPS-3)."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.covers("OPS-1")
@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_the_installations_own_address_shows_the_front_page(client: Client, host: str):
    assert client.get("/", HTTP_HOST=host).status_code == 200


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize("host", ["nobody.localhost", "kleinbach.localhost.example.com", "kleinbach.example.com"])
def test_an_address_of_nobody_is_misdirected(client: Client, host: str):
    assert client.get("/", HTTP_HOST=host).status_code == 421
