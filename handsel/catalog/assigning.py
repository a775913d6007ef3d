"""Which price list a buyer buys from: set for one account or for many (CAT-2).

`change_price_list` is the step for many; `undo_price_list(account_ids, changed_at=…)` gives each the list that it had
before, from the events that the change recorded, where none was set since.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from handsel.accounts.fates import Fates
from handsel.accounts.models import Account, Edge
from handsel.catalog.models import PriceList
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.models import Event
from handsel.timeline.record import record_all


@operation
def set_price_list(*, account_id: int, price_list_id: int | None, by: Actor, at: datetime) -> Edge:
    """Let an account buy from another price list; None is the seller's default. What was ordered keeps its prices.

    Setting what it has already changes nothing. Raises Forbidden, Account.DoesNotExist, Invalid naming `price_list` for
    one that is not the seller's.
    """
    may_change_prices(by).or_refuse()
    change_price_list([account_id], price_list_id, by=by, at=at)
    return Edge.objects.get(seller_id=by.seller_id, buyer_id=account_id, ended_at__isnull=True)


@step
def change_price_list(account_ids: Sequence[int], price_list_id: int | None, *, by: Actor, at: datetime) -> Fates:
    """Let many accounts buy from a price list; those that do already are skipped.

    As many statements for thousands as for one. Raises Account.DoesNotExist when one is unknown, Invalid naming
    `price_list` for one that is not the seller's.
    """
    lists = _names_of(by)
    if price_list_id not in lists:
        raise Invalid(fields={"price_list": "Choose one of your price lists."})
    edges = _locked(account_ids, by)
    changed = [edge for edge in edges if edge.price_list_id != price_list_id]
    _set(changed, price_list_id, lists, by, at)
    has = f"buys from {lists[price_list_id]} already"
    return _fates(edges, changed, has)


@step
def undo_price_list(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Give accounts the price list back that they had before the change at `changed_at`, where none was set since.

    Raises Account.DoesNotExist when one is unknown.
    """
    lists = _names_of(by)
    edges = {edge.pk: edge for edge in _locked(account_ids, by)}
    events = Event.objects.filter(
        seller_id=by.seller_id, name="account.price_list_set", at=changed_at, subject_kind="edge",
        subject_id__in=list(edges),
    )  # fmt: skip
    back: dict[int | None, list[Edge]] = defaultdict(list)
    for event in events:
        edge = edges[event.subject_id]
        if edge.price_list_id == event.data["after_id"] and event.data["before_id"] in lists:
            back[event.data["before_id"]].append(edge)
    for price_list_id, changed in back.items():
        _set(changed, price_list_id, lists, by, at)
    return _fates(
        list(edges.values()), [edge for changed in back.values() for edge in changed], "was changed again since"
    )


@step
def _locked(account_ids: Sequence[int], by: Actor) -> list[Edge]:
    wanted = set(account_ids)
    found = list(
        Edge.objects.filter(seller_id=by.seller_id, buyer_id__in=wanted, ended_at__isnull=True)
        .select_related("buyer")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(found) < len(wanted):
        raise Account.DoesNotExist
    return found


@step
def _set(
    edges: Sequence[Edge], price_list_id: int | None, lists: dict[int | None, str], by: Actor, at: datetime
) -> None:
    if edges:
        Edge.objects.filter(pk__in=[edge.pk for edge in edges]).update(price_list_id=price_list_id)
        after = {"after_id": price_list_id, "price_list": lists[price_list_id]}
        before = [{"before_id": edge.price_list_id, "before": lists.get(edge.price_list_id, "")} for edge in edges]
        facts = [("edge", edge.pk, edge.buyer_id, after | was) for edge, was in zip(edges, before, strict=True)]
        record_all("account.price_list_set", facts, by=by, at=at)


def _names_of(by: Actor) -> dict[int | None, str]:
    """Return the seller's price lists by their ids; None is its default, whichever that is."""
    names: dict[int | None, str] = {None: "the default price list"}
    names.update(PriceList.objects.filter(seller_id=by.seller_id).values_list("pk", "name"))
    return names


def _fates(edges: Sequence[Edge], changed: Sequence[Edge], otherwise: str) -> Fates:
    why_not = {edge.buyer_id: f"{edge.buyer.name} {otherwise}." for edge in edges}
    return Fates.of(why_not, [edge.buyer_id for edge in changed], why_not, "")
