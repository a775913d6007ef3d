"""How many of a plan New order takes: the fewest first, then by its steps, and a refusal where it is read (ORD-10)."""

import re

import pytest

from handsel.accounts.models import Account
from handsel.accounts.sites import SiteDetails, add_site, archive_site
from handsel.accounts.suspending import suspend_account
from handsel.catalog.models import Plan, ProductKind
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.periods import YEARLY
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.line_models import Line
from handsel.tax.rates import adopt_proposed_rates
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10")]

PACKS = ProductDetails(
    "PACKS", "Packs", "Sites", ProductKind.SUBSCRIPTION,
    (PlanDetails("By five", YEARLY, "EUR", 1_000, quantity_min=3, quantity_max=13, quantity_step=5),),
)  # fmt: skip


@pytest.fixture
def packs(cast) -> Plan:
    product = add_product(product=PACKS, by=cast.olga, at=NOON)
    with scoped(cast.olga.scope):
        return Plan.objects.get(product=product)


@pytest.fixture
def path(cast) -> str:
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/order/"


def lying(cast) -> list[int]:
    with scoped(cast.karl.scope):
        return list(Line.objects.values_list("quantity", flat=True))


def test_the_fewest_lie_in_it_first_then_a_step_more_and_too_many_are_refused_in_the_draft(karl, cast, path, packs):
    add = f"{path}plans/{packs.pk}/"

    for quantity in (3, 8, 13):
        draft = karl.post(add, headers=HTMX)
        assert (draft.status_code, "HX-Retarget" in draft) == (200, False)
        assert f'value="{quantity}"' in draft.content.decode()
    full = karl.post(add, headers=HTMX)

    assert (full.status_code, "HX-Retarget" in full) == (422, False)
    for told in ('id="draft"', "order between 3 and 13, in steps of 5", 'value="13"'):
        assert told in full.content.decode()
    page = karl.post(add)
    assert page.status_code == 422
    assert "<title>New order" in page.content.decode()
    assert lying(cast) == [13]


@pytest.mark.covers("CAT-1")
def test_the_fewest_lie_in_it_where_the_product_asks_something_too(karl, cast, path, packs):
    color = OptionDetails("Colour", OptionKind.TEXT, is_required=True)
    option = add_option(product_id=packs.product_id, option=color, by=cast.olga, at=NOON)
    add, typed = f"{path}plans/{packs.pk}/", {"asked": "True", f"option_{option.pk}": "red"}

    assert karl.post(add, headers=HTMX)["HX-Retarget"] == "#dialogs"
    assert karl.post(add, typed, headers=HTMX).status_code == 204
    assert lying(cast) == [3]


@pytest.mark.covers("ACC-6")
def test_of_a_suspended_buyer_it_is_said_at_once_and_nothing_can_be_added_or_placed(karl, cast, path, packs):
    fill_cart(cast)
    domain = OptionDetails("Domain", OptionKind.DOMAIN, is_required=True)
    add_option(product_id=packs.product_id, option=domain, by=cast.olga, at=NOON)
    assert "disabled" not in buttons(karl.get(path))
    suspend_account(account_id=cast.bakery, reason="Unpaid", by=cast.karl, at=NOON)

    page = karl.get(path)

    told = "Bakery Brandt is suspended; lift the suspension first."
    assert f"<p>{told}</p>" in page.content.decode()
    found = buttons(page)
    assert found.count("disabled") == found.count("<button") > 2
    refused = karl.post(f"{path}plans/{packs.pk}/", headers=HTMX)
    assert (refused.status_code, "HX-Retarget" in refused) == (422, False)
    assert told in refused.content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page.content.decode())[1]
    assert told in karl.post(f"{path}place/", {"seal": seal}).content.decode()


def buttons(page) -> str:
    """Return the buttons of a page that add a plan or place the order."""
    return "".join(re.findall(r'<button[^>]*(?:aria-label="Add [^>]*|btn-primary w-100[^>]*)>', page.content.decode()))


@pytest.mark.covers("ORD-17", "CAT-1")
def test_the_code_of_a_site_that_was_archived_stays_on_the_line(karl, cast, path, packs):
    branch, color = (
        add_option(product_id=packs.product_id, option=option, by=cast.olga, at=NOON).pk
        for option in (OptionDetails("Branch", OptionKind.SITE), OptionDetails("Colour", OptionKind.TEXT))
    )
    harbour, _mill = (
        add_site(account_id=cast.bakery, code=code, details=SiteDetails(), by=cast.karl, at=NOON)
        for code in ("HARBOUR", "MILL")
    )
    typed = {"asked": "True", f"option_{branch}": "HARBOUR", f"option_{color}": "red"}
    karl.post(f"{path}plans/{packs.pk}/", typed, headers=HTMX)
    with scoped(cast.karl.scope):
        change = f"{path}lines/{Line.objects.get().pk}/answers/"

    archive_site(site_id=harbour.pk, by=cast.karl, at=NOON)

    assert '<option value="HARBOUR" selected>' in karl.get(change, headers=HTMX).content.decode()
    assert karl.post(change, typed | {f"option_{color}": "blue"}, headers=HTMX).status_code == 204
    with scoped(cast.karl.scope):
        assert [filled["value"] for filled in Line.objects.get().options] == ["HARBOUR", "blue"]


@pytest.mark.covers("ORD-14", "CAT-4")
def test_it_says_how_often_a_plan_is_charged_and_which_sum_has_its_tax(karl, cast, path):
    fill_cart(cast)
    assert "Place the order for €7.92</button>" in karl.get(path).content.decode()
    adopt_proposed_rates(country="DE", by=cast.karl, at=now())
    set_up_tax(setup=SetupDetails("DE", is_registered=True), version=0, by=cast.karl, at=now())

    page = " ".join(karl.get(path).content.decode().split())

    assert "Each month" in page
    assert '<span class="hs-share">/ month</span>' in page
    assert '<span class="hs-share">without tax</span>' in page
    assert "Place the order for €9.42 with tax" in page
    assert "€7.92 without tax. What the wallets need is counted with tax." in page
