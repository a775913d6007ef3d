"""Searches over accounts as calls ask for them, their parameters made from the fields (ACC-10, API-1)."""

from typing import Any

from ninja.errors import ValidationError
from pydantic import Field

from handsel.accounts.models import Kind
from handsel.api.keys import ApiRequest
from handsel.api.paging import CursorWanted, cursor_page, refuse_number
from handsel.api.shapes.accounts import AccountOut, AccountPage
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.segments.conditions import Field as Searched
from handsel.segments.conditions import Operator
from handsel.segments.fields import FIELDS
from handsel.segments.paging import keyset_page
from handsel.segments.search import PERIOD, Search
from handsel.segments.sorting import SORTS
from handsel.segments.tallies import whole_of
from handsel.segments.values import MOST_DAYS, MOST_NUMBER, Input
from handsel.web.searches import asked_search

_KINDS: dict[Input, dict[str, Any]] = {
    Input.TEXT: {"type": "string", "maxLength": 100},
    Input.CHOICE: {"type": "string", "maxLength": 100},
    Input.DATE: {"type": "string", "format": "date", "examples": ["2026-05-01"]},
    Input.DAYS: {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
    Input.MONEY: {"type": "string", "maxLength": 100, "examples": ["500 EUR", "500"]},
    Input.NUMBER: {"type": "integer", "minimum": 0, "maximum": MOST_NUMBER},
    Input.YES: {"type": "string", "enum": ["1"]},
}


class AccountsWanted(CursorWanted):
    """Which page of a list of accounts."""

    q: Text = Field(
        "", max_length=100, description="Words to search for; any part of name, e-mail, phone, city, number."
    )
    segment: int | None = Field(None, ge=1, description="One of /segments; other conditions narrow it further.")
    sort: str = Field("name", description=f"One of {', '.join(SORTS)}; with - before it the other way round.")


def parameters() -> dict[str, Any]:
    """Return what OpenAPI says of the conditions: one parameter for each operator of each field."""
    told = [_parameter(field, operator) for field in FIELDS.values() for operator in field.operators.values()]
    periods = [
        {
            "in": "query",
            "name": f"{field.name}.{PERIOD}",
            "schema": _KINDS[Input.DAYS],
            "required": False,
            "description": f"The period of the conditions on {str(field.label).lower()}, in days; without it, ever.",
        }
        for field in FIELDS.values()
        if field.has_period
    ]
    return {"parameters": told + periods}


def account_page(request: ApiRequest, wanted: AccountsWanted, kind: Kind) -> AccountPage:
    """Return the page of the caller's accounts of `kind` that it asks for.

    Raises ValidationError naming each parameter that cannot be read.
    """
    by = request.auth.actor
    search = search_asked(request, kind)
    found = search.within(request.auth.accounts.filter(kind=kind), by=by, at=now()).select_related("manager")
    params = {"after": wanted.after, "before": wanted.before}
    page = keyset_page(found, search.sort, params, wanted.size, whole_of(search, by, kind))
    return cursor_page(AccountPage, request, page, wanted.size, lambda rows: AccountOut.all_of(request.auth, rows))


def search_asked(request: ApiRequest, kind: Kind) -> Search:
    """Return the search that a call asks for. Raises ValidationError naming each parameter that cannot be read."""
    parsed = asked_search(request.GET, request.auth.actor, kind)
    refuse_number(request)
    faults = dict(parsed.faults)
    if faults:
        raise ValidationError(
            [{"loc": ("query", name), "type": "search", "msg": told} for name, told in faults.items()]
        )
    return parsed.search


def _parameter(field: Searched, operator: Operator) -> dict[str, Any]:
    value = dict(_KINDS[operator.kind])
    if operator.kind == Input.CHOICE and field.is_numbered:
        value = dict(_KINDS[Input.NUMBER])
    if operator.kind == Input.CHOICE and field.known is not None and len(field.known) < 20:  # noqa: PLR2004 - not all countries
        value = {"type": "string", "enum": sorted(field.known)}
    many = {"type": "array", "items": value}
    return {
        "in": "query",
        "name": f"{field.name}.{operator.name}",
        "schema": many if operator.takes_many else value,
        "required": False,
        "description": f"{field.label} {operator.label}"
        + ("; repeat it for any of several." if operator.takes_many else "."),
    }
