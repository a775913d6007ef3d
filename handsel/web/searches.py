"""What people type into a search, as it may go into a query; and searches over accounts, as addresses ask for them."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from handsel.accounts.models import Kind
from handsel.catalog.shelf import LONGEST_PATH
from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.segments.models import Segment
from handsel.segments.saving import searched_by, segments_of
from handsel.segments.search import Parsed, Search

LONGEST = 100


def searched(params: Mapping[str, str], name: str = "q", *, longest: int = LONGEST) -> str:
    """Return the text that `params` ask for, trimmed, of at most `longest` characters.

    NUL is taken out: no text in PostgreSQL holds it, so a query with it would fail instead of finding nothing.
    """
    return params.get(name, "").replace("\x00", "").strip()[:longest]


def sought_category(params: Mapping[str, str]) -> str:
    """Return the path of the category that `params` ask for."""
    return searched(params, "category", longest=LONGEST_PATH)


def people_named(seats: QuerySet[Seat], text: str) -> QuerySet[Seat]:
    """Return those of `seats` whose people have every word of `text` in their name or e-mail address."""
    for word in text.split():
        name = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        seats = seats.filter(name | Q(user__email__icontains=word))
    return seats


def asked_search(params: QueryDict, by: Actor, kind: Kind) -> Parsed:
    """Read the search over accounts of `kind` that an address asks for; what cannot be read is left out and told.

    `segment=12` is the saved search, and what else stands in the address narrows it further; a sort of the address's
    own takes the place of the saved one. What says otherwise than the segment, where both ask for the same, is a fault:
    in its place it would find accounts outside the segment.
    """
    parsed = Search.from_params(params)
    if not params.get("segment"):
        return parsed
    segment = asked_segment(params, by, kind)
    if segment is None:
        told = _("There is no such segment, or it is not shared with you.")
        return replace(parsed, faults={**parsed.faults, "segment": told})
    saved, own = searched_by(segment), parsed.search
    if others := _otherwise(saved, own):
        told = _("The segment asks for this already, with another value.")
        return replace(parsed, faults={**parsed.faults, **dict.fromkeys(others, told)})
    for condition in own.conditions:
        saved = saved.with_(condition)
    sort = own.sort if "sort" in params else saved.sort
    return replace(parsed, search=replace(saved, text=own.text or saved.text, sort=sort))


def _otherwise(saved: Search, own: Search) -> list[str]:
    """Return the parameters by which `own` says otherwise than `saved`, and so does not narrow it."""
    found = ["q"] if saved.text and own.text and saved.text != own.text else []
    for asked in own.conditions:
        same = [other for other in saved.conditions if other.field == asked.field]
        if any(other.name == asked.name or other.days != asked.days for other in same) and asked not in same:
            found.append(asked.name)
    return found


def asked_segment(params: QueryDict, by: Actor, kind: Kind) -> Segment | None:
    """Return the segment that an address names with `segment`, if `by` sees it."""
    number = params.get("segment", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):  # noqa: PLR2004 - digits of an id
        return None
    return segments_of(by).filter(pk=int(number), kind=kind).first()
