"""The New Customer dialog: quick by default, in full on a click, and never without what is mandatory (ACC-2)."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.models import Account, Edge
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.portal_models import Portal
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-2")]

NEW = "/console/customers/new/"
FJORD = {"company_name": "Fjord Media", "email": "ingrid@fjord.no"}


def demand(cast: Cast, **changes: Any) -> None:
    with transaction.atomic(), scoped(cast.karl.scope):
        portal = Portal.objects.get(seller_id=cast.kleinbach)
    change_settings(changes=changes, version=portal.version, by=cast.karl, at=NOON)


def names(client: Client, part: str) -> list[str]:
    return [field.name for field in getattr(client.get(NEW).context["form"], part)]


def test_a_name_and_an_email_stand_first_and_all_else_behind_a_click(karl: Client):
    assert names(karl, "quick") == ["company_name", "contact_name", "email"]
    assert set(names(karl, "more")) == {
        "phone", "address", "city", "country", "state", "postcode", "tax_number", "manager",
    }  # fmt: skip
    assert "<details" in karl.get(NEW).content.decode()


def test_a_mandatory_field_is_always_shown_with_a_star(karl: Client, cast: Cast):
    demand(cast, mandatory_fields=["phone", "manager"])

    assert names(karl, "quick") == ["company_name", "contact_name", "email", "phone", "manager"]
    assert karl.get(NEW).content.decode().count('class="hs-required"') == 3


def test_what_is_missing_is_named_beside_its_field(karl: Client, cast: Cast):
    demand(cast, mandatory_fields=["phone", "manager", "company_name"])

    answer = karl.post(NEW, FJORD | {"company_name": "", "contact_name": "Ingrid"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "company_name": ["Enter a company name."],
        "phone": ["Enter a phone number."],
        "manager": ["Choose an account manager."],
    }


def test_a_country_without_states_is_not_asked_for_one(karl: Client, cast: Cast):
    demand(cast, mandatory_fields=["country", "state", "city"])

    assert karl.post(NEW, FJORD | {"country": "DE", "city": "Bonn"}).status_code == 302
    refused = karl.post(NEW, FJORD | {"country": "US", "city": "Boston", "email": "b@fjord.no"})
    assert set(refused.context["form"].errors) == {"state"}


@pytest.mark.parametrize(("typed", "is_open"), [({}, False), ({"city": "Oslo"}, True), ({"more": "1"}, True)])
def test_the_rest_stays_open_once_it_was_used(karl: Client, typed: dict[str, str], is_open: object):
    answer = karl.post(NEW, FJORD | {"email": "nowhere"} | typed)

    assert answer.context["form"].is_open is is_open


def test_a_currency_is_asked_for_only_where_there_are_several(karl: Client, cast: Cast):
    assert "currency" not in names(karl, "more")
    demand(cast, currencies=["CHF"])
    assert "currency" in names(karl, "more")

    karl.post(NEW, FJORD | {"currency": "CHF"})

    with transaction.atomic(), scoped(cast.karl.scope):
        added = Account.objects.get(company_name="Fjord Media")
        assert Edge.objects.get(buyer=added).currency == "CHF"


def test_a_new_sub_reseller_needs_the_same_and_inherits_the_settings(nora: Client, cast: Cast):
    with transaction.atomic(), scoped(cast.nora.scope):
        portal = Portal.objects.get(seller_id=cast.nordlicht)
    changes = {"mandatory_fields": ["phone"], "time_zone": "Europe/Berlin", "colour": "#0b7285"}
    change_settings(changes=changes, version=portal.version, by=cast.nora, at=NOON)
    typed = FJORD | {
        "currency": "EUR", "payment_method": "deposit", "portal_name": "fjord", "portal_title": "Fjord",
        "owner_first_name": "Ingrid", "owner_last_name": "Berg", "owner_email": "ingrid@fjord.no",
    }  # fmt: skip
    refused = nora.post("/console/resellers/new/", typed)
    assert set(refused.context["form"].errors) == {"phone"}

    nora.post("/console/resellers/new/", typed | {"phone": "+47 22 12 34 56", "country": "NO"})

    page = Client(SERVER_NAME="fjord.localhost").get("/")
    found = page.wsgi_request.portal
    assert (found.title, found.time_zone, found.colour) == ("Fjord", "Europe/Berlin", "#0b7285")
    assert "Nordlicht" not in page.content.decode()
