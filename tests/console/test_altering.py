"""What changes prices below is shown in its dialog before it is saved, on every screen that changes it (CAT-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.accounts.models import Account, Edge
from handsel.catalog.alterations import (
    MarkupAltered,
    PlanAltered,
    ProductWithdrawn,
    RoundingAltered,
    RulesAltered,
)
from handsel.catalog.appointments import Appointment
from handsel.catalog.models import Plan, PriceList, Product
from handsel.catalog.periods import MONTHLY
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import Rounding, RoundingWay, ScheduledChange
from handsel.catalog.products import PlanDetails
from handsel.catalog.scheduling import schedule
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.listed import default_of, line_of
from tests.console.conftest import HTMX, logged_in
from tests.orders.branches import customer

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
    assert "It touches 1 of your sub-resellers: Kleinbach" in text_of(tried)
    assert default_of(cast.nora).markup_percent == own.markup_percent

    seen = look(nora, address, typed)
    day = (now() + timedelta(days=5)).date().isoformat()
    assert nora.post(address, seen | {"when": "later", "starts_on": day}, headers=HTMX).status_code == 204
    with scoped(cast.nora.scope):
        assert ScheduledChange.objects.get().kind == "markup"
    planned = text_of(nora.get(f"{PRICES}planned/"))
    assert "Markup on everything" in planned
    assert "<bdi>30 %</bdi>" in planned
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


@pytest.mark.parametrize("typed", [{"starts_on": "2027-01-10"}, {"notice_days": "7"}])
@pytest.mark.parametrize("when", [{"when": "now"}, {}])
def test_a_day_or_a_notice_beside_now_is_asked_about_and_nothing_begins(nora, cast, own, typed, when):
    address = f"{PRICES}{own.pk}/markup/"
    seen = look(nora, address, {"markup_percent": "30", "version": own.version})

    refused = nora.post(address, seen | typed | when, headers=HTMX)

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, set(typed))
    assert SHOWN in text_of(refused)
    assert default_of(cast.nora).markup_percent == own.markup_percent
    with scoped(cast.nora.scope):
        assert not ScheduledChange.objects.exists()


def test_a_change_that_is_planned_is_shown_as_of_its_day(cast):
    klara = logged_in("kleinbach", "klara@kleinbach.example")
    own, plan = default_of(cast.karl), line_of(cast.karl, "MAIL Monthly").plan_id
    address, day = f"{PRICES}{own.pk}/change/", now().date() + timedelta(days=5)
    typed = {
        "scope": "plans", "plans": plan, "way": "fixed", "fixed": "0.00", "version": own.version, "do": "look",
        "when": "later", "starts_on": day.isoformat(), "loss_until": (day - timedelta(days=1)).isoformat(),
    }  # fmt: skip

    refused = klara.post(address, typed, headers=HTMX)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"loss_until"})

    look(klara, address, typed | {"loss_until": day.isoformat()})


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
    assert "7 plans rise in price. 1 plan falls in price." in text_of(nora.get(f"{PRICES}{dear.pk}/default/"))
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
        assert "1 plan is not sold any more." in page
        assert not [nothing for nothing in (" 0 ", " up,", " down.") if nothing in page]
        assert "You can put it back at any time." in page
        assert "theirs alone to see" in page
    day = (now() + timedelta(days=5)).date().isoformat()
    later = {"sure": "True", "when": "later", "starts_on": day}
    assert olga.post(f"{home}withdraw/", later, headers=HTMX).status_code == 204
    assert "Product withdrawn" in text_of(olga.get(f"{PRICES}planned/"))
    with scoped(cast.olga.scope):
        assert Product.objects.get(sku="MAIL").withdrawn_at is None


def test_the_dialog_tells_each_price_before_and_after_and_warns_where_it_is_a_loss(cast):
    klara, own = logged_in("kleinbach", "klara@kleinbach.example"), default_of(cast.karl)
    mail = line_of(cast.karl, "MAIL Monthly")
    typed = {
        "scope": "plans", "way": "fixed", "fixed": "1", "version": own.version, "currency": "EUR",
        "plans": mail.plan_id, "loss_until": (now() + timedelta(days=5)).date().isoformat(), "do": "look",
    }  # fmt: skip

    page = text_of(klara.post(f"{PRICES}{own.pk}/change/", typed, headers=HTMX))

    assert "1 plan would be sold below its cost, or for nothing." in page
    assert "Mailbox, Monthly" in page
    for money in ("€2.86", "€1.00", "€2.38"):
        assert money in page


@pytest.mark.parametrize(("scope", "count"), [("plans", 1), ("product", 2), ("category", 4), ("all", 8)])
def test_the_heading_and_the_rehearsal_speak_of_the_same_plans(nora, cast, own, scope, count):
    plan = line_of(cast.nora, "WEB-S Monthly")
    typed = {
        "scope": scope, "way": "markup", "percent": "60", "version": own.version, "currency": "EUR",
        "plans": plan.plan_id, "do": "look",
    }  # fmt: skip

    seen = nora.post(f"{PRICES}{own.pk}/change/", typed, headers=HTMX)

    assert (seen.context["chosen"].total, seen.context["rehearsal"].plans) == (count, count)
    assert nora.post(f"{PRICES}{own.pk}/change/", typed | {"do": ""}, headers=HTMX).status_code == 204


def test_what_changes_nothing_says_so_and_names_that_are_cut_are_counted(nora, cast, own):
    address = f"{PRICES}{own.pk}/markup/"
    same = nora.post(address, {"markup_percent": "20", "version": own.version, "do": "look"}, headers=HTMX)
    assert "Nothing changes for anybody who buys from you." in text_of(same)
    assert "It touches" not in text_of(same)
    for _number in range(21):
        customer(cast.nordlicht, "EUR")
    dearer = nora.post(address, {"markup_percent": "30", "version": own.version, "do": "look"}, headers=HTMX)
    assert "It touches 21 of your customers and 1 of your sub-resellers: Kleinbach, last" in text_of(dearer)
    assert "and 2 more" in text_of(dearer)
    assert "Below them, it can reach 1 customer." in text_of(dearer)


def test_the_list_of_planned_changes_says_what_each_makes(nora, olga, cast, own):
    gold = add_price_list(name="Gold", markup_percent=Decimal(5), by=cast.nora, at=NOON)
    with scoped(cast.olga.scope):
        plan = Plan.objects.get(product__sku="MAIL")
        product = Product.objects.get(sku="BACKUP")
    cost = PlanDetails("Monthly", MONTHLY, "EUR", 250)
    rules = [Change(Way.MARKUP, [EVERYTHING], percent=Decimal(60))]
    kept = [
        (cast.nora, RulesAltered(own.pk, "EUR", rules)),
        (cast.nora, MarkupAltered(gold.pk, None)),
        (cast.nora, RoundingAltered(own.pk, Rounding.TO_100, RoundingWay.UP)),
        (cast.olga, PlanAltered(plan.pk, cost, 1)),
        (cast.olga, ProductWithdrawn(product.pk)),
    ]
    day = Appointment(now().date() + timedelta(days=5))
    for by, alteration in kept:
        schedule(alteration=alteration, appointment=day, by=by, at=now())
    page, operators = text_of(nora.get(f"{PRICES}planned/")), text_of(olga.get(f"{PRICES}planned/"))
    for said in ("1 rule<", "As the default list says", "To 1.00, up"):
        assert said in page
    for said in ("€2.50", "Not sold any more"):
        assert said in operators
