"""Settings, Delivery: the address of the supplier's program, its secret shown once, and a test (ORD-12)."""

import pytest
from django.test import Client

from tests.console.conftest import HTMX, logged_in
from tests.deliveries.receiving import programmed

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-12")]

PAGE = "/console/settings/delivery/"


def page(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_address_is_set_tried_and_its_secret_shown_once(settings):
    settings.HANDSEL_OUTGOING_LOCAL = True
    olga = logged_in("operator", "olga@handsel.example")
    assert "new_secret" not in page(olga)
    assert olga.post(PAGE, {"url": "nowhere", "version": "0"}).status_code == 422

    with programmed() as program:
        told = {"url": program.url, "is_on": "on", "version": "0"}
        made = olga.post(PAGE, told)
        tried = olga.post(f"{PAGE}test/", headers=HTMX)
        program.answers = [(500, {})]
        failed = olga.post(f"{PAGE}test/", headers=HTMX)

    assert "whsec_" in made.content.decode()
    shown = page(olga)
    assert "whsec_" not in shown
    assert "/deliveries/callback/" in shown
    assert (tried.status_code, failed.status_code) == (204, 409)
    again = olga.post(PAGE, told | {"version": "1", "new_secret": "on"})
    assert "whsec_" in again.content.decode()
    assert olga.post(PAGE, told | {"version": "2"}).status_code == 302


def test_who_may_not_change_settings_reads_why():
    ruth = logged_in("kleinbach", "ruth@kleinbach.example")

    assert "Only owners and managers change the settings." in page(ruth)
    assert ruth.post(PAGE, {"url": "https://x.example", "version": "0"}).status_code == 403
