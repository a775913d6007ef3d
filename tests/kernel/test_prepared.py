"""Queries that are compiled and planned once find what the ORM finds, and what each caller may see (OPS-3)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from handsel.accounts.models import Account, Edge
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.lookups import among, listed
from handsel.kernel.prepared import IDS, MOMENT, NUMBER, TEXT, Compiled, Prepared
from handsel.orders.models import Order
from handsel.orders.particulars import PARTICULARS, note_change
from handsel.orders.particulars_models import Particulars
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-3")]

ACCOUNT = Prepared(lambda account_id: Account.objects.filter(pk=account_id))
NAMED = Prepared(lambda account_id: Account.objects.only("company_name").filter(pk=account_id))
NUMBERED = Prepared(lambda seller_id, number: Account.objects.filter(seller_id=seller_id, number=number), number=NUMBER)
EDGES = Compiled(
    lambda buyers, name, at: (
        Edge.objects.filter(among("buyer_id", buyers), buyer__company_name=name, opened_at__lt=at)
        .select_related("buyer")
        .annotate(name_length=Length("buyer__company_name"))
    ),
    buyers=IDS,
    name=TEXT,
    at=MOMENT,
)
BUYERS = Prepared(lambda seller_id, but: Account.objects.filter(seller_id=seller_id).exclude(pk=but).order_by("pk"))


@pytest.fixture
def as_kleinbach(cast: Cast) -> Iterator[None]:
    with scoped(Scope((cast.kleinbach,))):
        yield


@pytest.mark.usefixtures("as_kleinbach")
def test_a_row_is_the_same_as_the_orm_reads_it(cast: Cast):
    for _ in range(7):
        found = ACCOUNT.get(cast.bakery)
        assert found.__dict__ | {"_state": None} == Account.objects.get(pk=cast.bakery).__dict__ | {"_state": None}


@pytest.mark.usefixtures("as_kleinbach")
def test_columns_left_out_are_read_when_they_are_asked_for(cast: Cast):
    found = NAMED.get(cast.bakery)
    assert found.get_deferred_fields() >= {"email", "city"}
    assert found.email == Account.objects.get(pk=cast.bakery).email


@pytest.mark.usefixtures("as_kleinbach")
def test_each_id_stands_in_its_place(cast: Cast):
    everybody = Account.objects.filter(seller_id=cast.kleinbach).order_by("pk")
    assert BUYERS.all(cast.kleinbach, 0) == list(everybody)
    assert BUYERS.all(cast.kleinbach, cast.bakery) == list(everybody.exclude(pk=cast.bakery))


@pytest.mark.usefixtures("as_kleinbach")
@pytest.mark.parametrize("id_", [0, 2**63 - 1, 2**63, -(2**63) - 1, 10**30])
def test_what_is_not_there_is_not_found(id_: int):
    assert ACCOUNT.all(id_) == []
    assert ACCOUNT.first(id_) is None
    with pytest.raises(Account.DoesNotExist):
        ACCOUNT.get(id_)


@pytest.mark.usefixtures("as_kleinbach")
@pytest.mark.parametrize("number", [2**31 - 1, 2**31, -(2**31) - 1, 10**30])
def test_a_number_that_no_column_holds_is_not_found(cast: Cast, number: int):
    assert NUMBERED.all(cast.kleinbach, number) == []
    bakery = Account.objects.get(pk=cast.bakery)
    assert NUMBERED.get(cast.kleinbach, bakery.number) == bakery


@pytest.mark.usefixtures("as_kleinbach")
def test_values_of_any_kind_stand_in_their_places_and_rows_bring_what_was_asked_with_them(cast: Cast):
    opened = Edge.objects.select_related("buyer").get(buyer_id=cast.bakery)
    both, name = listed([cast.bakery, cast.kleinbach]), opened.buyer.company_name
    later = opened.opened_at + timedelta(seconds=1)
    for _ in range(2):
        (edge,) = EDGES.all(both, name, later)
        assert edge.buyer_id == cast.bakery
        assert edge.name_length == len(name)
        with CaptureQueriesContext(connection) as queries:
            assert edge.buyer.company_name == name
        assert not queries.captured_queries
        assert EDGES.all(both, name, opened.opened_at) == []
        assert EDGES.all(listed([cast.kleinbach]), name, later) == []
        assert EDGES.all(both, "nobody", later) == []


def test_a_plan_that_was_made_in_one_scope_shows_nothing_of_it_in_another(cast: Cast):
    for _ in range(7):
        with scoped(Scope((cast.kleinbach,))):
            assert ACCOUNT.get(cast.bakery).pk == cast.bakery
        with scoped(Scope((cast.suedwind,))):
            assert ACCOUNT.first(cast.bakery) is None


def test_what_is_kept_as_json_is_read_as_it_was_written(cast: Cast):
    leg = buy(cast)
    with scoped(cast.karl.scope):
        found = PARTICULARS.get(leg.order_id)
        assert found.billing == Particulars.objects.get(order_id=leg.order_id).billing != {}
        note_change(Order.objects.get(pk=leg.order_id), cast.karl, NOON)
        assert PARTICULARS.get(leg.order_id).changed_by_name == cast.karl.name


@pytest.mark.usefixtures("as_kleinbach")
def test_the_log_of_queries_has_what_was_executed(cast: Cast):
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            NAMED.get(cast.bakery)
        (query,) = queries
        assert query["sql"].startswith('SELECT "accounts_account"."id", "accounts_account"."company_name"')


@pytest.mark.usefixtures("as_kleinbach")
def test_the_server_keeps_the_plan_and_other_statements_go_as_before(cast: Cast):
    ACCOUNT.get(cast.bakery)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%accounts_account%"])
        (kept,) = cursor.fetchone()
        assert kept >= 1
        cursor.execute("SELECT %s || %s", ["a value", " of no type"])
        assert cursor.fetchone() == ("a value of no type",)
