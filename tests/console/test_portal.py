"""Settings of the portal, screen by screen (SHO-4)."""

import io

import pytest
from django.test import Client
from PIL import Image

from handsel.accounts.portal_models import Domain, PortalTerms
from handsel.accounts.portal_settings import portal_of
from handsel.cli.demo.story import Cast
from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

SCREENS = ("", "formats/", "trade/", "domains/", "terms/", "history/")


@pytest.mark.covers("SHO-4")
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_for_whoever_may_change_and_for_whoever_may_not(karl: Client, ruth: Client, screen: str):
    for client in (karl, ruth):
        assert client.get(f"/console/settings/{screen}").status_code == 200
