"""An order line has what was filled in, and its add-ons under it, at every tier (CAT-1, ORD-11)."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.catalog.models import Plan, ProductKind
from handsel.catalog.option_models import OptionKind, ProductOption
from handsel.catalog.options import OptionDetails, add_option, change_option, remove_option
from handsel.catalog.periods import MONTHLY, ONCE, YEARLY
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.orders.approval import approve_order
from handsel.orders.cart import LineGone, add_line, cart_of, change_line, put_in_cart, remove_line
from handsel.orders.line_models import Line
from handsel.orders.models import LegLine
from handsel.orders.placement import CartOutdated, order_for, place_order
from handsel.orders.proof import order_faults
from handsel.orders.wanted import (
    AddonAlone,
    AddonOfAnother,
    LineWanted,
    NotOffered,
    OptionMissing,
    OptionWrong,
    QuantityOutsideLimits,
)
from tests.cast import NOON, wallet

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1")]

SITE = ProductDetails(
    "SITE", "Web site", "Sites", ProductKind.SUBSCRIPTION,
    (
        PlanDetails("Monthly", MONTHLY, "EUR", 1_000, quantity_max=10),
        PlanDetails("Yearly", YEARLY, "EUR", 10_000),
        PlanDetails("Storage", MONTHLY, "EUR", 100, is_addon=True, unit="GB", quantity_min=5, quantity_step=5),
        PlanDetails("Set-up", ONCE, "EUR", 2_000, is_addon=True),
    ),
)  # fmt: skip


@pytest.fixture
def site(cast):
    """Return the plans of a product of the operator by their names, and the option that it asks for."""
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    option = add_option(product_id=product.pk, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)
    with transaction.atomic(), scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    return plans | {"domain": option.pk}


def wanted(site, domain="bakery.example", plan="Monthly", quantity=1, **addons):
    told = {site[name.replace("_", "-")]: number for name, number in addons.items()}
    return LineWanted(site[plan], quantity, {site["domain"]: domain}, told)


def put(cast, line):
    return add_line(buyer_id=cast.bakery, wanted=line, by=cast.berta, at=NOON)


def cart_lines(cast):
    with transaction.atomic(), scoped(cast.berta.scope):
        cart = cart_of(cast.bakery)
        return sorted(cart.lines.all(), key=lambda line: line.pk) if cart else []


def test_the_same_plan_lies_in_the_cart_twice_for_two_domains_and_adds_up_for_one(cast, site):
    first = put(cast, wanted(site, "a.example", Storage=10))
    put(cast, wanted(site, "b.example"))
    again = put(cast, wanted(site, "a.example", Storage=5))

    assert again.pk == first.pk
    tops = [(line.quantity, line.options[0]["value"]) for line in cart_lines(cast) if not line.under_id]
    assert tops == [(2, "a.example"), (1, "b.example")]
    assert [line.quantity for line in cart_lines(cast) if line.under_id == first.pk] == [15]


def test_a_line_is_changed_with_its_options_and_addons_and_taken_out_with_them(cast, site):
    line = put(cast, wanted(site, Storage=10, Set_up=1))

    change = wanted(site, "new.example", Storage=20)
    change_line(buyer_id=cast.bakery, line_id=line.pk, wanted=change, by=cast.berta, at=NOON)

    assert [(one.quantity, one.under_id) for one in cart_lines(cast)] == [(1, None), (20, line.pk)]
    assert cart_lines(cast)[0].options[0]["value"] == "new.example"
    remove_line(buyer_id=cast.bakery, line_id=line.pk, by=cast.berta, at=NOON)
    assert cart_lines(cast) == []
    with pytest.raises(LineGone):
        remove_line(buyer_id=cast.bakery, line_id=line.pk, by=cast.berta, at=NOON)
    with pytest.raises(LineGone):
        change_line(buyer_id=cast.bakery, line_id=line.pk, wanted=change, by=cast.berta, at=NOON)


def test_what_was_filled_in_stands_on_every_leg_and_addons_are_priced_through_every_tier(cast, site):
    leg = order_for(buyer_id=cast.bakery, lines=[wanted(site, Storage=10)], by=cast.karl, at=NOON)

    with connection.cursor() as cursor, transaction.atomic(), scoped(cast.olga.scope):
        cursor.execute("SELECT 1")
        sold = list(LegLine.objects.filter(leg__order_id=leg.order_id, leg__seller_id=cast.operator).order_by("pk"))
    with transaction.atomic(), scoped(cast.karl.scope):
        top, addon = LegLine.objects.filter(leg=leg).order_by("pk")
    assert [one.unit_minor for one in (top, addon)] == [1_584, 158]
    assert addon.under_id == top.line_id
    assert [one.unit_name for one in (top, addon, *sold)] == ["", "GB", "", "GB"]
    assert top.options == [{"option": site["domain"], "label": "Domain", "kind": "domain", "value": "bakery.example"}]
    assert [(one.line_id, one.unit_minor, one.options) for one in sold] == [
        (top.line_id, 1_100, top.options), (addon.line_id, 110, []),
    ]  # fmt: skip
    assert leg.net_minor == 1_584 + 10 * 158


def test_an_order_with_two_lines_of_one_plan_is_settled_at_every_tier_and_proved(cast, site):
    lines = [wanted(site, "a.example"), wanted(site, "b.example", quantity=2)]
    leg = order_for(buyer_id=cast.bakery, lines=lines, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert LegLine.objects.filter(leg=leg).count() == 2

    assert wallet(cast.kleinbach, cast.bakery).available_minor == 10_000 - 3 * 1_584
    with transaction.atomic(), scoped(cast.karl.scope):
        assert list(order_faults(cast.kleinbach)) == []


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"quantity": 0}, Invalid, "quantity"),
        ({"quantity": -1}, Invalid, "quantity"),
        ({"quantity": 10**9}, Invalid, "quantity"),
        ({"quantity": 11}, QuantityOutsideLimits, "quantity"),
        ({"domain": ""}, OptionMissing, "option"),
        ({"domain": "no domain"}, OptionWrong, "option"),
        ({"Storage": 7}, QuantityOutsideLimits, "addon"),
        ({"Storage": -5}, Invalid, "addon"),
        ({"plan": "Yearly", "Storage": 5}, AddonOfAnother, "addon"),
    ],
)
def test_what_cannot_be_ordered_is_refused_by_its_own_code_and_leaves_nothing(cast, site, change, refusal, field):
    with pytest.raises(refusal) as refused:
        put(cast, wanted(site, **change))

    assert [name.split("_")[0] for name in refused.value.fields] == [field]
    assert cart_lines(cast) == []
    with pytest.raises(refusal):
        order_for(buyer_id=cast.bakery, lines=[wanted(site, **change)], by=cast.karl, at=NOON)


def test_an_addon_by_itself_an_unknown_one_and_an_answer_to_no_question_are_refused(cast, site):
    with pytest.raises(AddonAlone):
        put(cast, LineWanted(site["Storage"], 5))
    with pytest.raises(NotOffered):
        put(cast, LineWanted(site["Monthly"], 1, {site["domain"]: "a.example"}, {999_999: 1}))
    with pytest.raises(OptionWrong):
        put(cast, LineWanted(site["Monthly"], 1, {site["domain"]: "a.example", 999_999: "x"}))
    with pytest.raises(OptionMissing):
        put_in_cart(buyer_id=cast.bakery, plan_id=site["Monthly"], quantity=1, by=cast.berta, at=NOON)
    assert cart_lines(cast) == []


def test_an_add_on_that_is_charged_otherwise_than_the_plan_is_refused_with_both_periods(cast, site):
    with pytest.raises(AddonOfAnother) as refused:
        put(cast, wanted(site, plan="Yearly", Storage=5))

    assert list(refused.value.fields.values()) == [
        "Storage (Each month) is sold only with a plan of Web site that is charged as often; Yearly is not (Each year)."
    ]


def test_a_cart_is_asked_again_when_its_product_asks_for_more_meanwhile(cast, site):
    put(cast, wanted(site))
    with transaction.atomic(), scoped(cast.olga.scope):
        product = ProductOption.objects.get(pk=site["domain"]).product_id
    colour = OptionDetails("Colour", OptionKind.TEXT)
    extra = add_option(product_id=product, option=colour, by=cast.olga, at=NOON)
    cart = cart_lines(cast)[0].order_id

    with pytest.raises(CartOutdated, match="Colour"):
        place_order(order_id=cart, by=cast.berta, at=NOON)

    remove_option(option_id=extra.pk, by=cast.olga, at=NOON)
    leg = place_order(order_id=cart, by=cast.berta, at=NOON)
    change_option(
        option_id=site["domain"], option=OptionDetails("Host", OptionKind.TEXT), version=1, by=cast.olga, at=NOON
    )
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.berta.scope):
        assert LegLine.objects.get(leg=leg).options[0]["label"] == "Domain"


def test_a_cart_of_fifty_lines_is_checked_and_placed_in_as_many_queries_as_one_of_one(cast, site):
    def placed(count):
        lines = [wanted(site, f"s{number}.example", Storage=5) for number in range(count)]
        with CaptureQueriesContext(connection) as made:
            order_for(buyer_id=cast.bakery, lines=lines, by=cast.karl, at=NOON)
        return len(made)

    placed(1)  # what is looked up once per process
    assert placed(50) == placed(1)


def test_a_line_of_another_buyer_is_not_found(cast, site):
    line = put(cast, wanted(site))
    with pytest.raises(LineGone):
        remove_line(buyer_id=cast.kleinbach, line_id=line.pk, by=cast.nora, at=NOON)
    with transaction.atomic(), scoped(cast.berta.scope):
        assert Line.objects.filter(pk=line.pk).exists()
