"""What comes with an action on many accounts, checked before the first of them is touched."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handsel.accounts.chosen import MAX_REASON, checked_reason
from handsel.accounts.suspending import refuse_wrong_end
from handsel.accounts.tags import checked_names
from handsel.accounts.tree import managers_of
from handsel.catalog.models import PriceList
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Invalid

Params = Mapping[str, Any]
Wanted = Callable[[Params, Actor, datetime], dict[str, Any]]
"""Check parameters, and return them as a task keeps them. Raises Invalid with what is wrong by parameter."""


def note_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return the `reason` in one paragraph, which may be left out. Raises Invalid."""
    reason = " ".join(str(params.get("reason") or "").split())
    if len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": f"Write at most {MAX_REASON} characters."})
    return {"reason": reason}


def reason_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return the `reason` in one paragraph. Raises Invalid."""
    return {"reason": checked_reason(str(params.get("reason") or ""))}


def suspension_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the `reason`, and `until` as ISO 8601 where the suspension ends by itself. Raises Invalid."""
    until = _moment(params.get("until"))
    refuse_wrong_end(until, at)
    return reason_wanted(params, by, at) | ({"until": until.isoformat()} if until else {})


def tags_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return the tags as `names`, each once. Raises Invalid."""
    names = params.get("names") or []
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise Invalid(fields={"names": "Send a list of tags."})
    return {"names": list(checked_names(names).values())}


def manager_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return the `manager` by id, None for nobody, and by name. Raises Invalid."""
    names: dict[int | None, str] = {None: "", **{user.pk: user.name for user in managers_of(by.seller_id)}}
    if "manager" not in params or not _is_id(params["manager"]) or params["manager"] not in names:
        raise Invalid(fields={"manager": "Choose an account manager from the list."})
    return {"manager": params["manager"], "manager_name": names[params["manager"]]}


def price_list_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return the `price_list` by id, None for the seller's default, and by name. Raises Invalid."""
    names: dict[int | None, str] = {None: ""}
    names |= dict(PriceList.objects.filter(seller_id=by.seller_id).values_list("pk", "name"))
    if "price_list" not in params or not _is_id(params["price_list"]) or params["price_list"] not in names:
        raise Invalid(fields={"price_list": "Choose one of your price lists."})
    return {"price_list": params["price_list"], "price_list_name": names[params["price_list"]]}


def approval_wanted(params: Params, by: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the form of all
    """Return whether orders are `required` to wait for approval. Raises Invalid."""
    if not isinstance(params.get("required"), bool):
        raise Invalid(fields={"required": "Say whether orders wait for approval."})
    return {"required": params["required"]}


def _is_id(value: object) -> bool:
    return value is None or type(value) is int


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(fields={"until": "Enter a moment with its offset, like 2027-01-31T00:00:00+01:00."})
    return moment
