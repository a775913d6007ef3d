"""Rehearsals, changes for a day to come, and what becomes of prices when costs change, on the screen (CAT-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_models import ScheduledChange
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.catalog.large import supply_many
from tests.catalog.listed import change, default_of, line_of
from tests.console.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3")]

PRICES = "/console/price-lists/"


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(answer.content.decode().split())


@pytest.fixture
def asked(cast):
    own = default_of(cast.nora)
    typed = {"scope": "all", "way": "markup", "percent": "60", "version": own.version, "currency": "EUR"}
    return f"{PRICES}{own.pk}/change/", typed


def test_a_change_is_rehearsed_before_it_is_saved(nora, asked):
    address, typed = asked

    page = " ".join(nora.post(address, typed | {"do": "look"}, headers=HTMX).content.decode().split())

    assert "Rehearsal: nothing is saved yet." in page.partition('<form class="hs-form')[2], "htmx takes the form alone"
    assert "8 plans rise in price." in page
    assert "It touches 1 of your sub-resellers: Kleinbach" in page
    assert "Below them, it can reach 1 customer." in page
    assert "Bakery" not in page
    assert "€6.60" in page_of(nora, PRICES)


def test_a_change_for_a_day_is_planned_shown_and_canceled(nora, sven, cast, asked):
    address, typed = asked
    later = typed | {"when": "later"}
    refused = nora.post(address, later, headers=HTMX)
    assert (refused.status_code, "starts_on" in refused.context["form"].errors) == (422, True)
    day = (now() + timedelta(days=5)).date().isoformat()
    assert nora.post(address, later | {"starts_on": day}, headers=HTMX).status_code == 204
    with scoped(cast.nora.scope):
        kept = ScheduledChange.objects.get()
    assert "Waiting" in page_of(nora, f"{PRICES}planned/")
    assert "No change is planned" in page_of(sven, f"{PRICES}planned/")
    cancel = f"{PRICES}planned/{kept.pk}/cancel/"
    assert sven.get(cancel).status_code == 404
    assert "Cancel the change" in page_of(nora, cancel)
    assert nora.post(cancel, {"sure": "True"}, headers=HTMX).status_code == 204
    assert "Canceled" in page_of(nora, f"{PRICES}planned/")


def test_costs_that_changed_wait_for_a_decision_where_one_wants_to_be_asked(karl, cast):
    costs = f"{PRICES}costs/"
    assert "Nothing to decide" in page_of(karl, costs)
    assert "Stay as they are until I decide" in page_of(karl, f"{costs}policy/")
    assert karl.post(f"{costs}policy/", {"policy": "ask"}, headers=HTMX).status_code == 204
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(100)))

    page = page_of(karl, costs)

    assert "€2.38" in page
    assert "€3.96" in page
    assert "not sold" in page
    mail, own = line_of(cast.karl, "MAIL Monthly"), default_of(cast.karl)
    decide = f"{PRICES}{own.pk}/decide/"
    typed = {"plan": mail.plan_id, "do": "follow"}
    assert karl.post(decide, typed, headers=HTMX).status_code == 204
    assert "€3.96" not in page_of(karl, costs)
    assert karl.post(decide, typed, headers=HTMX).status_code == 409


def test_what_one_does_when_costs_change_is_shown_before_it_is_saved(karl, sven, cast):
    costs = f"{PRICES}costs/"
    looked = karl.post(f"{costs}policy/", {"policy": "ask", "do": "look"}, headers=HTMX).content.decode()
    assert "Nothing changes for anybody who buys from you." in looked
    assert karl.post(f"{costs}policy/", {"policy": "ask"}, headers=HTMX).status_code == 204
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(25)))
    looked = karl.post(f"{costs}policy/", {"policy": "percent", "do": "look"}, headers=HTMX).content.decode()
    assert "8 plans rise in price." in looked
    own = default_of(cast.karl)
    every = f"{PRICES}{own.pk}/decide-all/?do="
    assert f'href="{every}follow"' in page_of(karl, costs)
    assert "8 plans rise in price." in page_of(karl, f"{every}follow")
    assert "Nothing changes for anybody" in page_of(karl, f"{every}keep")
    assert sven.get(f"{every}follow").status_code == 404

    assert karl.post(f"{every}follow", {"sure": "True"}, headers=HTMX).status_code == 204

    assert "Nothing to decide" in page_of(karl, costs)
    assert "None of these waits for a decision any more." in page_of(karl, f"{every}follow")


def test_what_waits_for_a_decision_is_shown_page_by_page(karl, cast):
    supply_many(cast.olga, 0, 60)
    karl.post(f"{PRICES}costs/policy/", {"policy": "ask"}, headers=HTMX)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(25)))

    first, second = page_of(karl, f"{PRICES}costs/"), page_of(karl, f"{PRICES}costs/?page=2")

    assert (first.count("Keep the price<"), second.count("Keep the price<")) == (50, 18)
    assert "1–50 of 68" in first
    assert page_of(karl, f"{PRICES}costs/?page=9").count("Keep the price<") == 50


def test_readers_and_others_plan_and_decide_nothing(ruth, sven, cast):
    own = default_of(cast.karl)
    assert ruth.post(f"{PRICES}costs/policy/", {"policy": "ask"}, headers=HTMX).status_code == 403
    assert ruth.post(f"{PRICES}{own.pk}/decide/", {"plan": 1, "do": "keep"}, headers=HTMX).status_code == 403
    assert sven.post(f"{PRICES}{own.pk}/decide/", {"plan": 1, "do": "keep"}, headers=HTMX).status_code == 404
    assert "Only owners and managers change prices." in page_of(ruth, f"{PRICES}costs/")
