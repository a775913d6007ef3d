"""Funds are added with a receipt and taken back once (FUN-1)."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from handsel.accounts.archiving import archive_account, unarchive_account
from handsel.accounts.bin import delete_account, restore_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.refusal import Forbidden, Invalid, Refusal
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.models import Receipt, Transfer, Wallet
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.ledger.refusals import (
    AccountArchived,
    AlreadyReversed,
    DateAhead,
    DateTooOld,
    InBin,
    KeyReused,
    NotReversible,
    NoWallet,
    WalletShort,
    WayNotOffered,
)
from handsel.ledger.statements import statement
from handsel.orders.approval import approve_order
from tests.cast import NOON, wallet
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


def add(
    by: Actor,
    buyer: int,
    minor: int = 5_000,
    *,
    key: str = "k1",
    currency: str = "EUR",
    day: date = TODAY,
    method: str = PaidBy.CASH,
) -> Receipt:
    received = Received(Money(minor, currency), method, day, key, "INV-7", "at the counter")
    return add_funds(buyer_id=buyer, received=received, by=by, at=NOON)


@pytest.mark.covers("FUN-1")
def test_a_payment_credits_the_wallet_and_has_a_numbered_receipt(cast: Cast):
    first = add(cast.karl, cast.bakery, 5_000, key="k1")
    second = add(cast.karl, cast.bakery, 2_500, key="k2")

    assert wallet(cast.kleinbach, cast.bakery).available_minor == 17_500
    assert second.number == first.number + 1
    assert (first.method, first.reference, first.note) == ("cash", "INV-7", "at the counter")
    with transaction.atomic(), scoped(cast.berta.scope):
        (own,) = Wallet.objects.filter(buyer_id=cast.bakery)
        shown = [(entry.amount_minor, entry.balance_after_minor) for entry in statement(own)]
    assert shown == [(2_500, 17_500), (5_000, 15_000), (10_000, 10_000)]


@pytest.mark.covers("FUN-1")
def test_the_same_key_is_one_payment_and_another_amount_or_buyer_under_it_is_refused(cast: Cast):
    details = AccountDetails(company_name="Garage Gruber", email="gustav@garage.example")
    garage = add_customer(details=details, by=cast.karl, at=NOON)
    first = add(cast.karl, cast.bakery)
    assert add(cast.karl, cast.bakery).pk == first.pk
    with pytest.raises(KeyReused):
        add(cast.karl, cast.bakery, 9_999)
    with pytest.raises(KeyReused):
        add(cast.karl, garage.pk)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"method": PaidBy.CHEQUE}, "method"),
        ({"received_on": TODAY - timedelta(days=1)}, "date"),
        ({"reference": "INV-8"}, "reference"),
        ({"note": "in an envelope"}, "note"),
    ],
)
def test_the_same_key_with_other_details_is_refused_and_says_which(cast: Cast, other, word):
    told = {"method": PaidBy.CASH, "received_on": TODAY, "key": "k1", "reference": "INV-7", "note": "at the counter"}
    first = add(cast.karl, cast.bakery)

    changed = Received(Money(5_000, "EUR"), **(told | other))
    with pytest.raises(KeyReused, match=rf"receipt {first.number} with another {word}\."):
        add_funds(buyer_id=cast.bakery, received=changed, by=cast.karl, at=NOON)

    again = Received(Money(5_000, "EUR"), **told, mail=False)
    assert add_funds(buyer_id=cast.bakery, received=again, by=cast.karl, at=NOON).pk == first.pk
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000


@pytest.mark.covers("FUN-1")
@pytest.mark.parametrize(
    ("who", "kwargs", "refusal", "field"),
    [
        ("ruth", {}, Forbidden, None),
        ("berta", {}, Forbidden, None),
        ("karl", {"minor": 0}, AmountNotPositive, "amount"),
        ("karl", {"minor": -5}, AmountNotPositive, "amount"),
        ("karl", {"minor": 10**12 + 1}, AmountTooLarge, "amount"),
        ("karl", {"day": date(2026, 11, 3)}, DateAhead, "received_on"),
        ("karl", {"day": date(1026, 11, 2)}, DateTooOld, "received_on"),
        ("karl", {"method": "deposit"}, WayNotOffered, "method"),
        ("karl", {"key": ""}, Invalid, "key"),
        ("karl", {"currency": "USD"}, NoWallet, None),
        ("sven", {}, NoWallet, None),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_nothing_moves(
    cast: Cast, who: str, kwargs: dict[str, object], refusal: type[Refusal], field: str | None
):
    with pytest.raises(refusal) as refused:
        add(getattr(cast, who), cast.bakery, **kwargs)  # type: ignore[arg-type]
    assert field is None or set(refused.value.fields) == {field}
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


@pytest.mark.covers("FUN-1")
def test_money_comes_in_by_what_the_seller_offers_to_anybody_or_otherwise(cast: Cast):
    to = {"to_customers": ["deposit", "cash"], "to_resellers": ["cheque"]}
    change_ways_to_pay(changes=to, version=0, by=cast.karl, at=NOON)

    with pytest.raises(WayNotOffered) as refused:
        add(cast.karl, cast.bakery, method=PaidBy.BANK_TRANSFER)
    assert refused.value.code == "way_not_offered"
    for number, way in enumerate((PaidBy.CASH, PaidBy.CHEQUE, PaidBy.OTHER)):
        assert add(cast.karl, cast.bakery, key=f"w{number}", method=way).method == way
    announced = Announced(Money(700, "EUR"), TODAY, "k2")
    with pytest.raises(WayNotOffered):
        announce_payment(buyer_id=cast.bakery, announced=announced, by=cast.berta, at=NOON)


@pytest.mark.covers("FUN-1")
def test_today_is_where_the_seller_is(cast: Cast):
    change_settings(changes={"time_zone": "Asia/Tokyo"}, version=1, by=cast.karl, at=NOON)
    evening, day = NOON.replace(hour=16), date(2026, 11, 3)  # one in the morning of the next day in Tokyo
    received = Received(Money(5_000, "EUR"), PaidBy.BANK_TRANSFER, day, "k1")

    assert add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=evening).received_on == day
    announced = Announced(Money(700, "EUR"), day, "k2")
    assert announce_payment(buyer_id=cast.bakery, announced=announced, by=cast.berta, at=evening).sent_on == day


@pytest.mark.covers("FUN-8")
def test_a_receipt_is_reversed_once_and_stays_in_the_books(cast: Cast):
    receipt = add(cast.karl, cast.bakery)

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    with pytest.raises(AlreadyReversed):
        reverse_transfer(transfer_id=receipt.transfer_id, reason="Again", by=cast.karl, at=NOON)
    assert prove_books().faults == []


@pytest.mark.covers("FUN-8")
def test_spent_or_held_money_cannot_be_taken_back(cast: Cast):
    receipt = add(cast.karl, cast.bakery, 5_000)
    buy(cast, "MOVE", "Per site")
    buy(cast, "WEB-S")

    with pytest.raises(WalletShort):
        reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 15_000


@pytest.mark.covers("FUN-8")
def test_a_reason_is_needed_and_orders_are_taken_back_in_another_way(cast: Cast):
    receipt = add(cast.karl, cast.bakery)
    with pytest.raises(Invalid):
        reverse_transfer(transfer_id=receipt.transfer_id, reason=" ", by=cast.karl, at=NOON)
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        invoice = Transfer.objects.get(document="invoice", seller_id=cast.kleinbach)
    with pytest.raises(NotReversible):
        reverse_transfer(transfer_id=invoice.pk, reason="Mistake", by=cast.karl, at=NOON)


@pytest.mark.covers("FUN-8")
def test_a_receipt_that_tells_another_amount_than_the_books_is_found(cast: Cast):
    receipt = add(cast.karl, cast.bakery)
    with transaction.atomic(), scoped(cast.karl.scope):
        told = {field.attname: getattr(receipt, field.attname) for field in receipt._meta.fields if field.name != "id"}
    first = add(cast.karl, cast.bakery, 700, key="k2")
    assert prove_books().faults == []
    # The application may add receipts; one that no posting stands behind is a fault.
    invoice = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        posted = Transfer.objects.get(document="invoice", seller_id=cast.kleinbach)
        Receipt.objects.create(**told | {"transfer_id": posted.pk, "number": first.number + 1})
    assert [fault for fault in prove_books().faults if f"receipt {first.number + 1}" in fault]
    assert invoice.settled_at


@pytest.mark.covers("FUN-1")
def test_an_account_in_the_bin_is_restored_before_it_gets_money(cast: Cast):
    details = AccountDetails(company_name="Never Traded", email="never@example.org")
    account = add_customer(details=details, by=cast.karl, at=NOON)
    delete_account(account_id=account.pk, by=cast.karl, at=NOON)

    with pytest.raises(InBin, match="restore it"):
        add(cast.karl, account.pk)

    restore_account(account_id=account.pk, by=cast.karl, at=NOON)
    assert add(cast.karl, account.pk).amount_minor == 5_000


@pytest.mark.covers("FUN-1")
def test_an_archived_account_is_unarchived_before_it_gets_money(cast: Cast):
    details = AccountDetails(company_name="Moved Away", email="moved@example.org")
    account = add_customer(details=details, by=cast.karl, at=NOON)
    archive_account(account_id=account.pk, reason="Moved", by=cast.karl, at=NOON)

    with pytest.raises(AccountArchived, match="unarchive it"):
        add(cast.karl, account.pk)

    unarchive_account(account_id=account.pk, by=cast.karl, at=NOON)
    assert add(cast.karl, account.pk).amount_minor == 5_000
