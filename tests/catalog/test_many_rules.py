"""A price list of thousands of plans with a rule each is priced rule by rule, also just after writing them (CAT-2)."""

import psycopg
import pytest
from django.db import connection

from handsel.catalog.offers import range_of
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.large import rules_read, supply_many
from tests.catalog.listed import change, default_of
from tests.settings import SERVER

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2")]


def read_for(cast, first: int, count: int) -> int:
    """Give `count` more plans a price each, and return how many rules are looked at to price them all."""
    plans = supply_many(cast.karl, first, count)
    change(cast.karl, *(Change(Way.FIXED, [(int(Level.PLAN), plan)], fixed_minor=250) for plan in plans))
    with scoped(cast.karl.scope):
        before = rules_read()
        found = range_of(cast.kleinbach, default_of(cast.karl).pk, "EUR", plan_ids=plans, at=NOON)
        assert {line.unit_minor for line in found.lines} == {250}
        return rules_read() - before


@pytest.fixture
def _known_to_be_few():
    """Let the planner know the table as it is before anybody has written a rule: as good as empty."""
    with psycopg.connect(SERVER.url(SUPERUSER, connection.settings_dict["NAME"]), autocommit=True) as admin:
        admin.execute("ANALYZE catalog_pricerule")


@pytest.mark.usefixtures("_known_to_be_few")
def test_the_rules_that_are_read_grow_with_the_plans_and_not_with_their_square(cast):
    few, many = read_for(cast, 0, 300), read_for(cast, 1_000, 1_200)

    assert few >= 300
    assert many <= 5 * few
