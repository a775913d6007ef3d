"""Every field with every operator finds the same rows in list, count, export and API (ACC-10)."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from handsel.accounts.models import Account, Kind
from handsel.catalog.models import PriceList
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.reports.lists import ListWanted
from handsel.segments.conditions import Condition
from handsel.segments.fields import FIELDS
from handsel.segments.paging import in_order, keyset_page, total_of
from handsel.segments.search import Search
from handsel.segments.sorting import SORTS
from handsel.segments.values import Input
from handsel.segments.words import Vocabulary, chips
from tests.api.calling import program
from tests.cast import NOON
from tests.segments.world import build_world

LETTERS = {
    "Élan Café": "É", "elan Zweite": "e", "“Quoted” Ltd": "Q", "Åsa Berg": "Å", "Zebra GmbH": "Z", "Suspended Inc": "S",
    "Bakery": "B", "Archived AG": "a", "Binned SARL": "b",
}  # fmt: skip
"""Each customer of the world by one letter; the last two stand in no list."""

EXPECTED = """
q=elan                                                   eÉ       (text)
q=%2B49+30+901820                                        BZÅ      (text)
q=berlin+zebra                                           Z        (text)
name.contains=ela                                        eÉ       Name contains “ela”
name.begins=quot                                         Q        Name begins with “quot”
name.is=asa+berg                                         Å        Name is asa berg
name.is_not=Zebra+GmbH                                   BQSeÅÉ   Name is not Zebra GmbH
number.is={B}                                            B        Number is {B}
number.over={Z}                                          S        Number is above {Z}
number.under={Z}                                         BQeÅÉ    Number is below {Z}
email.contains=ELAN                                      eÉ       E-mail contains “ELAN”
email.begins=z                                           Ze       E-mail begins with “z”
email.is=Z@zebra.example                                 Z        E-mail is Z@zebra.example
email.is_not=z@zebra.example                             BQSeÅÉ   E-mail is not z@zebra.example
email.none=1                                             -        Has no e-mail
phone.contains=030+90                                    BZÅ      Phone contains “030 90”
phone.contains=%2B49+30                                  BZÅ      Phone contains “+49 30”
phone.none=1                                             QS       Has no phone
city.contains=ber                                        ZÅ       City contains “ber”
city.begins=al                                           e        City begins with “al”
city.is=LONDON&city.is=montreal                          QÉ       City is LONDON or montreal
city.is_not=berlin                                       BQSeÉ    City is not berlin
city.none=1                                              -        Has no city
state.contains=ont                                       S        State contains “ont”
state.begins=que                                         É        State begins with “que”
state.is=quebec                                          É        State is quebec
state.is_not=quebec                                      BQSZeÅ   State is not quebec
state.none=1                                             BQZeÅ    Has no state
country.is=CA&country.is=no                              SeÉ      Country is Canada or Norway
country.is_not=DE                                        QSeÉ     Country is not Germany
country.none=1                                           -        Has no country
postcode.contains=1a                                     Q        Postcode contains “1a”
postcode.begins=101                                      Å        Postcode begins with “101”
postcode.is=6002                                         e        Postcode is 6002
postcode.is_not=6002                                     BQSZÅÉ   Postcode is not 6002
postcode.none=1                                          SZ       Has no postcode
tax_number.contains=1366                                 Å        Tax number contains “1366”
tax_number.begins=de                                     Å        Tax number begins with “de”
tax_number.is=de136695976                                Å        Tax number is de136695976
tax_number.is_not=DE136695976                            BQSZeÉ   Tax number is not DE136695976
tax_number.none=1                                        BQSZeÉ   Has no tax number
external_number.contains=x                               É        External number contains “x”
external_number.begins=x                                 É        External number begins with “x”
external_number.is=x-1                                   É        External number is x-1
external_number.is_not=x-1                               BQSZeÅ   External number is not x-1
external_number.none=1                                   BQSZeÅ   Has no external number
status.is=suspended                                      S        Status is Suspended
status.is_not=suspended                                  BQZeÅÉ   Status is not Suspended
tag.is=priority&tag.is=OLD                               ZÅÉ      Tag is priority or OLD
tag.is_not=old                                           BQSeÉ    Tag is not old
tag.none=1                                               BQSe     Has no tag
manager.is={karl}                                        ÅÉ       Account manager is Karl Kaufmann
manager.is_not={karl}                                    BQSZe    Account manager is not Karl Kaufmann
manager.none=1                                           BQSZe    Has no account manager
joined.after=2026-08-01                                  BQeÉ     Joined on or after 1 August 2026
joined.before=2026-08-01                                 SZÅ      Joined before 1 August 2026
joined.last_days=41                                      BeÉ      Joined in the last 41 days
access.is=yes                                            BÉ       Has storefront access
access.is=no                                             QSZeÅ    Has no storefront access
archived.is=yes                                          a        Is archived
archived.is=no                                           BQSZeÅÉ  Is not archived
archived.is=yes&archived.is=no                           BQSZaeÅÉ Is archived or Is not archived
deleted.is=yes                                           b        Is deleted
deleted.is=no                                            BQSZeÅÉ  Is not deleted
payment_method.is=cash&payment_method.is=bank_transfer   ZÅ       Payment method is Cash or Bank transfer
payment_method.is_not=deposit                            ZÅ       Payment method is not Deposit
price_list.is={cheap}                                    Z        Price list is Cheap
price_list.is={standard}                                 BQSeÅÉ   Price list is {standard_name}
price_list.is_not={cheap}                                BQSeÅÉ   Price list is not Cheap
balance.over=100                                         ZÉ       Balance is over 100
balance.over=100+EUR                                     ZÉ       Balance is over 100 EUR
balance.over=1+USD                                       -        Balance is over 1 USD
balance.under=100                                        QSeÅ     Balance is under 100
orders_total.over=60.00+eur                              ZÉ       Ordered more than 60 EUR
orders_total.under=10+EUR                                BQSeÅ    Ordered less than 10 EUR
orders_total.under=0                                     -        Ordered less than 0
orders_total.over=8&orders_total.in_days=50              É        Ordered in the last 50 days more than 8
orders_total.over=8+EUR&orders_total.in_days=150         ZÉ       Ordered in the last 150 days more than 8 EUR
orders_total.under=8&orders_total.in_days=50             BQSZeÅ   Ordered in the last 50 days less than 8
orders_total.under=8+EUR&orders_total.in_days=50         BQSZeÅ   Ordered in the last 50 days less than 8 EUR
orders_count.over=1                                      ZÉ       More than 1 orders
orders_count.under=1                                     BQSeÅ    Fewer than 1 orders
orders_count.over=1&orders_count.in_days=150             É        More than 1 orders in the last 150 days
orders_count.under=2&orders_count.in_days=150            BQSZeÅ   Fewer than 2 orders in the last 150 days
run_rate.over=7+EUR                                      É        Monthly run rate is over 7 EUR
run_rate.under=7                                         BQSZeÅ   Monthly run rate is under 7
last_order.after=2026-10-01                              É        Ordered since 1 October 2026
last_order.before=2026-10-01                             Z        Last order before 1 October 2026
last_order.last_days=20                                  É        Ordered in the last 20 days
last_order.none_since=2026-10-01                         BQSZeÅ   No order since 1 October 2026
last_order.none_in_days=20                               BQSZeÅ   No order in the last 20 days
last_order.never=1                                       BQSeÅ    Never ordered
bought.is=Migration+service                              ZÉ       Bought Migration service
bought.is_not=Migration+service                          BQSeÅ    Never bought Migration service
transacting.is=yes                                       ZÉ       Has something running
transacting.is=no                                        BQSeÅ    Has nothing running
"""


def table(cast: Cast, ids: dict[str, int]) -> list[tuple[str, str, str]]:
    """Return the rows of EXPECTED with the ids of this run: the address, the letters, the chip."""
    with scoped(cast.karl.scope):
        numbers = dict(Account.objects.filter(seller_id=cast.kleinbach).values_list("pk", "number"))
        lists = dict(PriceList.objects.filter(seller_id=cast.kleinbach).values_list("name", "pk"))
    standard = next(name for name in lists if name != "Cheap")
    facts = {
        "B": numbers[cast.bakery], "Z": numbers[ids["Zebra GmbH"]], "karl": cast.karl.user_id, "cheap": lists["Cheap"],
        "standard": lists[standard], "standard_name": standard,
    }  # fmt: skip
    rows = [line.split(None, 2) for line in EXPECTED.strip().splitlines()]
    return [(query.format(**facts), letters.strip("-"), told.format(**facts)) for query, letters, told in rows]


@pytest.mark.django_db
@pytest.mark.covers("ACC-10")
def test_list_count_export_and_api_find_the_same_rows(cast, monkeypatch):
    monkeypatch.setattr("handsel.api.searching.now", lambda: NOON)
    ids = build_world(cast)
    api = program(cast.karl, "kleinbach")
    letters = {ids[name]: letter for name, letter in LETTERS.items()}
    with scoped(cast.karl.scope):
        of_number = {
            number: letters[pk] for pk, number in Account.objects.filter(pk__in=letters).values_list("pk", "number")
        }
        vocabulary = Vocabulary(cast.kleinbach)
    wrong = {}

    for query, expected, told in table(cast, ids):
        parsed = Search.from_params(QueryDict(query))
        with scoped(cast.karl.scope):
            accounts = Account.objects.sold_to_by(cast.kleinbach).customers()
            found = parsed.search.within(accounts, by=cast.karl, at=NOON)
            exported = ListWanted.of(Kind.CUSTOMER, parsed.search, ()).found(cast.karl, NOON)
            seen = {
                "problems": parsed.problems,
                "list": "".join(sorted(letters[row.pk] for row in keyset_page(found, "name", {}).rows)),
                "count": total_of(found).number,
                "export": "".join(sorted(letters[row.pk] for row in exported)),
                "told": [chip.text for chip in chips(parsed.search, vocabulary)],
            }
        answer = api.get(f"/customers?{query}").json()
        seen["api"] = "".join(sorted(of_number[row["number"]] for row in answer.get("items", [])))
        right = {
            "problems": (), "list": expected, "count": len(expected), "export": expected,
            "told": [told] if told != "(text)" else [], "api": expected,
        }  # fmt: skip
        if seen != right:
            wrong[query] = {name: (value, right[name]) for name, value in seen.items() if value != right[name]}

    assert wrong == {}


def test_every_operator_of_every_field_is_tried():
    tried = {part.partition("=")[0] for line in EXPECTED.split() for part in line.split("&")}

    offered = {f"{field.name}.{operator}" for field in FIELDS.values() for operator in field.operators}
    assert offered - tried == set()


@pytest.mark.django_db
@pytest.mark.covers("ACC-11")
@pytest.mark.parametrize("direction", ["", "-"])
def test_pages_in_every_order_hold_every_row_once_there_and_back(cast, direction):
    build_world(cast)

    for sort in SORTS:
        wanted = Search(sort=f"{direction}{sort}")
        with scoped(cast.karl.scope):
            accounts = Account.objects.sold_to_by(cast.kleinbach).customers()
            found = wanted.within(accounts, by=cast.karl, at=NOON)
            whole = [row.pk for row in in_order(found, wanted.sort)]
            there, back = [], []
            page = keyset_page(found, wanted.sort, {}, size=2)
            assert page.before is None
            while True:
                there += [row.pk for row in page.rows]
                assert page.total.number == 7
                if page.after is None:
                    break
                page = keyset_page(found, wanted.sort, {"after": page.after}, size=2)
            while True:
                back = [row.pk for row in page.rows] + back
                if page.before is None:
                    break
                page = keyset_page(found, wanted.sort, {"before": page.before}, size=2)

        assert len(whole) == 7, sort
        assert there == back == whole, sort


@pytest.mark.django_db
@pytest.mark.covers("ACC-11")
def test_names_are_sorted_as_people_look_them_up(cast):
    build_world(cast)

    with scoped(cast.karl.scope):
        found = Search().within(Account.objects.sold_to_by(cast.kleinbach).customers(), by=cast.karl, at=NOON)
        names = [row.name for row in in_order(found, "name")]

    assert names == [
        "Åsa Berg", "Bakery Brandt", "Élan Café", "elan Zweite", "“Quoted” Ltd", "Suspended Inc", "Zebra GmbH",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "nonsense", "eyJ:1:x", "\x00", "a" * 3_000])
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_cursor_that_is_none_opens_the_first_page(cast, cursor, name):
    with scoped(cast.karl.scope):
        page = keyset_page(Account.objects.sold_to_by(cast.kleinbach), "name", {name: cursor})

    assert [row.pk for row in page.rows] == [cast.bakery]
    assert (page.before, page.after) == (None, None)


VALUES = {
    Input.TEXT: st.text(min_size=1, max_size=100),
    Input.CHOICE: st.text(min_size=1, max_size=40),
    Input.DATE: st.dates().map(str),
    Input.DAYS: st.integers(1, 36_500).map(str),
    Input.MONEY: st.one_of(
        st.decimals(-10_000, 10_000, places=2).map(str), st.integers(0, 10**9).map("{} EUR".format), st.just("5e3 jpy")
    ),
    Input.NUMBER: st.integers(0, 2**31 - 1).map(str),
    Input.YES: st.sampled_from(["1", "yes", "on"]),
}


@st.composite
def addresses(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw the parameters of an address, right ones and wrong ones."""
    params = {"q": [draw(st.text(max_size=120))], "sort": [draw(st.sampled_from([*SORTS, "-joined", "odd"]))]}
    for field in map(FIELDS.__getitem__, draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=5, unique=True))):
        names = draw(st.lists(st.sampled_from(sorted(field.operators)), max_size=2, unique=True))
        for operator in map(field.operators.__getitem__, names):
            value = st.sampled_from(sorted(field.known)) if field.known else VALUES[operator.kind]
            if operator.kind != Input.CHOICE:
                value = VALUES[operator.kind]
            most = 3 if operator.takes_many else 1
            params[f"{field.name}.{operator.name}"] = draw(st.lists(value, min_size=1, max_size=most))
        if field.has_period and draw(st.booleans()):
            params[f"{field.name}.in_days"] = [draw(VALUES[Input.DAYS])]
    return params


@given(addresses())
def test_a_search_reads_back_what_it_writes(params):
    search = Search.from_params(params).search

    again = Search.from_params(QueryDict(urlencode(search.to_params())))

    assert again.search == search
    assert again.problems == ()
    assert all(isinstance(condition, Condition) for condition in search.conditions)
    for chip in chips(search, Vocabulary(0)) if not _asks_the_database(search) else []:
        assert chip.condition not in chip.without.conditions
        assert "%(" not in chip.text


def _asks_the_database(search: Search) -> bool:
    return any(asked.field in {"tag", "manager", "price_list", "bought"} for asked in search.conditions)
