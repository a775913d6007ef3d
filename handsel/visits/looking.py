"""Look at the storefront as one of one's customers sees it, and say whether staff may buy there (USR-10)."""

from datetime import datetime, timedelta

from handsel.accounts.models import Account
from handsel.accounts.portal_models import Portal
from handsel.accounts.rules import may_change_settings
from handsel.identity.actor import Actor
from handsel.identity.guests import VisitKind, closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.operation import operation
from handsel.timeline.record import record
from handsel.visits.models import Visit
from handsel.visits.rules import may_look_as_customer
from handsel.visits.staying import record_visit

LASTS = timedelta(hours=1)


@operation
def look_as_customer(*, account_id: int, came_from: str, by: Actor, at: datetime) -> Visit:
    """Begin to look at the own storefront in the place of a customer or sub-reseller, for an hour at most.

    Raises Forbidden, Account.DoesNotExist.
    """
    may_look_as_customer(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).get(pk=account_id, deleted_at__isnull=True)
    visit = Visit.objects.create(
        seller_id=by.seller_id,
        kind=VisitKind.LOOK,
        home_id=by.seller_id,
        home_title=Portal.objects.only("title").get(seller_id=by.seller_id).title,
        user_id=by.user_id or 0,  # the rule lets people only through
        person=by.name,
        buyer_id=account.pk,
        came_from=came_from[:500],
        began_at=at,
        expires_at=at + LASTS,
    )
    record_visit("visit.began", visit, by=by, at=at)
    return visit


@operation
@closed_to_guests
@proven
def let_staff_buy(*, allowed: bool, by: Actor, at: datetime) -> Portal:
    """Say whether staff who look at the storefront as a customer may buy there on the customer's behalf.

    Only those who may place orders do. Raises ProofNeeded, Forbidden, NotForGuests.
    """
    may_change_settings(by).or_refuse()
    portal = Portal.objects.select_for_update().get(seller_id=by.seller_id)
    if portal.buys_on_behalf != allowed:
        changes = {"buys_on_behalf": (portal.buys_on_behalf, allowed)}
        portal.buys_on_behalf = allowed
        portal.save(update_fields=["buys_on_behalf"])
        record("settings.changed", subject=portal, account_id=by.seller_id, by=by, at=at, changes=changes)
    return portal
