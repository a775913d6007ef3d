"""What the buyer says about an order: saved at once, fixed when placed, seen by both ends only (ORD-17, ORD-18)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.accounts.addresses import AddressDetails, add_address, change_address
from handsel.accounts.sites import SiteArchived, SiteDetails, SiteNotFound, add_site, archive_site
from handsel.accounts.terms import publish_terms
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.finding import find
from handsel.orders.internal_notes import write_internal_note
from handsel.orders.models import Leg, Order
from handsel.orders.particulars import TermsNotAccepted, Told, save_particulars
from handsel.orders.particulars_models import InternalNote, Particulars, Reached
from handsel.orders.placement import StatusConflict, order_for, place_order
from handsel.orders.wanted import LineWanted
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.buying import buy, fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-18")]

SHOP = AddressDetails(
    roles=("shipping",), company_name="Bakery", address="Torstraße 1", city="Berlin", country="DE", postcode="10119"
)


def said(cast: Cast, order_id: int, by=None) -> Particulars | None:
    by = by or cast.karl
    with transaction.atomic(), scoped(by.scope):
        return Particulars.objects.select_related("site").filter(order_id=order_id).first()


def save(cast: Cast, order: Order, by=None, reached=Reached.CART, **changes) -> Particulars:
    return save_particulars(order_id=order.pk, changes=changes, reached=reached, by=by or cast.berta, at=NOON)


def site(cast: Cast, code: str = "STATION", account: int = 0):
    return add_site(account_id=account or cast.bakery, code=code, details=SiteDetails(), by=cast.karl, at=NOON)


def test_each_field_is_saved_at_once_and_the_others_stay(cast: Cast):
    cart = fill_cart(cast)

    save(cast, cart, po_number=" PO  1 ")
    save(cast, cart, note="Leave it at the door")
    found = save(cast, cart, reached=Reached.PAYMENT)

    assert (found.po_number, found.note, found.reached) == ("PO 1", "Leave it at the door", "payment")
    assert save(cast, cart, reached=Reached.ADDRESS).reached == "payment"  # nobody comes less far than before
    with scoped(cast.karl.scope):
        told = Event.objects.filter(name="cart.step_reached")
        assert [event.data for event in told] == [{"number": cart.number, "step": "payment"}]


@pytest.mark.covers("ORD-17")
def test_the_order_keeps_what_was_said_and_addresses_as_they_were(cast: Cast):
    address = add_address(account_id=cast.bakery, details=SHOP, by=cast.berta, at=NOON)
    cart, station = fill_cart(cast), site(cast)
    save(cast, cart, po_number="PO-1", site_id=station.pk, delivery_address_id=address.pk)

    place_order(order_id=cart.pk, changes={"note": "Ring twice"}, by=cast.berta, at=NOON)
    change_address(
        address_id=address.pk,
        details=replace(SHOP, city="Potsdam", postcode="14467"),
        version=1,
        by=cast.karl,
        at=NOON,
    )

    found = said(cast, cart.pk)
    assert (found.po_number, found.note, found.site.code) == ("PO-1", "Ring twice", "STATION")
    assert (found.delivery["address"], found.delivery["city"]) == ("Torstraße 1", "Berlin")
    assert found.billing["email"] == "berta@bakery.example"  # nothing else was there: the account's own
    with pytest.raises(StatusConflict, match="was placed already"):
        save(cast, cart, po_number="PO-2")


def test_the_default_address_counts_where_none_was_chosen(cast: Cast):
    add_address(account_id=cast.bakery, details=SHOP, by=cast.berta, at=NOON)

    leg = buy(cast)

    assert said(cast, leg.order_id).delivery["address"] == "Torstraße 1"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"po_number": "1" * 61}, "po_number"), ({"note": "n" * 2001}, "note"),
     ({"delivery_address_id": 987_654}, "delivery_address_id"), ({"billing_address_id": 1}, "billing_address_id")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_saved(cast: Cast, changes, field):
    cart = fill_cart(cast)

    with pytest.raises(Invalid) as refused:
        save(cast, cart, **changes)

    assert list(refused.value.fields) == [field]
    assert said(cast, cart.pk).po_number == ""


@pytest.mark.covers("ORD-17")
def test_a_foreign_or_archived_site_is_refused_before_and_when_the_order_is_placed(cast: Cast):
    cart, station = fill_cart(cast), site(cast)
    with scoped(cast.nora.scope):
        foreign = add_site(account_id=cast.kleinbach, code="A", details=SiteDetails(), by=cast.nora, at=NOON)
    with pytest.raises(SiteNotFound):
        save(cast, cart, site_id=foreign.pk)
    save(cast, cart, site_id=station.pk)
    archive_site(site_id=station.pk, by=cast.karl, at=NOON)

    with pytest.raises(SiteArchived):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)

    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert place_order(order_id=cart.pk, changes={"site_id": None}, by=cast.berta, at=NOON).order_id == cart.pk


def test_only_the_two_ends_of_the_edge_see_what_was_said(cast: Cast):
    cart = fill_cart(cast)
    save(cast, cart, po_number="PO-SECRET")
    leg = place_order(order_id=cart.pk, by=cast.berta, at=NOON)

    assert said(cast, leg.order_id, cast.berta).po_number == "PO-SECRET"
    assert said(cast, leg.order_id).po_number == "PO-SECRET"
    assert said(cast, leg.order_id, cast.nora) is None
    for by, found in ((cast.karl, 1), (cast.berta, 1), (cast.nora, 0)):
        with transaction.atomic(), scoped(by.scope):
            legs = Leg.objects.filter(order_id=leg.order_id)
            assert find(legs, "po-secret", seller_id=by.seller_id).legs.count() == found


def test_staff_say_it_for_a_customer_too(cast: Cast):
    station = site(cast)
    cart = fill_cart(cast)
    with transaction.atomic(), scoped(cast.berta.scope):
        plan = cart.lines.get().plan_id
    told = Told(po_number="PO-9", note="By phone", site_id=station.pk)

    leg = order_for(buyer_id=cast.bakery, lines=[LineWanted(plan)], told=told, by=cast.karl, at=NOON)

    found = said(cast, leg.order_id)
    assert (found.po_number, found.note, found.site_id, found.terms_version) == ("PO-9", "By phone", station.pk, None)


def test_the_terms_that_were_accepted_are_kept_with_version_time_and_person(cast: Cast):
    publish_terms(text="Pay in advance.", url="", version=0, by=cast.karl, at=NOON)
    cart = fill_cart(cast)

    with pytest.raises(TermsNotAccepted, match="Accept the terms"):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)
    with pytest.raises(TermsNotAccepted, match="version 1 holds now"):
        place_order(order_id=cart.pk, terms_version=7, by=cast.berta, at=NOON)
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0

    place_order(order_id=cart.pk, terms_version=1, by=cast.berta, at=NOON)

    found = said(cast, cart.pk)
    assert (found.terms_version, found.terms_accepted_at, found.terms_accepted_by) == (1, NOON, cast.berta.name)


def test_terms_that_were_withdrawn_need_no_yes(cast: Cast):
    publish_terms(text="Pay in advance.", url="", version=0, by=cast.karl, at=NOON)
    publish_terms(text="", url="", version=1, by=cast.karl, at=NOON)

    assert said(cast, buy(cast).order_id).terms_version is None


def test_an_internal_note_is_read_by_the_sellers_own_staff_only(cast: Cast):
    leg = buy(cast)

    note = write_internal_note(order_id=leg.order_id, text=" Call first ", version=0, by=cast.karl, at=NOON)

    assert (note.text, note.author_name, note.version) == ("Call first", cast.karl.name, 1)
    same = write_internal_note(order_id=leg.order_id, text="Call first", version=1, by=cast.karl, at=NOON)
    assert same.version == 1
    for by, found in ((cast.karl, 1), (cast.ruth, 1), (cast.berta, 0), (cast.nora, 0), (cast.sven, 0)):
        with transaction.atomic(), scoped(by.scope):
            assert InternalNote.objects.count() == found
    with pytest.raises(Forbidden):
        write_internal_note(order_id=leg.order_id, text="x", version=1, by=cast.ruth, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        write_internal_note(order_id=leg.order_id, text="x", version=0, by=cast.karl, at=NOON)
    with pytest.raises(Invalid):
        write_internal_note(order_id=leg.order_id, text="x" * 2001, version=1, by=cast.karl, at=NOON)
    with pytest.raises(Leg.DoesNotExist):
        write_internal_note(order_id=leg.order_id, text="x", version=0, by=cast.sven, at=NOON)
    assert write_internal_note(order_id=leg.order_id, text="", version=1, by=cast.karl, at=NOON) is None
    assert write_internal_note(order_id=leg.order_id, text="", version=0, by=cast.karl, at=NOON) is None


def test_each_tier_keeps_its_own_note_on_the_same_order(cast: Cast):
    leg = buy(cast)
    write_internal_note(order_id=leg.order_id, text="Ours", version=0, by=cast.karl, at=NOON)

    write_internal_note(order_id=leg.order_id, text="Theirs", version=0, by=cast.nora, at=NOON)

    with transaction.atomic(), scoped(cast.nora.scope):
        assert InternalNote.objects.get().text == "Theirs"


def test_a_cart_is_noted_about_before_it_is_placed(cast: Cast):
    cart = fill_cart(cast)

    assert (
        write_internal_note(order_id=cart.pk, text="Rings back", version=0, by=cast.karl, at=NOON).text == "Rings back"
    )
