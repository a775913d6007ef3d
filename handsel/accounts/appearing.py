"""Customers that appear by themselves: known already, or added with where they come from (ACC-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Kind
from handsel.accounts.portal_models import Portal
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.tree import Terms, add_account, faults_of_new, own_currency
from handsel.identity.actor import Actor
from handsel.kernel.operation import step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class Appeared:
    """A customer, and whether it was known already."""

    account: Account
    was_known: bool


@step
def known_or_added(details: AccountDetails, how: str, *, by: Actor, at: datetime) -> Appeared:
    """Return the customer of the reseller of `by` with this e-mail address or number, or add it.

    `how` it came stands on its timeline: `bought_for` or `by_provider`. Two at the same moment become one. Who sees own
    accounts only looks after what they add.

    Raises Forbidden, Invalid with what is wrong by field.
    """
    may_manage_accounts(by).or_refuse()
    tidy = details.tidied()
    # Whoever comes second with the same waits here, and finds what the first added.
    Portal.objects.select_for_update().only("pk").get(seller_id=by.seller_id)
    known = _known(tidy, by)
    if known is not None:
        return Appeared(known, was_known=True)
    portal = portal_of(by.seller_id)
    # Where somebody must look after it, whoever adds it does.
    manager_id = by.manager_id or (by.user_id if "manager" in portal.mandatory_fields else None)
    if faults := faults_of_new(tidy, manager_id, by, portal):
        raise Invalid(fields=faults)
    trade = Terms(currency=own_currency(by.seller_id))
    account = add_account(Kind.CUSTOMER, tidy, trade, manager_id, by, at)
    record("account.came_along", subject=account, account_id=account.pk, by=by, at=at, how=how)
    return Appeared(account, was_known=False)


def _known(details: AccountDetails, by: Actor) -> Account | None:
    """Return the account with the same e-mail address, external number or tax number; the oldest of several."""
    told: Mapping[str, str] = {
        name: getattr(details, name) for name in ("email", "external_number", "tax_number") if getattr(details, name)
    }
    if not told:
        return None
    same = Q()
    for name, value in told.items():
        same |= Q(**{name: value})
    return Account.objects.sold_to_by(by.seller_id).filter(same, deleted_at=None).order_by("pk").first()
