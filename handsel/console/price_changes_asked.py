"""What staff ask to change on a price list: for the rows they ticked, or for all that they found (CAT-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from handsel.accounts.tree import own_currency
from handsel.catalog.appointments import Appointment
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures, Line, figures_of, range_of
from handsel.catalog.pages import Listed, Narrowed, lines_on
from handsel.catalog.price_changes import EVERYTHING, Change, Target, Way
from handsel.catalog.price_models import Level
from handsel.console.prices import currency_of, narrowed_by
from handsel.kernel.refusal import Invalid
from handsel.web.amounts import typed_money

MOST_TICKED = 500
MOST_NAMED = 10
_DIGITS = 18


def lines_asked(price_list: PriceList, params: Mapping[str, Any], *, at: datetime) -> Sequence[Figures]:
    """Return what a form is about: `plans` are ids, `found` the address of the list that was looked at."""
    if params.get("found"):
        currency = currency_of(price_list.seller_id, str(params.get("currency") or ""))
        narrowed = narrowed_by(dict(parse_qsl(str(params["found"]))))
        if narrowed == Narrowed():
            return figures_of(price_list.seller_id, price_list.pk, currency, at=at)
        return lines_on(price_list, currency, narrowed, at=at).lines
    return _ticked(price_list, params, at=at)


def looked_at(
    price_list: PriceList, params: Mapping[str, Any], lines: Sequence[Figures] = (), *, at: datetime
) -> Listed[Line]:
    """Return the first that a form would be about, and how many there are: `lines`, where these are known already.

    Else no more are priced than that takes.
    """
    if params.get("found"):
        currency = currency_of(price_list.seller_id, str(params.get("currency") or ""))
        narrowed = narrowed_by(dict(parse_qsl(str(params["found"]))))
        found = lines_on(price_list, currency, narrowed, limit=MOST_NAMED, at=at, offset=0)
        return replace(found, total=len(lines), is_more=False) if lines else found
    ticked = _ticked(price_list, params, at=at)
    return Listed(ticked[:MOST_NAMED], len(ticked), is_more=False)


def begun(params: QueryDict, price_list: PriceList) -> dict[str, Any]:
    """Return with what the dialog begins: the rows that were ticked, or where everything was asked for, the search."""
    found = params.get("found") == "1"
    kept = {name: params.get(name, "") for name in ("q", "category", "only") if params.get(name)}
    return {
        "version": price_list.version,
        "currency": params.get("currency", ""),
        "plans": "" if found else ",".join(params.getlist("plan")[:MOST_TICKED]),
        "found": urlencode(kept or {"q": ""}) if found else "",
    }


def change_asked(price_list: PriceList, typed: Mapping[str, Any], lines: Sequence[Figures]) -> Change:
    """Return the change that was typed, for `lines`.

    Raises Invalid where nothing was chosen or a figure is missing, AmountUnreadable and its kin.
    """
    if not lines and typed["scope"] != "all":
        raise Invalid(fields={"scope": "Choose at least one plan of the list."})
    way = Way(typed["way"])
    currency = currency_of(price_list.seller_id, typed["currency"]) or (
        lines[0].currency if lines else own_currency(price_list.seller_id)
    )
    if way in {Way.MARKUP, Way.RAISE} and typed["percent"] is None and not typed["amount"]:
        raise Invalid(fields={"percent": "Enter a percentage."})
    if way == Way.ADD and not typed["amount"]:
        raise Invalid(fields={"amount": "Enter an amount."})
    if way == Way.FIXED and not typed["fixed"]:
        raise Invalid(fields={"fixed": "Enter the price."})
    return Change(
        way,
        targets_of(typed["scope"], lines),
        percent=typed["percent"] or Change(way, []).percent,
        amount_minor=signed_minor(typed["amount"], currency) if way in {Way.MARKUP, Way.ADD} else 0,
        fixed_minor=typed_money(typed["fixed"], currency, field="fixed", may_be_zero=True).minor
        if way == Way.FIXED
        else None,
        loss_until=typed["loss_until"],
    )


def appointment_asked(typed: Mapping[str, Any]) -> Appointment:
    """Return the day that was typed, with the notice. Raises Invalid where none was."""
    if typed["starts_on"] is None:
        raise Invalid(fields={"starts_on": "Choose a day after today."})
    return Appointment(typed["starts_on"], typed["notice_days"])


def signed_minor(text: str, currency: str, field: str = "amount") -> int:
    """Read an amount that may be taken off, in minor units; nothing typed is none."""
    text = text.strip()
    if not text:
        return 0
    minus = text[0] in "-−"
    minor = typed_money(text.lstrip("-−+").strip(), currency, field=field, may_be_zero=True).minor
    return -minor if minus else minor


def _ticked(price_list: PriceList, params: Mapping[str, Any], *, at: datetime) -> Sequence[Line]:
    currency = currency_of(price_list.seller_id, str(params.get("currency") or ""))
    typed = [text for text in str(params.get("plans") or "").split(",") if text]
    ids = [int(text) for text in typed[:MOST_TICKED] if text.isascii() and text.isdigit() and len(text) < _DIGITS]
    return range_of(price_list.seller_id, price_list.pk, currency, plan_ids=ids, at=at).lines


def targets_of(scope: str, lines: Sequence[Figures]) -> list[Target]:
    """Return what a change for `lines` is for: these, their products or categories, or everything."""
    if scope == "all":
        return [EVERYTHING]
    if scope == "product":
        return sorted({(int(Level.PRODUCT), line.product_id) for line in lines})
    if scope == "category":
        return sorted({(int(Level.CATEGORY), line.category_id) for line in lines})
    return [(int(Level.PLAN), line.plan_id) for line in lines]
