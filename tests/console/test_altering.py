"""What changes prices below is shown in its dialog before it is saved, on every screen that changes it (CAT-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.accounts.models import Account, Edge
from handsel.catalog.models import Plan, PriceList, Product
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import ScheduledChange
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.listed import default_of
from tests.console.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3")]

SHOWN = "Rehearsal: nothing is saved yet."
PRICES = "/console/price-lists/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def look(client, address, typed):
    """Look at what is typed, and return it as the dialog sends it when it is saved."""
    answer = client.post(address, typed | {"do": "look"}, headers=HTMX)
    assert answer.status_code == 200, text_of(answer)
    assert SHOWN in text_of(answer)
    return typed | {"do": "save", "seen": answer.context["seen"]}


@pytest.fixture
def own(cast):
    return default_of(cast.nora)


def test_a_markup_is_shown_in_a_dialog_then_saved_or_planned(nora, cast, own):
    address, typed = f"{PRICES}{own.pk}/markup/", {"markup_percent": "30", "version": own.version}

    tried = nora.post(address, typed | {"do": "try"}, headers=HTMX)
    assert (tried.status_code, tried["HX-Retarget"]) == (200, "#dialogs")
    assert "It touches 0 of your customers and 1 of your sub-resellers. Kleinbach" in text_of(tried)
    assert default_of(cast.nora).markup_percent == own.markup_percent

    seen = look(nora, address, typed)
    day = (now() + timedelta(days=5)).date().isoformat()
    assert nora.post(address, seen | {"when": "later", "starts_on": day}, headers=HTMX).status_code == 204
    with scoped(cast.nora.scope):
        assert ScheduledChange.objects.get().kind == "markup"
    assert "Markup on everything" in text_of(nora.get(f"{PRICES}planned/"))
    assert nora.post(address, seen, headers=HTMX).status_code == 204
    assert default_of(cast.nora).markup_percent == 30


def test_something_else_than_was_seen_is_shown_before_it_is_saved(nora, cast, own):
    address, typed = f"{PRICES}{own.pk}/markup/", {"markup_percent": "30", "version": own.version}
    seen = look(nora, address, typed)
    other = nora.post(address, seen | {"markup_percent": "35"}, headers=HTMX)
    assert (other.status_code, SHOWN in text_of(other)) == (200, True)
    assert default_of(cast.nora).markup_percent == own.markup_percent


@pytest.mark.parametrize("wrong", [{"notice_days": "60"}, {"notice_days": "soon"}, {"starts_on": "some day"}])
def test_a_day_that_is_refused_leaves_what_was_seen_and_save(nora, own, wrong):
    address = f"{PRICES}{own.pk}/markup/"
    seen = look(nora, address, {"markup_percent": "30", "version": own.version})
    later = seen | {"when": "later", "starts_on": (now() + timedelta(days=5)).date().isoformat()}

    refused = nora.post(address, later | wrong, headers=HTMX)

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, set(wrong))
    assert (SHOWN in text_of(refused), refused.context["seen"]) == (True, seen["seen"])
    assert 'value="save"' in text_of(refused)
    assert nora.post(address, later, headers=HTMX).status_code == 204


def test_a_list_that_another_changed_meanwhile_is_not_shown_as_it_was(nora, own):
    address = f"{PRICES}{own.pk}/markup/"
    seen = look(nora, address, {"markup_percent": "30", "version": own.version})
    assert nora.post(address, seen, headers=HTMX).status_code == 204
    refused = nora.post(address, seen, headers=HTMX)
    assert (refused.status_code, SHOWN in text_of(refused)) == (409, False)


def test_a_withdrawal_on_a_day_that_is_refused_still_shows_what_it_does(olga, cast):
    with scoped(cast.olga.scope):
        plan = Plan.objects.get(product__sku="MAIL")
    address = f"/console/products/{plan.product_id}/plans/{plan.pk}/withdraw/"
    refused = olga.post(address, {"sure": "True", "when": "later", "starts_on": "2020-01-01"}, headers=HTMX)
    assert (refused.status_code, SHOWN in text_of(refused)) == (422, True)


def test_a_rounding_and_a_default_list_are_shown_first(nora, cast, own):
    address = f"{PRICES}{own.pk}/rounding/"
    seen = look(nora, address, {"rounding": "to_100", "way": "up", "version": own.version})
    assert nora.post(address, seen, headers=HTMX).status_code == 204
    dear = add_price_list(name="Dear", markup_percent=Decimal(50), by=cast.nora, at=NOON)
    bare = add_price_list(name="Bare", markup_percent=None, by=cast.nora, at=NOON)
    assert "Give it a markup on everything first" in text_of(nora.get(f"{PRICES}{bare.pk}/default/"))
    assert "8 plans change their price" in text_of(nora.get(f"{PRICES}{dear.pk}/default/"))
    assert nora.post(f"{PRICES}{dear.pk}/default/", {"sure": "True"}, headers=HTMX).status_code == 204
    with scoped(cast.nora.scope):
        assert PriceList.objects.get(is_default=True, seller_id=cast.nordlicht).pk == dear.pk


def test_another_list_for_one_account_or_for_many_is_shown_first(nora, cast):
    dear = add_price_list(name="Dear", markup_percent=Decimal(50), by=cast.nora, at=NOON).pk
    with scoped(cast.nora.scope):
        number = Account.objects.get(pk=cast.kleinbach).number
    address = f"/console/accounts/{number}/price-list/"
    many = {"action": "price_list", "list": "resellers", "numbers": number, "count": 1, "confirmed": "1"}
    seen = look(nora, "/console/bulk/", many | {"price_list": dear})
    assert "Kleinbach" in text_of(nora.post("/console/bulk/", seen | {"do": "look"}, headers=HTMX))
    started = nora.post("/console/bulk/", seen, headers=HTMX)
    assert started["HX-Retarget"] == "#dialogs"
    assert nora.post(address, look(nora, address, {"price_list": dear}), headers=HTMX).status_code == 204
    with scoped(cast.nora.scope):
        assert Edge.objects.get(buyer_id=cast.kleinbach, ended_at=None).price_list_id == dear


def test_the_cost_and_the_end_of_a_plan_and_of_a_product_are_shown_first(olga, cast):
    with scoped(cast.olga.scope):
        plan = Plan.objects.get(product__sku="MAIL")
    home = f"/console/products/{plan.product_id}/"
    typed = {
        "name": "Monthly", "cost": "2.50", "currency": "EUR", "period_unit": "month", "period_count": "1", "unit": "",
        "quantity_min": "1", "quantity_max": "10", "quantity_step": "1", "version": "1",
    }  # fmt: skip
    assert (
        olga.post(f"{home}plans/{plan.pk}/", look(olga, f"{home}plans/{plan.pk}/", typed), headers=HTMX).status_code
        == 204
    )
    for address in (f"{home}plans/{plan.pk}/withdraw/", f"{home}withdraw/"):
        page = text_of(olga.get(address))
        assert "1 is not sold any more." in page
        assert "You can put it back at any time." in page
        assert "theirs alone to see" in page
    day = (now() + timedelta(days=5)).date().isoformat()
    later = {"sure": "True", "when": "later", "starts_on": day}
    assert olga.post(f"{home}withdraw/", later, headers=HTMX).status_code == 204
    assert "Product withdrawn" in text_of(olga.get(f"{PRICES}planned/"))
    with scoped(cast.olga.scope):
        assert Product.objects.get(sku="MAIL").withdrawn_at is None
