"""A statement: every entry with its balance, narrowed by period, document and text, page by page (FUN-2)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.funds import add_funds, alike_receipts, reverse_transfer
from handsel.ledger.models import Wallet
from handsel.ledger.receiving import Received
from handsel.ledger.statements import StatementSearch, balances, statement, statement_page
from handsel.ledger.tellings import against, document, number_of, said
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db
UTC_ZONE, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")


def pay(cast: Cast, minor: int, at: datetime, key: str, reference: str = "", method: PaidBy = PaidBy.CASH):
    received = Received(Money(minor, "EUR"), method, at.date(), key, reference)
    return add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=at)


def find(cast: Cast, zone: ZoneInfo = UTC_ZONE, **asked: str) -> list[int]:
    with transaction.atomic(), scoped(cast.karl.scope):
        own = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        search = StatementSearch.from_params(asked)
        return [entry.amount_minor for entry in search.of(own, zone)]


@pytest.fixture
def three_days(cast: Cast) -> None:
    """Payments on three days, and a debit note on the last."""
    for number, text in enumerate(("RE 1", "RE 2", "Cash box")):
        pay(cast, 100 * (number + 1), NOON + timedelta(days=number), f"p{number}", text)
    wanted = Wanted(Document.DEBIT_NOTE, Money(50, "EUR"), "Visit", "d")
    adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON + timedelta(days=2))


@pytest.mark.covers("FUN-2")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [-50, 300, 200, 100, 10_000]),
        ({"since": "2026-11-03"}, [-50, 300, 200]),
        ({"since": "2026-11-03", "until": "2026-11-03"}, [200]),
        ({"until": "2026-11-02"}, [100, 10_000]),
        ({"kind": "debit_note"}, [-50]),
        ({"kind": "nonsense"}, [-50, 300, 200, 100, 10_000]),
        ({"q": "re "}, [200, 100]),
        ({"q": "1001"}, [-50, 10_000]),
        ({"q": "nothing like it"}, []),
        ({"since": "yesterday", "until": "9999-12-31"}, [-50, 300, 200, 100, 10_000]),
    ],
)
def test_entries_are_narrowed_by_period_document_and_text(cast, three_days, asked, found):
    assert find(cast, **asked) == found


@pytest.mark.covers("FUN-2")
def test_orders_are_found_by_how_their_number_begins_and_payments_by_any_part(cast, three_days):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON + timedelta(days=3))

    assert find(cast, q=leg.number) == find(cast, q=leg.number[:4].lower()) == [-leg.gross_minor]
    assert find(cast, q=leg.number, kind="receipt") == find(cast, q=leg.number, until="2026-11-04") == []
    assert find(cast, q="sh bo") == [300]


@pytest.mark.covers("FUN-2")
def test_days_begin_where_the_seller_is(cast):
    pay(cast, 77, datetime(2026, 11, 10, 23, 30, tzinfo=UTC), "late")

    assert find(cast, BERLIN, since="2026-11-11") == [77]
    assert find(cast, UTC_ZONE, since="2026-11-11") == []


@pytest.mark.covers("FUN-2")
def test_opening_and_closing_balance_enclose_the_period(cast, three_days):
    with transaction.atomic(), scoped(cast.karl.scope):
        own = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        stood = balances(own, StatementSearch(date(2026, 11, 3), date(2026, 11, 3)), UTC_ZONE)
        whole = balances(own, StatementSearch(), UTC_ZONE)
        before_all = balances(own, StatementSearch(date(2020, 1, 1), date(2020, 12, 31)), UTC_ZONE)

    assert (stood.opening.minor, stood.closing.minor, stood.change.minor) == (10_100, 10_300, 200)
    assert (whole.opening.minor, whole.closing.minor) == (0, 10_550)
    assert (before_all.opening.minor, before_all.closing.minor) == (0, 0)


@pytest.mark.covers("FUN-2")
def test_the_balance_before_a_period_is_that_before_its_first_entry_whatever_the_times_say(cast):
    pay(cast, 100, NOON + timedelta(days=1), "first")
    pay(cast, 7, NOON, "second, but its clock was behind")

    with transaction.atomic(), scoped(cast.karl.scope):
        own = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        stood = balances(own, StatementSearch(since=NOON.date() + timedelta(days=1)), UTC_ZONE)

    assert (stood.opening.minor, stood.closing.minor) == (10_000, 10_107)


@pytest.mark.covers("FUN-2")
def test_pages_lead_to_older_and_newer_entries_and_miss_none(cast, three_days):
    with transaction.atomic(), scoped(cast.karl.scope):
        own = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        first = statement_page(statement(own), {}, 2)
        second = statement_page(statement(own), {"before": str(first.older)}, 2)
        last = statement_page(statement(own), {"before": str(second.older)}, 2)
        back = statement_page(statement(own), {"after": str(last.newer)}, 2)

    shown = [entry.amount_minor for page in (first, second, last) for entry in page.rows]
    assert shown == [-50, 300, 200, 100, 10_000]
    assert (first.newer, last.older) == (None, None)
    assert [entry.amount_minor for entry in back.rows] == [200, 100]


@pytest.mark.covers("FUN-2")
def test_a_page_costs_the_same_however_long_the_statement_is(cast, three_days):
    def cost() -> int:
        with transaction.atomic(), scoped(cast.karl.scope), CaptureQueriesContext(connection) as asked:
            own = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
            for entry in statement_page(statement(own), {}).rows:
                assert document(entry)
                assert against(entry)
                assert said(entry) is not None
        return len(asked)

    short = cost()
    for number in range(10):
        pay(cast, 1, NOON + timedelta(days=3), f"more{number}")
    assert cost() == short


@pytest.mark.covers("FUN-2")
def test_each_entry_says_document_number_reason_and_counterparty(cast):
    receipt = pay(cast, 500, NOON, "bank", "RE 7", PaidBy.BANK_TRANSFER)
    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=NOON)
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.berta.scope):
        own = Wallet.objects.get(buyer_id=cast.bakery)
        told = [(document(one), number_of(one), said(one), against(one)) for one in statement(own)[:3]]

    assert told == [
        ("Order", leg.number, "", "Purchases"),
        ("Reversal", str(receipt.number), "Bounced", "Bank transfer"),
        ("Receipt", str(receipt.number), "RE 7", "Bank transfer"),
    ]


@pytest.mark.covers("FUN-1")
def test_a_payment_like_one_of_the_last_days_is_known(cast):
    first = pay(cast, 500, NOON, "one", "RE 7")

    def alike(minor: int = 500, reference: str = "RE 7", days: int = 0, key: str = "two") -> list[int]:
        day = NOON.date() + timedelta(days=days)
        received = Received(Money(minor, "EUR"), PaidBy.CASH, day, key, reference)
        with transaction.atomic(), scoped(cast.karl.scope):
            return [found.pk for found in alike_receipts(cast.bakery, received, cast.karl)]

    assert alike(reference="re7") == alike(reference=" Re  7 ") == [first.pk]
    assert alike() == alike(days=7) == alike(days=-7) == [first.pk]
    assert alike(minor=501) == alike(reference="RE 8") == alike(days=8) == alike(key="one") == []
