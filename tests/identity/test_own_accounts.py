"""An account manager who is narrowed sees and serves their own accounts, and no trace of the others (USR-5)."""

import pytest
from django.db import DatabaseError, connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.managers import set_manager
from handsel.accounts.models import Account, Kind
from handsel.accounts.notes import add_note
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.reports.figures import list_figures
from handsel.segments.tallies import tally_of
from handsel.web.rows import SellerRows
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5")]

OWN, OTHER = AccountDetails(company_name="Mill", email="mill@mill.example"), "Bakery Brandt"
NARROWED_TABLES = {
    "accounts_account": "id", "accounts_edge": "buyer_id", "identity_seat": "buyer_id", "ledger_wallet": "buyer_id",
    "ledger_transfer": "buyer_id", "ledger_entry": "buyer_id", "ledger_receipt": "buyer_id", "orders_order": "buyer_id",
    "orders_leg": "buyer_id", "orders_legline": "buyer_id", "segments_figures": "id", "timeline_event": "account_id",
    "accounts_note": "account_id", "subscriptions_subscription": "buyer_id",
}  # fmt: skip


@pytest.fixture
def anna(cast: Cast) -> Actor:
    """Anna is an account manager at Kleinbach, for her own accounts only; so far she has none."""
    return colleague(cast, Role.ACCOUNT_MANAGER, own=True, name="Anna")


def names(by: Actor) -> list[str]:
    with transaction.atomic(), scoped(by.scope):
        return sorted(SellerRows(by).accounts.values_list("name", flat=True))


def test_the_accounts_of_others_are_not_there(cast: Cast, anna: Actor):
    assert names(anna) == []
    assert OTHER in names(cast.karl)

    set_manager(account_id=cast.bakery, manager_id=anna.user_id, by=cast.karl, at=NOON)

    assert names(anna) == [OTHER]


def test_a_customer_whom_she_adds_is_hers(cast: Cast, anna: Actor):
    mill = add_customer(details=OWN, by=anna, at=NOON)

    assert mill.manager_id == anna.user_id
    assert names(anna) == ["Mill"]
    assert names(cast.karl) == [OTHER, "Mill"]


def test_no_program_gives_her_new_customer_to_somebody_else(cast: Cast, anna: Actor):
    mill = add_customer(details=OWN, manager_id=cast.karl.user_id, by=anna, at=NOON)

    assert mill.manager_id == anna.user_id


def test_no_table_shows_rows_of_accounts_that_are_not_hers(cast: Cast, anna: Actor):
    buy(cast, "WEB-S")
    add_note(account_id=cast.bakery, text="Likes rye.", by=cast.karl, at=NOON)
    seen: dict[str, tuple[int, int]] = {}
    for table, column in NARROWED_TABLES.items():
        seen[table] = (rows_of(table, column, cast.bakery, cast.karl), rows_of(table, column, cast.bakery, anna))

    assert [table for table, (karl, _) in seen.items() if not karl and table != "subscriptions_subscription"] == []
    assert [table for table, (_, narrowed) in seen.items() if narrowed] == []


def rows_of(table: str, column: str, account: int, by: Actor) -> int:
    with transaction.atomic(), scoped(by.scope), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s AND seller_id = %s", [account, by.seller_id])
        return int(cursor.fetchone()[0])


def test_she_sees_her_own_reseller_and_her_colleagues(cast: Cast, anna: Actor):
    with transaction.atomic(), scoped(anna.scope):
        assert SellerRows(anna).account.pk == cast.kleinbach
        assert SellerRows(anna).own_wallet is not None
        assert Seat.objects.filter(buyer__isnull=True).count() == 4


def test_text_search_does_not_find_others(cast: Cast, anna: Actor):
    for by, found in ((cast.karl, 1), (anna, 0)):
        with transaction.atomic(), scoped(by.scope):
            assert Account.objects.sold_to_by(cast.kleinbach).matching("bakery").count() == found
        with transaction.atomic(), scoped(by.scope), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_match WHERE account_id = %s", [cast.bakery])
            assert cursor.fetchone() == (found,)


def test_the_figures_above_a_list_count_her_own_only(cast: Cast, anna: Actor):
    assert figures(cast.karl) == (1, 1)
    assert figures(anna) == (0, 0)

    add_customer(details=OWN, by=anna, at=NOON)

    assert figures(cast.karl) == (2, 2)
    assert figures(anna) == (1, 1)


def figures(by: Actor) -> tuple[int, int]:
    with transaction.atomic(), scoped(by.scope):
        return tally_of(by, Kind.CUSTOMER).listed_count, list_figures(by, Kind.CUSTOMER).listed.number


def test_she_writes_to_no_other_account_and_hands_none_of_hers_over(cast: Cast, anna: Actor):
    mill = add_customer(details=OWN, by=anna, at=NOON)
    add_note(account_id=mill.pk, text="Grinds at night.", by=anna, at=NOON)

    with pytest.raises(Account.DoesNotExist):
        add_note(account_id=cast.bakery, text="Not mine.", by=anna, at=NOON)
    with pytest.raises(Forbidden):
        set_manager(account_id=mill.pk, manager_id=cast.karl.user_id, by=anna, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), scoped(anna.scope):
        Account.objects.filter(pk=mill.pk).update(manager_id=cast.karl.user_id)
