"""The levels of a glass wall in words: for whoever sets one, and for whoever looks through it (ACC-25)."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Wall
from handsel.accounts.walls import Place

Text = str | Promise

LEVELS: dict[Wall, tuple[str, Text]] = {
    Wall.NOTHING: (
        "eye-off",
        gettext_lazy(
            "Your provider knows you, and learns nothing of who is below you: no names, no figures, not even how many."
        ),
    ),
    Wall.COUNTS: (
        "hash",
        gettext_lazy(
            "How many customers and sub-resellers there are, how many customers have something running and how many "
            "are new. Nobody’s name."
        ),
    ),
    Wall.MASKED: (
        "list",
        gettext_lazy(
            "The same figures, and a list: of each its reference, kind, country, the month in which it joined, its "
            "state, and its name as B••••y. No way to reach it."
        ),
    ),
    Wall.NAMES: (
        "users",
        gettext_lazy(
            "The same figures, and a list with company and contact name, the number with you, city, country, the day "
            "it joined, and its state."
        ),
    ),
}
"""Level -> its icon, and what it shows."""

NEVER = gettext_lazy(
    "At no level: e-mail, phone, street, tax number, notes, tags, prices, costs, margins, balances or what somebody "
    "spends. What you buy of your provider stands in its own books, as before, without for whom you buy it."
)


def said_of(place: Place) -> tuple[str, str]:
    """Return what a parent reads in place of a list at `place`: what is the matter, and what can be done."""
    name = {"name": place.name}
    if place.wall == Wall.NOTHING:
        title = _("%(name)s shows nothing of who is below it") % name
        told = _("Neither names nor figures.")
    else:
        title = _("%(name)s shows figures, and no names") % name
        told = _("Who they are stays with it.")
    if place.way:
        return title, told + " " + _("Here counts the strictest of all who stand between you and them.")
    asked = _("%(name)s decides this: its owners and managers can show more under Settings, What my provider sees.")
    return title, f"{told} {asked % name}"
