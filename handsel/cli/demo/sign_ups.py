"""Visitors of the demo who signed up and wait for a yes or no, and one who left a cart behind (ACC-3)."""

from datetime import datetime

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.manager_rules import GivenTo, change_manager_rule
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.tree import managers_of
from handsel.identity.actor import Actor, system
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.orders.wanted import LineWanted
from handsel.signups.asking import Wanted, sign_up
from handsel.signups.carts import add_visitor_line, keep_contact
from handsel.signups.confirming import confirm_sign_up, issue_confirmation
from handsel.signups.visitor_prices import offers_to_visitors

WORD = "a garden full of bees"
VISITORS = (
    ("Florist Fink", "Flora", "Fink", "flora@florist.example", "Linz", "AT"),
    ("Bookshop Blatt", "Boris", "Blatt", "boris@blatt.example", "Passau", "DE"),
)


def let_visitors_come(owner: Actor, at: datetime) -> None:
    """Let two sign up and confirm, whoever looks after them taking turns, and a third leave a cart."""
    portal, here = system(owner.seller_id), Place("203.0.113.9")
    with transaction.atomic(), scoped(owner.scope):
        turns = tuple(sorted(user.pk for user in managers_of(owner.seller_id)))
        terms = portal_of(owner.seller_id).terms
        plan = next(one.plan_id for one in offers_to_visitors(owner.seller_id) if not one.is_addon)
    change_manager_rule(rule=GivenTo("round_robin", in_turn=turns), version=0, by=owner, at=at)
    for company, first, last, email, city, country in VISITORS:
        details = AccountDetails(company_name=company, email=email, city=city, country=country)
        wanted = Wanted(details, first, last, "en", WORD, terms_version=terms.version if terms else 0)
        found = sign_up(wanted=wanted, place=here, by=portal, at=at)
        with transaction.atomic(), scoped(portal.scope):
            secret = issue_confirmation(found, at)
        confirm_sign_up(secret=secret, password=WORD, by=portal, at=at)
    kept = add_visitor_line(secret="", wanted=LineWanted(plan, 2), place=here, by=portal, at=at)
    contact = {"name": "Gustav Gast", "email": "gustav@gast.example", "phone": ""}
    keep_contact(secret=kept.secret, **contact, by=portal, at=at)
