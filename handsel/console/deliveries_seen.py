"""Deliveries as the supplier's staff see them: what is to do, what failed, what is over (ORD-12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.deliveries.models import DeliveryTask, DeliveryTaskQuerySet, Way
from handsel.deliveries.moves import DeliveryState
from handsel.deliveries.rules import may_give_back, may_move_delivery
from handsel.kernel.refusal import Verdict
from handsel.web.deliveries_told import TONES
from handsel.web.tables import Page, counted, page_of

_S = DeliveryState
PARTS: Mapping[str, tuple[str | Promise, str]] = {
    "": (gettext_lazy("To do"), "yellow"),
    "failed": (gettext_lazy("Failed"), "red"),
    "program": (gettext_lazy("With your program"), ""),
    "over": (gettext_lazy("Over"), ""),
}
"""Part of the list, as its address says it -> what it is called, and its colour."""


@dataclass(frozen=True)
class DeliverySearch:
    """Which part of the list, and what is looked for in it."""

    part: str = ""
    text: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        part = params.get("part", "")
        return cls(part if part in PARTS else "", params.get("q", "").strip()[:100])

    def within(self, tasks: DeliveryTaskQuerySet) -> DeliveryTaskQuerySet:
        """Return what is found: what is to do and what failed with the oldest first, the rest with the latest."""
        found = _in_part(tasks, self.part)
        found = found.matching(self.text) if self.text else found
        found = found.select_related("buyer", "delivery__leg", "delivery__leg_line")
        return found.order_by("pk" if self.part in {"", "failed"} else "-pk")


@dataclass(frozen=True)
class SeenDelivery:
    """One task as a row, with what may be done with it."""

    desk: Desk
    task: DeliveryTask

    @property
    def line(self) -> Any:
        return self.task.delivery.leg_line

    @property
    def tone(self) -> str:
        return TONES[_S(self.task.state)]

    @property
    def may(self) -> dict[str, Verdict]:
        """What may be done -> whether, and why not; for the buttons of the row."""
        moved = {name: may_move_delivery(self.desk.actor, self.task.delivery, after) for name, after in _DEEDS.items()}
        return moved | {"give_back": may_give_back(self.desk.actor, self.task.delivery)}

    @property
    def is_open(self) -> bool:
        return self.task.state in {_S.WAITING, _S.STARTED}


_DEEDS = {"start": _S.STARTED, "deliver": _S.DELIVERED, "fail": _S.FAILED, "retry": _S.WAITING}


def delivery_page(desk: Desk, search: DeliverySearch, params: Mapping[str, str]) -> Page[Any]:
    """Return a page of the list as rows."""
    return page_of(search.within(desk.delivery_tasks), params).shown_as(lambda task: SeenDelivery(desk, task))


def tabs_of(desk: Desk, search: DeliverySearch) -> Iterator[Tab]:
    """Yield the tabs over the list, with how many there are to do, failed, or with the program."""
    address = reverse("console:deliveries")
    for name, (label, tone) in PARTS.items():
        waiting = "" if name == "over" else count_text(*counted(_in_part(desk.delivery_tasks, name)))
        href = f"{address}?{urlencode({'part': name})}" if name else address
        yield Tab(str(label), href, name == search.part, waiting, tone)


def nothing_in(search: DeliverySearch) -> str:
    """Return what is said where a part of the list is empty."""
    if search.text:
        return _("Nothing is found; look for an order number, a buyer or a product.")
    return {
        "": _("What you supply by hand waits here as soon as it is paid through all tiers."),
        "failed": _("What could not be delivered stands here until it is tried again or paid back."),
        "program": _("What your program at the delivery address is told of stands here until it has answered."),
        "over": _("What was delivered, or paid back, stands here."),
    }[search.part]


def _in_part(tasks: DeliveryTaskQuerySet, part: str) -> DeliveryTaskQuerySet:
    match part:
        case "failed":
            return tasks.failed()
        case "program":
            return tasks.filter(way=Way.WEBHOOK, state__in=[_S.STARTED, _S.WAITING])
        case "over":
            return tasks.filter(state__in=[_S.CANCELED, _S.DELIVERED])
    return tasks.waiting()
