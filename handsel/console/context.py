"""The console's frame on every page: the side bar's places, and what the reseller can spend (REP-1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy

from handsel.accounts.standing import Standing
from handsel.console.desk import Desk
from handsel.console.standing_seen import Notice, own_notice
from handsel.identity.roles import Right
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.web.guests_told import guest_banner

PLACES: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise, str], ...]], ...] = (
    ("", (("start", gettext_lazy("Start"), "layout-dashboard"),)),
    (
        gettext_lazy("Sell"),
        (
            ("customers", gettext_lazy("My Customers"), "users"),
            ("sign-ups", gettext_lazy("Sign-ups"), "user-plus"),
            ("resellers", gettext_lazy("Sub-resellers"), "sitemap"),
            ("orders", gettext_lazy("Orders"), "shopping-cart"),
            ("deliveries", gettext_lazy("Deliveries"), "truck-delivery"),
            ("refunds", gettext_lazy("Refunds"), "arrow-back-up"),
            ("products", gettext_lazy("Products"), "packages"),
            ("price-lists", gettext_lazy("Price lists"), "discount"),
            ("tags", gettext_lazy("Tags"), "tags"),
            ("funds", gettext_lazy("Funds"), "wallet"),
            ("taxes", gettext_lazy("Tax"), "percentage"),
        ),
    ),
    (gettext_lazy("Grow"), (("new-customers", gettext_lazy("New customers"), "chart-bar"),)),
    (
        gettext_lazy("System"),
        (
            ("mailbox", gettext_lazy("Mailbox"), "mail"),
            ("staff", gettext_lazy("Staff"), "users-group"),
            ("api-keys", gettext_lazy("API keys"), "key"),
            ("audit", gettext_lazy("Audit log"), "history"),
            ("bin", gettext_lazy("Bin"), "trash"),
            ("settings", gettext_lazy("Settings"), "settings"),
            ("tasks", gettext_lazy("Background work"), "progress"),
        ),
    ),
)
"""Group -> URL name, words, icon."""

NEEDED: Mapping[str, Right] = {"audit": Right.AUDIT}
"""Places that nobody sees without a right; the others can be looked at by all staff."""


@dataclass(frozen=True)
class Place:
    """An entry of the side bar."""

    label: str
    icon: str
    href: str
    is_current: bool
    count: int = 0
    is_urgent: bool = False


@dataclass(frozen=True)
class Group:
    """Places under one heading."""

    title: str
    places: list[Place]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give console pages `desk`, `nav`, `own_wallet`, `own_notice`, `open_tasks`; nothing where nobody has a desk."""
    desk: Desk | None = getattr(request, "desk", None)
    if desk is None:
        return {}
    return {
        "desk": desk,
        "nav": SimpleLazyObject(lambda: _groups(desk, request.path)),
        "own_wallet": SimpleLazyObject(lambda: _spendable(desk)),
        "open_tasks": SimpleLazyObject(desk.own_open_tasks.count),
        "own_notice": SimpleLazyObject(lambda: _notice(desk)),
        **guest_banner(desk.stay, request.portal.title),  # type: ignore[attr-defined]  # a PortalRequest
    }


def _notice(desk: Desk) -> Notice | None:
    return None if desk.standing == Standing.ACTIVE else own_notice(desk.seller_id, at=now())


def _groups(desk: Desk, path: str) -> list[Group]:
    return [Group(str(title), list(_places(places, path, desk.numbers))) for title, places in places_of(desk)]


def places_of(desk: Desk) -> Iterator[tuple[str | Promise, list[tuple[str, str | Promise, str]]]]:
    """Yield the groups of PLACES, with those places only that the person at `desk` may see."""
    for title, places in PLACES:
        yield title, [one for one in places if one[0] not in NEEDED or desk.actor.has(NEEDED[one[0]])]


def _places(places: Iterable[tuple[str, str | Promise, str]], path: str, counts: Mapping[str, int]) -> Iterable[Place]:
    for name, label, icon in places:
        href = reverse(f"console:{name}")
        is_current = path == href if name == "start" else path.startswith(href)
        yield Place(str(label), icon, href, is_current, counts.get(name, 0), name in counts)


def _spendable(desk: Desk) -> Money | None:
    wallet = desk.own_wallet
    return Money(wallet.available_minor, wallet.currency) if wallet else None
