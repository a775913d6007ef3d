"""The filter builder: every kind of condition in plain words, and what is wrong with it (ACC-10)."""

import json
from html import unescape

import pytest

from handsel.segments.fields import FIELDS
from handsel.segments.search import Search
from tests.console.conftest import HTMX

FILTER = "/console/lists/customers/filter/"


def asked(client, **params):
    return client.get(FILTER, params, headers=HTMX)


def led_to(answer):
    """Return the address of the list that the dialog leads to."""
    assert answer.status_code == 204, answer.content.decode()
    return json.loads(answer["HX-Location"])["path"]


@pytest.mark.covers("ACC-10")
def test_every_field_can_be_picked_under_a_heading(karl):
    dialog = unescape(asked(karl).content.decode())

    for name, field in FIELDS.items():
        assert f"field={name}" in dialog
        assert str(field.label) in dialog


@pytest.mark.covers("ACC-10")
@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_form_for_each_of_its_operators(karl, name):
    for operator in FIELDS[name].operators:
        assert asked(karl, field=name, operator=operator).status_code == 200


@pytest.mark.covers("ACC-10")
@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ({"field": "country", "operator": "is", "value": ["CA", "NO"]}, "country.is=CA&country.is=NO"),
        ({"field": "city", "operator": "is", "value": "Oslo"}, "city.is=Oslo"),
        ({"field": "joined", "operator": "last_days", "value": "90"}, "joined.last_days=90"),
        ({"field": "joined", "operator": "after", "value": "2026-05-01"}, "joined.after=2026-05-01"),
        (
            {"field": "orders_total", "operator": "over", "value": "500", "currency": "EUR", "days": "90"},
            "orders_total.over=500+EUR&orders_total.in_days=90",
        ),
        ({"field": "balance", "operator": "under", "value": "0", "currency": "EUR"}, "balance.under=0+EUR"),
    ],
)
def test_what_was_put_together_stands_in_the_address_of_the_list(karl, typed, address):
    answer = asked(karl, apply="1", **typed)

    assert led_to(answer) == f"/console/customers/?{address}"
    assert answer["HX-Trigger"] == "search-changed"


@pytest.mark.covers("ACC-10")
def test_a_condition_is_changed_in_its_place_and_the_others_stay(karl):
    search = {"q": "shop", "country.is": "CA", "city.is": "Oslo"}
    dialog = asked(karl, field="country", was="country.is", **search).content.decode()
    changed = asked(karl, apply="1", field="country", was="country.is", operator="is_not", value="CA", **search)

    assert 'value="CA" checked' in dialog
    assert "Change filter" in dialog
    assert led_to(changed) == "/console/customers/?q=shop&city.is=Oslo&country.is_not=CA"


def test_an_amount_is_shown_again_as_it_was(karl):
    dialog = asked(karl, field="orders_total", was="orders_total.over", **{
        "orders_total.over": "500 EUR", "orders_total.in_days": "90"}).content.decode()  # fmt: skip

    assert 'value="500"' in dialog
    assert 'name="days" inputmode="numeric" value="90"' in dialog


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"field": "country", "operator": "is"}, "Choose or enter something."),
        ({"field": "city", "operator": "is", "value": " "}, "Choose or enter something."),
        ({"field": "joined", "operator": "after", "value": "soon"}, "write a day as 2026-05-31"),
        ({"field": "orders_total", "operator": "over", "value": "x", "currency": "EUR"}, "write an amount"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(karl, typed, told):
    answer = asked(karl, apply="1", **typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_field_that_is_none_leads_back_to_the_choice_of_fields(karl):
    assert "Which field" in asked(karl, field="rain").content.decode()


def test_without_scripts_the_builder_leads_to_the_list(karl):
    answer = karl.get(FILTER, {"apply": "1", "field": "city", "operator": "is", "value": "Oslo"})

    assert answer["Location"] == "/console/customers/?city.is=Oslo"


@pytest.mark.parametrize("kind", ["customers", "resellers"])
def test_what_the_builder_makes_the_list_reads(karl, kind):
    address = led_to(
        karl.get(
            f"/console/lists/{kind}/filter/",
            {"apply": "1", "field": "status", "operator": "is", "value": "suspended"},
            headers=HTMX,
        )
    )

    assert address == f"/console/{kind}/?status.is=suspended"
    assert Search.from_params({"status.is": ["suspended"]}).problems == ()
