"""Tax on the legs of an order: each edge decides by itself, and what decided stays on the order (CAT-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.portal_changes import change_settings
from handsel.catalog.models import Product
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Entry
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.tax.buyers import Exemption, end_exemption, exempt_buyer
from handsel.tax.products import set_tax_category
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.cast import NOON, wallet
from tests.orders.buying import buy
from tests.tax.story import FRENCH_NUMBER, GERMAN_NUMBER, charges, checked, customer, move_to, order, owed, rate

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]


def seen(leg: Leg, by: Actor) -> tuple[str, Decimal, int, int, int]:
    """Return treatment, rate, net, tax and gross of the only line of a leg."""
    with transaction.atomic(), scoped(by.scope):
        line = leg.lines.get()
        again = Leg.objects.get(pk=leg.pk)
    assert (line.net_minor, line.tax_minor, line.gross_minor) == (again.net_minor, again.tax_minor, again.gross_minor)
    return line.tax_treatment, line.tax_percent, line.net_minor, line.tax_minor, line.gross_minor


def legs(order_id: int, cast: Cast) -> dict[int, Leg]:
    found = {}
    for seller in (cast.kleinbach, cast.nordlicht, cast.operator):
        with transaction.atomic(), scoped(system(seller).scope):
            found[seller] = Leg.objects.get(order_id=order_id, seller_id=seller)
    return found


def test_without_anything_set_up_nothing_is_charged_and_nothing_said(cast: Cast):
    leg = buy(cast)
    assert seen(leg, cast.karl) == ("none", 0, 792, 0, 792)
    assert (leg.tax_words, leg.seller_tax_number) == ("", "")


def test_each_edge_decides_by_itself_and_every_wallet_is_debited_gross(cast: Cast):
    charges(cast.olga, "CH", "8.1")
    charges(cast.karl, "DE", "19", number=GERMAN_NUMBER)

    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    found = legs(leg.order_id, cast)
    assert seen(found[cast.kleinbach], cast.karl) == ("domestic", 19, 792, 150, 942)
    assert seen(found[cast.nordlicht], cast.nora) == ("none", 0, 660, 0, 660)
    assert seen(found[cast.operator], cast.olga) == ("export", 0, 550, 0, 550)
    assert found[cast.operator].tax_words == "Export: no tax is charged."
    assert found[cast.kleinbach].seller_tax_number == GERMAN_NUMBER
    assert found[cast.kleinbach].buyer_country == "DE"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 942
    with transaction.atomic(), scoped(cast.karl.scope):
        booked = {
            entry.ledger_account.role: entry.amount_minor
            for entry in Entry.objects.filter(transfer__key=f"order:{leg.order_id}:1").select_related("ledger_account")
        }
    assert booked == {"wallet": -942, "revenue": 792, "tax": 150}
    for by in (cast.karl, cast.nora, cast.olga):
        with transaction.atomic(), scoped(by.scope):
            assert order_faults(by.seller_id) == []


def test_reverse_charge_needs_a_checked_number_and_keeps_what_proved_it(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "FR", number=FRENCH_NUMBER)
    assert owed(cast.karl, mill).treatment == "domestic"

    checked(cast.karl, mill, FRENCH_NUMBER)

    leg = order(cast.karl, mill)
    assert seen(leg, cast.karl) == ("reverse_charge", 0, 792, 0, 792)
    assert leg.tax_words == "Reverse charge: you account for the VAT."
    assert (leg.buyer_tax_number, leg.buyer_country, leg.tax_proof) == (FRENCH_NUMBER, "FR", "ref 1 2026-11-02")


def test_a_number_that_failed_or_changed_or_is_of_the_sellers_country_charges_tax(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "FR", number=FRENCH_NUMBER)
    checked(cast.karl, mill, FRENCH_NUMBER, is_valid=False)
    assert owed(cast.karl, mill).treatment == "domestic"
    checked(cast.karl, mill, FRENCH_NUMBER)
    assert owed(cast.karl, mill).treatment == "reverse_charge"
    move_to(cast.karl, mill, country="FR", number="FR83404833048")
    assert owed(cast.karl, mill).treatment == "domestic"
    german = customer(cast.karl, "FR", number=GERMAN_NUMBER, name="Other")
    checked(cast.karl, german, GERMAN_NUMBER)
    assert owed(cast.karl, german).treatment == "domestic"


def test_a_consumer_elsewhere_pays_the_rate_of_home_until_that_of_their_country_is_set(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "FR")
    assert (owed(cast.karl, mill).percent, owed(cast.karl, mill).country) == (19, "DE")
    rate(cast.karl, "FR", "20")
    told = owed(cast.karl, mill)
    assert (told.treatment, told.percent, told.country, told.tax_minor) == ("destination", 20, "FR", 200)


def test_a_reduced_kind_has_its_own_rate_and_without_one_the_standard_rate(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "DE")
    product = _product(cast)
    set_tax_category(product_id=product, category="reduced", by=cast.olga, at=NOON)
    assert (owed(cast.karl, mill).category, owed(cast.karl, mill).percent) == ("reduced", 19)
    rate(cast.karl, "DE", "7", "reduced")
    assert owed(cast.karl, mill).percent == 7
    set_tax_category(product_id=product, category="exempt", by=cast.karl, at=NOON)
    assert (owed(cast.karl, mill).treatment, owed(cast.karl, mill).percent) == ("exempt", 0)
    set_tax_category(product_id=product, category="", by=cast.karl, at=NOON)
    assert owed(cast.karl, mill).percent == 7


def test_a_state_has_its_own_rate_before_that_of_its_country(cast: Cast):
    charges(cast.karl, "US", "0")
    rate(cast.karl, "US", "8.875", region="New York")
    assert owed(cast.karl, customer(cast.karl, "US", state="NY")).tax_minor == 89
    assert owed(cast.karl, customer(cast.karl, "US", state="Oregon", name="Other")).tax_minor == 0


def test_an_exempt_buyer_pays_none_until_the_end_of_the_last_day(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "DE")
    today = NOON.date()
    exempt_buyer(account_id=mill, exemption=Exemption("School", "S-1", today), by=cast.karl, at=NOON)
    told = owed(cast.karl, mill)
    assert (told.treatment, told.tax_minor) == ("exempt_buyer", 0)
    assert told.words == "Exempt from tax: School, certificate S-1."
    assert owed(cast.karl, mill, at=NOON + timedelta(days=1)).tax_minor == 190
    end_exemption(account_id=mill, by=cast.karl, at=NOON)
    assert owed(cast.karl, mill).tax_minor == 190


def test_who_is_not_registered_charges_none_and_prints_why(cast: Cast):
    words = "Kein Ausweis von Umsatzsteuer (§ 19 UStG)."
    setup = SetupDetails("DE", is_registered=False, unregistered_words=words)
    set_up_tax(setup=setup, version=0, by=cast.karl, at=NOON)
    leg = order(cast.karl, cast.bakery)
    assert seen(leg, cast.karl) == ("unregistered", 0, 792, 0, 792)
    assert leg.tax_words == words


def test_a_buyer_is_where_its_default_billing_address_is(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "DE")
    details = AddressDetails(
        roles=("billing",), company_name="Mill", address="Rue 1", city="Genève", postcode="1201", country="CH"
    )
    assert owed(cast.karl, mill).treatment == "domestic"
    add_address(account_id=mill, details=details, by=cast.karl, at=NOON)
    assert owed(cast.karl, mill).treatment == "export"


def test_a_placed_order_keeps_its_tax_whatever_changes_and_a_cart_is_taxed_when_it_is_placed(cast: Cast):
    charges(cast.karl)
    leg = order(cast.karl, cast.bakery)
    tomorrow = NOON + timedelta(days=1)
    rate(cast.karl, "DE", "16", at=tomorrow)
    move_to(cast.karl, cast.bakery, country="CH")

    assert seen(leg, cast.karl)[:2] == ("domestic", 19)
    assert seen(order(cast.karl, cast.bakery, at=tomorrow), cast.karl)[0] == "export"
    move_to(cast.karl, cast.bakery, country="DE")
    assert seen(order(cast.karl, cast.bakery, at=NOON), cast.karl)[1] == 19
    assert seen(order(cast.karl, cast.bakery, at=tomorrow), cast.karl)[1] == 16


def test_lines_are_rounded_one_by_one_and_sum_to_their_leg(cast: Cast):
    charges(cast.karl, "DE", "7.77")
    leg = order(cast.karl, cast.bakery, quantity=7)
    assert seen(leg, cast.karl)[2:] == (5_544, 431, 5_975)


def _product(cast: Cast) -> int:
    with transaction.atomic(), scoped(cast.olga.scope):
        return Product.objects.get(sku="WEB-S").pk


def test_the_day_of_the_check_is_the_sellers(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "FR", number=FRENCH_NUMBER)
    checked(cast.karl, mill, FRENCH_NUMBER)
    change_settings(changes={"time_zone": "Pacific/Kiritimati"}, version=1, by=cast.karl, at=NOON)

    assert order(cast.karl, mill).tax_proof == "ref 1 2026-11-03"
