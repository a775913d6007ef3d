"""Price lists on the screen: rules for one plan or many, several lists, warnings (CAT-2)."""

from decimal import Decimal

import pytest

from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import PriceRule
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.listed import change, default_of, line_of
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2")]

PRICES = "/console/price-lists/"


def page_of(client, path=PRICES, **params):
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(answer.content.decode().split())


@pytest.fixture
def mail(cast):
    return line_of(cast.karl, "MAIL Monthly")


@pytest.fixture
def own(cast):
    return default_of(cast.karl)


def asked(own, mail, **typed):
    return {"scope": "plans", "way": "markup", "version": own.version, "currency": "EUR", "plans": mail.plan_id} | typed


def test_the_price_of_one_plan_is_changed_beside_it_and_the_row_says_by_which_rule(karl, own, mail):
    address = f"{PRICES}{own.pk}/change/"
    dialog = page_of(karl, address, plan=mail.plan_id, currency="EUR")
    assert "Mailbox, Monthly" in dialog
    assert "€2.38" in dialog

    answer = karl.post(address, asked(own, mail, percent="50", amount="0.10"), headers=HTMX)

    assert answer.status_code == 204
    page = page_of(karl, q="mailbox")
    assert "€3.67" in page
    assert '50 % + €0.10</bdi><span class="hs-share">plan' in page


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ({"way": "fixed", "fixed": "4.99"}, "€4.99"),
        ({"way": "raise", "percent": "10"}, "€3.14"),
        ({"way": "add", "amount": "-0.20"}, "€2.66"),
        ({"way": "hide"}, "Hidden"),
        ({"way": "markup", "percent": "10", "scope": "product"}, "€2.62"),
        ({"way": "markup", "percent": "10", "scope": "category"}, "€2.62"),
        ({"way": "markup", "percent": "10", "scope": "all"}, "€2.62"),
    ],
)
def test_a_price_is_changed_in_each_way(karl, own, mail, typed, price):
    answer = karl.post(f"{PRICES}{own.pk}/change/", asked(own, mail, **typed), headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    assert price in page_of(karl, q="mailbox")


@pytest.mark.parametrize(("language", "mark"), [("de", ","), ("ar", "."), ("fr", ","), ("en", ".")])
def test_a_percentage_is_shown_and_read_in_the_writing_of_whoever_types_it(karl, cast, own, mail, language, mark):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(language=language)
    written = f"12{mark}5"
    markup = {"markup_percent": f"{written} %", "version": own.version}

    assert karl.post(f"{PRICES}{own.pk}/markup/", markup, headers=HTMX).status_code == 204
    page = page_of(karl)
    assert f'type="text" name="markup_percent" inputmode="decimal" autocomplete="off" value="{written}"' in page
    assert f"<bdi>{written} %</bdi>" in page
    assert f"33{mark}5 %" in page_of(karl, markup_percent=f"33{mark}5")
    for percent in (f"20{mark}25 %", f"20{mark}5%", "-5", "−5"):
        dialog = asked(own, mail, percent=percent, version=default_of(cast.karl).version, loss_until="", way="raise")
        answer = karl.post(f"{PRICES}{own.pk}/change/", dialog, headers=HTMX)
        assert answer.status_code == 204, answer.content.decode()
    new = {"name": "Gold", "markup_percent": written}
    assert karl.post(f"{PRICES}new/", new, headers=HTMX).status_code == 204
    with scoped(cast.karl.scope):
        assert PriceList.objects.get(name="Gold").markup_percent == Decimal("12.5")
    assert default_of(cast.karl).markup_percent == Decimal("12.5")


@pytest.mark.parametrize("typed", ["x", "1.255", "12,5", "%", "10001"])
def test_what_is_no_percentage_is_told_in_our_words(karl, own, typed):
    answer = karl.post(f"{PRICES}{own.pk}/markup/", {"markup_percent": typed, "version": own.version}, headers=HTMX)
    assert answer.status_code == 422
    assert "Enter " in " ".join(answer.context["form"].errors["markup_percent"])


def test_all_that_were_found_are_changed_at_once_and_cleared_again(karl, cast, own):
    address = f"{PRICES}{own.pk}/change/"
    dialog = page_of(karl, address, found="1", q="hosting", currency="EUR")
    assert "Change the prices of 4 plans" in dialog

    every = {"scope": "plans", "version": own.version, "currency": "EUR", "found": "q=hosting"}
    answer = karl.post(address, every | {"way": "markup", "percent": "100"}, headers=HTMX)

    assert answer.status_code == 204
    assert page_of(karl, only="own").count("100 %</bdi><span") == 4
    karl.post(address, every | {"way": "clear", "version": own.version + 1}, headers=HTMX)
    assert "No plan found" in page_of(karl, only="own")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"percent": "x"}, "percent"),
        ({"percent": "-101"}, "percent"),
        ({"way": "add"}, "amount"),
        ({"way": "add", "amount": "x"}, "amount"),
        ({"way": "fixed"}, "fixed"),
        ({"way": "fixed", "fixed": "0"}, "fixed"),
        ({"way": "fixed", "fixed": "-1"}, "fixed"),
        ({"way": "fixed", "fixed": "1"}, "loss_until"),
        ({"plans": "", "percent": "5"}, "scope"),
        ({"plans": "x,99999999", "percent": "5"}, "scope"),
        ({"way": "bogus"}, "way"),
        ({"percent": "50", "fixed": "5"}, "fixed"),
        ({"way": "fixed", "fixed": "5", "percent": "50"}, "percent"),
        ({"way": "raise", "percent": "5", "amount": "1"}, "amount"),
        ({"way": "hide", "loss_until": "2027-01-10"}, "loss_until"),
        ({"way": "clear", "percent": "5"}, "percent"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_changes(karl, cast, own, mail, typed, field):
    answer = karl.post(f"{PRICES}{own.pk}/change/", asked(own, mail, **typed), headers=HTMX)

    assert answer.status_code in {409, 422}
    assert field in answer.context["form"].errors
    with scoped(cast.karl.scope):
        assert not PriceRule.objects.exists()


def test_a_refusal_writes_money_as_the_screen_beside_it_does(karl, own, mail):
    dialog = karl.post(f"{PRICES}{own.pk}/change/", asked(own, mail, way="fixed", fixed="1"), headers=HTMX)
    row = karl.get(f"{PRICES}{own.pk}/typed/row/", {f"price-{mail.plan_id}": "1", "currency": "EUR"}, headers=HTMX)

    for answer in (dialog, row):
        page = answer.content.decode()
        assert "€1.00" in page
        assert "€2.38" in page
        assert " EUR" not in page.split("<option")[0]


def test_two_people_who_change_rules_do_not_overwrite_each_other_silently(karl, own, mail):
    address = f"{PRICES}{own.pk}/change/"
    karl.post(address, asked(own, mail, percent="50"), headers=HTMX)

    answer = karl.post(address, asked(own, mail, percent="60"), headers=HTMX)

    assert answer.status_code == 409
    assert "Somebody else changed" in answer.content.decode()
    assert "€3.57" in page_of(karl, q="mailbox")


def test_a_loss_is_told_in_words_and_found_by_the_filter(karl, cast, mail):
    change(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=300))
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(100)))

    page = page_of(karl, only="loss")

    assert "Below cost: not sold" in page
    assert "Mailbox" in page
    assert "Web hosting" not in page


def test_lists_are_made_copied_renamed_rounded_made_default_and_deleted(karl, cast, own):
    assert "New price list" in page_of(karl, f"{PRICES}new/")
    new = {"name": "Gold", "markup_percent": "10", "copied_from": own.pk}
    assert karl.post(f"{PRICES}new/", new, headers=HTMX).status_code == 204
    assert karl.post(f"{PRICES}new/", new, headers=HTMX).status_code == 409
    with scoped(cast.karl.scope):
        gold = PriceList.objects.get(name="Gold")
    at = f"{PRICES}{gold.pk}/"
    assert "€2.62" in page_of(karl, at, q="mailbox")
    for path, typed in (
        ("rename/", {"name": "Silver"}),
        ("rounding/", {"rounding": "ends_99", "way": "up", "version": 1}),
        ("default/", {"sure": "True"}),
    ):
        assert page_of(karl, f"{at}{path}")
        assert karl.post(f"{at}{path}", typed, headers=HTMX).status_code == 204
    page = page_of(karl, q="mailbox")
    assert "Silver" in page
    assert "€2.99" in page
    assert karl.post(f"{at}remove/", {"sure": "True"}, headers=HTMX).status_code == 409
    assert "Delete Standard?" in page_of(karl, f"{PRICES}{own.pk}/remove/")
    assert karl.post(f"{PRICES}{own.pk}/remove/", {"sure": "True"}, headers=HTMX).status_code == 204
    assert karl.get(f"{PRICES}{own.pk}/").status_code == 404


def test_a_list_needs_the_same_queries_however_many_rules_and_lists_there_are(karl, cast, own, mail):
    short = queries_of(karl, PRICES)
    for name in ("A", "B", "C"):
        add_price_list(name=name, markup_percent=5, by=cast.karl, at=NOON)
    change(cast.karl, Change(Way.MARKUP, [(4, mail.plan_id), (3, mail.product_id)], percent=Decimal(7)))
    assert queries_of(karl, PRICES) == short


def test_readers_and_other_resellers_change_no_rule_and_no_list(ruth, sven, own, mail):
    paths = {
        "change/": asked(own, mail, percent="5"),
        "rename/": {"name": "X"},
        "rounding/": {"rounding": "none", "way": "up", "version": 1},
        "default/": {"sure": "True"},
        "remove/": {"sure": "True"},
    }
    for path, typed in paths.items():
        assert ruth.post(f"{PRICES}{own.pk}/{path}", typed, headers=HTMX).status_code == 403
        assert sven.post(f"{PRICES}{own.pk}/{path}", typed, headers=HTMX).status_code == 404
    assert ruth.post(f"{PRICES}new/", {"name": "X"}, headers=HTMX).status_code == 403
    assert sven.get(f"{PRICES}{own.pk}/").status_code == 404
    assert "Web hosting Start" in page_of(ruth, f"{PRICES}{own.pk}/")
