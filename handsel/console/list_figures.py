"""The figures over a list of accounts as tiles (ACC-12, ACC-19)."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.accounts.tree import own_currency
from handsel.console.desk import Desk
from handsel.console.figures import Figure
from handsel.console.list_kinds import CUSTOMERS, ListKind
from handsel.console.tabs import count_text
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.reports.figures import Count, ListFigures, Worth
from handsel.web.tables import counted
from handsel.web.templatetags.money import money_text

NEW_DAYS = 30


def tiles(figures: ListFigures, desk: Desk, kind: ListKind) -> Iterator[Figure]:
    """Yield the tiles: all, those that trade, what that is worth in a month, and who is new."""
    all_of_them = _("All customers") if kind is CUSTOMERS else _("All sub-resellers")
    yield Figure(all_of_them, _count(figures.listed), kind.icon, _href(kind, figures.listed), _("active and inactive"))
    yield Figure(
        _("Transacting"),
        _count(figures.transacting),
        "refresh",
        _href(kind, figures.transacting),
        _("something runs for them"),
    )
    yield _run_rate(figures, desk, kind)
    since = now() - timedelta(days=NEW_DAYS)
    new, is_more = counted(kind.of(desk).listed().filter(joined_at__gte=since))
    href = f"{kind.href}?joined.last_days={NEW_DAYS}"
    yield Figure(_("New in %d days") % NEW_DAYS, count_text(new, is_more), "user-plus", href, _("joined lately"))


def told_archived(figures: ListFigures) -> str:
    """Return how many left the list, in words; empty for none."""
    count = figures.archived
    if not count.number:
        return ""
    return ngettext("+ %s archived", "+ %s archived", count.number) % _count(count)


def _run_rate(figures: ListFigures, desk: Desk, kind: ListKind) -> Figure:
    rates = figures.run_rates
    if not rates:
        nothing = money_text(Money(0, own_currency(desk.seller_id)))
        return Figure(_("Monthly run rate"), nothing, "report-money", _href(kind, figures.transacting))
    largest, *others = [money_text(rate.amount) for rate in rates]
    note = " ".join(f"+ {other}" for other in others)
    return Figure(_("Monthly run rate"), largest, "report-money", _href(kind, rates[0]), note)


def _count(count: Count) -> str:
    return count_text(count.number, count.is_more)


def _href(kind: ListKind, figure: Count | Worth) -> str:
    return f"{kind.href}?{urlencode(figure.params)}" if figure.params else kind.href
