"""Visitors who sign up at Kleinbach, and what reaches their mailboxes (ACC-3)."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.portal_models import Portal
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.throttling import Place
from handsel.jobs.consequences import READERS
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message
from handsel.signups.asking import Wanted, sign_up
from handsel.signups.confirming import confirm_sign_up
from handsel.signups.models import SignUp
from handsel.timeline.reading import newest_xact, read_on
from tests.cast import NOON

WORD = "a garden full of bees"
HERE = Place("203.0.113.9")


def portal_lets(by: Actor, **settings: Any) -> None:
    """Change the settings of the portal of `by`."""
    with transaction.atomic(), scoped(by.scope):
        version = Portal.objects.get(seller_id=by.seller_id).version
    change_settings(changes=settings, version=version, by=by, at=NOON)


def asked(cast: Cast, email: str = "flora@florist.example", place: Place = HERE, **more: Any) -> SignUp:
    """Let somebody sign up at Kleinbach."""
    details = AccountDetails(
        company_name=more.pop("company_name", "Florist"), email=email, **more.pop("details", {})
    )  # fmt: skip
    wanted = Wanted(
        details, more.pop("first_name", "Flora"), more.pop("last_name", "Fink"), "en", more.pop("password", WORD),
        **{name: more.pop(name) for name in ("is_company", "manager_id", "terms_version") if name in more},
    )  # fmt: skip
    return sign_up(wanted=wanted, place=place, by=system(cast.kleinbach), at=more.pop("at", NOON), **more)


def read_everything(at: datetime = NOON) -> None:
    """Let all that follows from what happened follow."""
    for _ in range(3):
        for reader in READERS:
            while read_on(reader, at=at, horizon=newest_xact()):
                pass


def mails_to(seller: int, email: str) -> list[Message]:
    with transaction.atomic(), scoped(system(seller).scope):
        return list(Message.objects.filter(recipient=email).order_by("pk"))


def link_in(message: Message) -> str:
    """Return the secret of the link in a mail."""
    found = re.search(r"/sign-up/confirm/([\w-]+)/", message.html)
    assert found is not None, message.html
    return found[1]


def confirmed(cast: Cast, email: str = "flora@florist.example", at: datetime = NOON, **more: Any) -> SignUp:
    """Let somebody sign up at Kleinbach and confirm the address."""
    asked(cast, email, at=at, **more)
    read_everything(at)
    secret = link_in(mails_to(cast.kleinbach, email)[-1])
    return confirm_sign_up(secret=secret, password=more.get("password", WORD), by=system(cast.kleinbach), at=at)


def sign_ups_of(cast: Cast) -> list[SignUp]:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return list(SignUp.objects.order_by("pk").select_related("account"))
