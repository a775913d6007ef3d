"""The second wall: PostgreSQL shows nobody what is not theirs, whatever the application forgets (OPS-3)."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from handsel.accounts.models import Account, Kind
from handsel.bulk.audience import Audience
from handsel.bulk.starting import BULK, start_bulk
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.models import User
from handsel.identity.roles import Right
from handsel.kernel.isolation import Reading, Scope, scoped
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.segments.saving import save_segment
from handsel.segments.search import Search
from handsel.tasks.running import run_next
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-3")]


def tenant_tables() -> Iterator[tuple[str, bool]]:
    """Every table with a seller, and whether it names a buyer."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, bool_or(a.attname = 'buyer_id')
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
             GROUP BY c.relname HAVING bool_or(a.attname = 'seller_id') ORDER BY 1
            """
        )
        yield from cursor.fetchall()


def strangers(table: str, seller: int, *, names_buyer: bool) -> tuple[int, int]:
    """Return how many rows of `table` are seen in this scope: the seller's own or bought by it, and others."""
    mine = f"seller_id = {seller}" + (f" OR buyer_id = {seller}" if names_buyer else "")
    if table == "accounts_account":
        mine += f" OR id = {seller}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FILTER (WHERE {mine}), count(*) FILTER (WHERE NOT ({mine})) FROM {table}")
        own, others = cursor.fetchone()
        return own, others


def test_no_table_shows_a_row_of_somebody_else(cast: Cast):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    save_segment(kind=Kind.CUSTOMER, name="Everybody", search=Search(text="a"), by=cast.karl, at=NOON)
    audience = Audience(search=Search())
    start_bulk(action="tag", params={"names": ["priority"]}, audience=audience, by=cast.karl, at=NOON)
    run_next({BULK.name: BULK}, at=NOON)
    seen_somewhere: dict[str, int] = {}
    for seller in (cast.operator, cast.nordlicht, cast.kleinbach, cast.suedwind):
        for table, names_buyer in list(tenant_tables()):
            if table in {"accounts_searchtext", "orders_searchtext"}:
                continue  # the application has no right to them at all
            with transaction.atomic(), scoped(system(seller).scope):
                own, others = strangers(table, seller, names_buyer=names_buyer)
            assert others == 0, f"{table} shows {others} foreign rows to {seller}"
            seen_somewhere[table] = seen_somewhere.get(table, 0) + own
    # What nobody has rows of proves nothing here: tests/isolation fills every table and asks again.
    assert {table for table, count in seen_somewhere.items() if count} >= {
        "accounts_account",
        "accounts_edge",
        "accounts_portal",
        "catalog_plan",
        "identity_seat",
        "identity_user",
        "ledger_wallet",
        "orders_leg",
        "orders_legline",
        "segments_segment",
        "tasks_task",
        "timeline_event",
    }


def test_without_a_scope_there_is_an_error_and_not_all_rows_and_not_none(cast: Cast):
    del cast
    with pytest.raises(DatabaseError, match="no scope is set"), transaction.atomic():
        Account.objects.count()


def test_a_storefront_session_is_narrowed_to_its_own_account(cast: Cast):
    leg = buy(cast)
    with transaction.atomic(), scoped(cast.berta.scope):
        assert list(Account.objects.values_list("pk", flat=True)) == [cast.bakery]
        assert list(Leg.objects.values_list("pk", flat=True)) == [leg.pk]
        assert not User.objects.exists()


def test_a_seller_between_two_sees_its_selling_leg_and_its_buying_leg_and_no_third(cast: Cast):
    leg = buy(cast)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert [own.gross_minor for own in Leg.objects.filter(order_id=leg.order_id)] == [
            660
        ]  # not asked, bought nothing
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    seen = {}
    for actor in (cast.karl, cast.nora, cast.olga, cast.sven):
        with transaction.atomic(), scoped(actor.scope):
            legs = Leg.objects.filter(order_id=leg.order_id)
            seen[actor.seller_id] = sorted(legs.values_list("gross_minor", flat=True))
    assert seen == {cast.kleinbach: [660, 792], cast.nordlicht: [550, 660], cast.operator: [550], cast.suedwind: []}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO identity_seat (seller_id, user_id, buyer_id, role) VALUES (%(theirs)s, %(me)s, NULL, 'owner')",
        "UPDATE accounts_portal SET title = 'Mine' WHERE seller_id = %(theirs)s",
        "INSERT INTO identity_seat (seller_id, user_id, buyer_id, role) VALUES (%(mine)s, %(me)s, %(bakery)s, 'buyer')",
        "SELECT accounts_open_portal(%(bakery)s, '{}', '{}', now())",
        "SELECT * FROM catalog_offers(%(bakery)s, NULL)",
        "SELECT * FROM catalog_lines(%(theirs)s, NULL)",
        "SELECT catalog_chain(%(bakery)s, ARRAY[1]::bigint[])",
        "SELECT timeline_record(%(theirs)s, 'a.b', now(), 1, 'x', 1, 'x', '{}')",
        "SELECT ledger_hold('[]', now())",
        "SELECT ledger_release(ARRAY['order:1:0'], now())",
        "SELECT ledger_post('x', 'invoice', now(), 1, 'x', 'x', '[]')",
    ],
)
def test_a_sibling_reaches_nothing_across_the_wall(cast: Cast, statement: str):
    parts = {"theirs": cast.kleinbach, "mine": cast.suedwind, "me": cast.sven.user_id, "bakery": cast.bakery}
    changed = -1
    try:
        with transaction.atomic(), scoped(cast.sven.scope), connection.cursor() as cursor:
            cursor.execute(statement, parts)
            changed = cursor.rowcount
    except DatabaseError:
        return
    assert changed == 0, "neither an error nor without effect"


@pytest.mark.parametrize("step", ["orders_advance", "deliveries_open"])
def test_a_sibling_cannot_push_an_order_on(cast: Cast, step: str):
    leg = buy(cast)
    with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic(), scoped(cast.sven.scope):
        connection.cursor().execute(f"SELECT {step}(%s, now())", [leg.order_id])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_account SET path = '1.' || id || '.' WHERE id = %s",
        "UPDATE accounts_account SET kind = 'reseller' WHERE id = %s",
        "DELETE FROM accounts_account WHERE id = %s",
        "UPDATE accounts_edge SET currency = 'USD' WHERE buyer_id = %s",
    ],
)
def test_nobody_moves_an_account_or_its_trade(cast: Cast, statement: str):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), scoped(cast.karl.scope):
        connection.cursor().execute(statement, [cast.bakery])


@pytest.mark.parametrize(
    "call",
    [
        "ledger_counts({kleinbach}, NULL)",
        "ledger_faults(NULL, NULL)",
        "orders_faults({kleinbach})",
        "orders_fundable(10, now())",
        "timeline_unread(0, 0, NULL, 10)",
        "timeline_due_again('mail', now(), 10)",
    ],
)
def test_what_workers_ask_about_everybody_is_closed_to_a_session(cast: Cast, call: str):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    for actor in (cast.sven, cast.berta):
        with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic(), scoped(actor.scope):
            connection.cursor().execute(f"SELECT * FROM {call.format(kleinbach=cast.kleinbach)}")


def test_a_storefront_session_cannot_tell_of_what_did_not_happen(cast: Cast):
    leg = buy(cast)
    forged = """
        INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id, actor_name, reason,
                                    data)
        VALUES (%s, 1, 'order.executed', now(), %s, 'leg', %s, 'Handsel', '', '{}')
    """
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), scoped(cast.berta.scope):
        connection.cursor().execute(forged, [cast.kleinbach, cast.bakery, leg.pk])


def test_a_storefront_session_cannot_say_that_an_order_is_delivered(cast: Cast):
    leg = buy(cast)
    with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic(), scoped(cast.berta.scope):
        connection.cursor().execute("SELECT deliveries_open(%s, now())", [leg.order_id])


def test_reading_writes_nothing_and_its_scope_ends_with_it(cast: Cast):
    with Reading(cast.karl.scope):
        assert Account.objects.filter(pk=cast.bakery).exists()
        with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
            Account.objects.filter(pk=cast.bakery).update(city="Elsewhere")
    with pytest.raises(DatabaseError, match="no scope is set"), transaction.atomic():
        Account.objects.count()


def test_an_operation_inside_a_reading_gives_the_scope_back(cast: Cast):
    with Reading(cast.karl.scope):
        leg = buy(cast)
        assert Leg.objects.get(pk=leg.pk).buyer_id == cast.bakery
        assert Account.objects.sold_to_by(cast.kleinbach).count() == 1


def test_a_scope_names_somebody():
    with pytest.raises(ValueError, match="at least one"):
        Scope(())


def test_an_actor_without_a_role_is_the_system(cast: Cast):
    actor: Actor = system(cast.kleinbach)
    assert actor.is_system
    assert actor.rights >= set(Right) - {Right.SHOP, Right.PAY, Right.OWN_DATA, Right.OWN_USERS}
