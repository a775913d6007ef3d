"""Visitors of the world's portals who signed up, and their carts (ACC-3)."""

from datetime import datetime

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.portal_models import Portal
from handsel.identity.actor import Actor, system
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.orders.wanted import LineWanted
from handsel.signups.asking import Wanted, sign_up
from handsel.signups.carts import add_visitor_line
from handsel.signups.confirming import confirm_sign_up, issue_confirmation
from handsel.signups.visitor_prices import offers_to_visitors

WORD = "a garden full of bees"


def give_sign_ups(owner: Actor, name: str, at: datetime) -> None:
    """Let three visitors sign up who wait for an answer, one who has not confirmed, and one fill a cart."""
    portal = system(owner.seller_id)
    with transaction.atomic(), scoped(owner.scope):
        version = Portal.objects.get(seller_id=owner.seller_id).version
    change_settings(changes={"sign_up": "approval", "visitor_prices": "shown"}, version=version, by=owner, at=at)
    with transaction.atomic(), scoped(portal.scope):
        plan = next(one.plan_id for one in offers_to_visitors(owner.seller_id) if not one.is_addon)
    here = Place("203.0.113.9")
    add_visitor_line(secret="", wanted=LineWanted(plan), place=here, by=portal, at=at)
    for place in range(4):
        details = AccountDetails(company_name=f"Visitor {place}", email=f"visitor{place}@{name}.example")
        wanted = Wanted(details, "Vera", "Visitor", "en", WORD)  # there are no terms yet
        found = sign_up(wanted=wanted, place=here, by=portal, at=at)
        if place:
            with transaction.atomic(), scoped(portal.scope):
                secret = issue_confirmation(found, at)
            confirm_sign_up(secret=secret, password=WORD, by=portal, at=at)
