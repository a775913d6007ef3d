"""One person for each role of the staff at Kleinbach, so that whoever tries the demo can be each of them (USR-5)."""

from datetime import datetime

from django.db import transaction

from handsel.accounts.managers import set_manager
from handsel.accounts.models import Account
from handsel.cli.demo.story import activated
from handsel.identity.actor import Actor
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped

ANNA = "anna@kleinbach.example"
HIRED: tuple[tuple[str, str, Role, bool], ...] = (
    ("Anna", "Adler", Role.ACCOUNT_MANAGER, True),
    ("Max", "Meier", Role.ACCOUNT_MANAGER, False),
    ("Frida", "Fink", Role.FINANCE, False),
    ("Sam", "Sonne", Role.SUPPORT, False),
)
"""First name, last name, role, whether they see their own accounts only."""
EVERY = 3
"""Every third account is Anna's."""


def hire(owner: Actor, at: datetime) -> None:
    """Let the colleagues come, each with the password of the demo."""
    for first, last, role, is_narrowed in HIRED:
        person = Person(first, last, f"{first.lower()}@kleinbach.example", "en", "Y-m-d")
        invite_staff(person=person, role=role, own_accounts_only=is_narrowed, by=owner, at=at)
        activated(owner.seller_id, person.email, at)


def share_out(owner: Actor, at: datetime) -> None:
    """Let Anna look after some of the accounts, and nobody after the rest."""
    with transaction.atomic(), scoped(owner.scope):
        accounts = list(Account.objects.sold_to_by(owner.seller_id).listed().order_by("number").values_list("pk"))
    anna = activated(owner.seller_id, ANNA, at)
    for (account,) in accounts[::EVERY]:
        set_manager(account_id=account, manager_id=anna.user_id, by=owner, at=at)
