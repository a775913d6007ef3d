"""A search over accounts: read from an address, applied, told in words, paged (ACC-10, ACC-11)."""

import pytest
from django.http import QueryDict

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped
from handsel.segments.columns import STANDARD, rows_of
from handsel.segments.paging import keyset_page
from handsel.segments.search import Search
from handsel.segments.words import Vocabulary, chips
from tests.cast import NOON


def search(query: str) -> Search:
    parsed = Search.from_params(QueryDict(query))
    assert parsed.problems == ()
    return parsed.search


@pytest.mark.django_db
def test_a_search_finds_lists_and_tells(cast):
    wanted = search("q=bakery&joined.after=2026-01-01&sort=-joined")

    with scoped(cast.karl.scope):
        found = wanted.within(Account.objects.sold_to_by(cast.kleinbach).customers(), by=cast.karl, at=NOON)
        page = keyset_page(found, wanted.sort, {})
        rows = rows_of(page.rows, STANDARD, cast.kleinbach)

    assert [row["id"] for row in rows] == [cast.bakery]
    assert page.total.number == 1
    assert [chip.text for chip in chips(wanted, Vocabulary(cast.kleinbach))] == ["Joined on or after 1 January 2026"]


def test_a_search_is_written_as_it_is_read():
    wanted = search("country.is=CA&country.is=us&tag.is_not=old&joined.last_days=90&status.is=suspended&sort=-city")

    assert Search.from_params(QueryDict(urlencoded(wanted))).search == wanted
    assert wanted.to_params()[:2] == [("country.is", "CA"), ("country.is", "US")]


def urlencoded(wanted: Search) -> str:
    query = QueryDict(mutable=True)
    for name, value in wanted.to_params():
        query.appendlist(name, value)
    return query.urlencode()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("colour.is=red", "There is no field “colour” to search by."),
        ("country.like=CA", "Country cannot be asked for with “like”."),
        ("country.is=Atlantis", "Country: “Atlantis” is none of its choices."),
        ("joined.after=yesterday", "Joined: write a day as 2026-05-31."),
        ("joined.after=0001-01-01", "Joined: write a day as 2026-05-31."),
        ("joined.last_days=0", "Joined: write a whole number from 1 to 36500."),
        ("balance.over=1e999999", "Balance: write an amount such as 500 EUR."),
        ("orders_total.in_days=90", "Orders total cannot be asked for with “in_days”."),
        ("sort=colour", "The list cannot be sorted by “colour”."),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(query, told):
    parsed = Search.from_params(QueryDict(query))

    assert parsed.search == Search()
    assert parsed.problems == (told,)
    assert list(parsed.faults) == [query.partition("=")[0]]
