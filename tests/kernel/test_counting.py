"""Several counts are one query, and none goes further than it is told (ORD-5, REP-1)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.counting import CompiledCounts, counts_up_to
from handsel.kernel.isolation import scoped

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-5")]


def test_all_are_counted_in_one_query_up_to_their_bounds(cast, django_assert_num_queries):
    seen = Account.objects.all()
    with scoped(cast.karl.scope):
        there = seen.count()
        asked = {"all": (seen, 10), "one": (seen, 1), "none": (seen.filter(pk=0), 10), "never": (seen.none(), 10)}
        with django_assert_num_queries(1):
            found = counts_up_to(asked)
    assert there > 1
    assert found == {"all": there, "one": 1, "none": 0, "never": 0}


def test_what_can_have_no_rows_is_not_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts_up_to({"never": (Account.objects.none(), 10)}) == {"never": 0}


def test_counts_that_are_compiled_once_count_for_each_caller_what_is_theirs(cast, django_assert_num_queries):
    both = CompiledCounts(
        lambda seller_id: {
            "sold to": (Account.objects.sold_to_by(seller_id), 10),
            "never": (Account.objects.none(), 10),
        }
    )
    for by in (cast.karl, cast.nora, cast.karl):
        with scoped(by.scope):
            there = Account.objects.sold_to_by(by.seller_id).count()
            with django_assert_num_queries(1):
                assert both.of(by.seller_id) == {"sold to": min(there, 10), "never": 0}
