"""The list of customers and its states: found, nobody, odd addresses, pages, columns (ACC-10, ACC-11)."""

import re

import pytest

from handsel.accounts.archiving import archive_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tags import tag_account
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.orders.buying import buy

LIST = "/console/customers/"


def more_customers(cast, count):
    for number in range(count):
        details = AccountDetails(company_name=f"Shop {number:02}", email=f"shop{number}@example.org", city="Oslo")
        add_customer(details=details, by=cast.karl, at=NOON)


def seen(client, address=LIST, **params):
    return client.get(address, params).content.decode()


def names(page):
    return re.findall(r'<a class="hs-name" href="[^"]+">([^<]+)</a>', page)


@pytest.mark.covers("ACC-11")
def test_the_list_shows_who_buys_from_us_and_nobody_else(karl):
    page = seen(karl)

    assert names(page) == ["Bakery Brandt"]
    assert "+49 30 901820" in page
    assert "berta@bakery.example" in page
    assert "Harbour" not in page


@pytest.mark.covers("ACC-10")
def test_search_as_one_types_answers_with_what_was_found_alone(karl, cast):
    more_customers(cast, 2)

    answer = karl.get(LIST, {"q": "bakery kleinb"}, headers=HTMX)
    found = answer.content.decode()

    assert names(found) == ["Bakery Brandt"]
    assert 'data-said="1 found"' in found
    assert "<html" not in found
    assert answer["HX-Push-Url"] == "/console/customers/?q=bakery+kleinb"


def test_letters_typed_on_replace_the_address_so_that_back_leads_out_of_the_search(karl):
    typing = HTMX | {"HX-Current-URL": "http://kleinbach.localhost:8000/console/customers/?q=bak"}

    assert karl.get(LIST, {"q": "bake"}, headers=typing)["HX-Replace-Url"] == "/console/customers/?q=bake"
    assert karl.get(LIST, {"q": "bake", "country.is": "DE"}, headers=typing)["HX-Push-Url"]


@pytest.mark.covers("ACC-10")
def test_a_filter_stands_in_the_address_and_as_a_chip(karl, cast):
    more_customers(cast, 1)

    page = seen(karl, **{"country.is": "DE"})

    assert names(page) == ["Bakery Brandt"]
    assert "Country is Germany" in page
    assert 'aria-label="Remove: Country is Germany"' in page


@pytest.mark.covers("ACC-10")
@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ({"rain.is": "1"}, "There is no field “rain” to search by."),
        ({"country.was": "DE"}, "Country cannot be asked for with “was”."),
        ({"sort": "rain"}, "The list cannot be sorted by “rain”."),
        ({"columns": "city,rain"}, "There is no column “rain”."),
        ({"segment": "987654"}, "This segment is not there any more, or not shared with you."),
    ],
)
def test_odd_parameters_are_left_out_and_told(karl, odd, told):
    page = seen(karl, **odd)

    assert told in page
    assert names(page) == ["Bakery Brandt"]


@pytest.mark.parametrize(
    "odd", [{"after": "x"}, {"before": "²"}, {"from": "-1"}, {"from": "9" * 30}, {"columns": ",,rain"}]
)
def test_a_page_or_column_that_is_none_shows_the_first_page(karl, odd):
    assert names(seen(karl, **odd)) == ["Bakery Brandt"]


def test_a_search_that_finds_nobody_says_what_to_loosen(karl):
    page = seen(karl, q="zzzz", **{"country.is": "DE"})

    assert "Nobody found" in page
    assert "Without “zzzz”" in page
    assert "Without “Country is Germany”" in page


def test_nobody_is_archived_and_the_list_says_so(karl):
    assert "Nobody is archived." in seen(karl, **{"archived.is": "yes"})


def test_who_has_no_customers_is_shown_how_to_begin(sven, nora, ruth):
    assert "No sub-resellers yet" in seen(sven, "/console/resellers/")
    assert 'href="/console/resellers/new/"' in seen(sven, "/console/resellers/")


@pytest.mark.covers("ACC-11")
def test_long_lists_come_in_pages_that_lead_back_and_forth(karl, cast):
    more_customers(cast, 60)

    first = seen(karl)
    second = karl.get(href(first, "page-next")).content.decode()
    back = karl.get(href(second, "page-previous")).content.decode()

    assert "1–50 of 61" in first
    assert "51–61 of 61" in second
    assert names(second)[-1] == "Shop 59"
    assert names(back) == names(first)
    assert "1–50 of 61" in back


@pytest.mark.covers("ACC-11")
def test_a_head_sorts_by_its_column_and_the_other_way_the_second_time(karl, cast):
    more_customers(cast, 2)

    once = karl.get(href(seen(karl), "sort-city")).content.decode()
    twice = karl.get(href(once, "sort-city")).content.decode()

    assert names(once)[0] == "Bakery Brandt"
    assert names(twice)[-1] == "Bakery Brandt"
    assert 'aria-sort="descending"><a id="sort-city"' in twice


@pytest.mark.covers("ACC-11")
def test_columns_are_chosen_and_ordered_and_kept_for_this_person_alone(karl, ruth):
    answer = karl.post("/console/lists/customers/columns/", {"columns": ["number", "city"]})

    assert heads(seen(karl)) == ["name", "number", "city"]
    assert heads(seen(ruth)) == ["name", "phone", "city", "email", "run_rate", "access"]
    assert answer["Location"] == LIST

    karl.post("/console/lists/customers/columns/", {"columns": ["city"], "standard": "1"})
    assert heads(seen(karl)) == heads(seen(ruth))


def test_the_dialog_of_columns_shows_the_chosen_ones_first(karl):
    dialog = karl.get("/console/lists/customers/columns/?columns=joined,phone", headers=HTMX).content.decode()

    offered = re.findall(r'name="columns" value="(\w+)"( checked)?', dialog)
    assert offered[:3] == [("name", " checked"), ("joined", " checked"), ("phone", " checked")]
    assert ("city", "") in offered


def test_an_address_may_name_the_columns(karl):
    assert heads(seen(karl, columns="city,joined,rain")) == ["name", "city", "joined"]


@pytest.mark.parametrize("part", ["columns", "filter"])
def test_there_are_no_other_lists(karl, part):
    assert karl.get(f"/console/lists/rain/{part}/").status_code == 404


def test_who_may_only_read_has_no_button_that_changes_anything(ruth):
    page = seen(ruth)

    assert "/console/customers/new/" not in page
    assert 'name="action"' not in page
    assert "Add funds" not in page


@pytest.mark.covers("ACC-11")
def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    one = queries_of(karl, LIST)
    more_customers(cast, 5)

    assert queries_of(karl, LIST) == one


@pytest.mark.covers("ACC-12", "ACC-19")
def test_the_figures_over_the_list_lead_to_exactly_those_rows(karl, cast):
    more_customers(cast, 3)
    buy(cast)

    tiles = karl.get("/console/lists/customers/beside/", headers=HTMX).content.decode()
    values = re.findall(r'href="([^"]+)">.*?hs-tile-value">([^<]+)<', tiles, re.DOTALL)

    assert [value for _href, value in values[:2]] == ["4", "0"]
    for href, value in values[:2]:
        assert len(names(seen(karl, href))) == int(value)
    assert "joined.last_days=30" in tiles


def test_who_was_archived_is_counted_under_the_list_and_stands_in_a_list_of_their_own(karl, cast):
    more_customers(cast, 1)
    with scoped(cast.karl.scope):
        shop = Account.objects.get(company_name="Shop 00")
    archive_account(account_id=shop.pk, by=cast.karl, at=NOON)

    assert "+ 1 archived" in seen(karl, "/console/lists/customers/beside/")
    assert names(seen(karl)) == ["Bakery Brandt"]
    archived = seen(karl, **{"archived.is": "yes"})
    assert names(archived) == ["Shop 00"]
    assert 'value="unarchive"' in archived


def test_what_people_typed_is_text_and_nothing_else(karl, cast):
    evil = AccountDetails(company_name="<b>Evil</b> & %s {0}", contact_name="'\"><i>", email="a@b.example", city="<u>x")
    customer = add_customer(details=evil, by=cast.karl, at=NOON)
    tag_account(account_id=customer.pk, names=["<em>"], by=cast.karl, at=NOON)

    for page in (seen(karl), seen(karl, columns="tags,city,contact"), seen(karl, "/console/palette/", q="evil")):
        assert "&lt;b&gt;Evil&lt;/b&gt; &amp; %s {0}" in page
        assert not re.search(r"<(b|i|u|em)>", page)


def heads(page):
    return re.findall(r'data-head="(\w+)"', page)


def href(page, name):
    return re.search(rf'id="{name}" href="([^"]+)"', page)[1].replace("&amp;", "&")
