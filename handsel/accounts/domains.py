"""Host names of a reseller's own at which its portal answers (SHO-1, SHO-4).

Nothing is looked up: whoever's name server does not lead here gets no visitors here. So that no mail leads nowhere, a
host becomes the main one only for somebody who has opened the console at that very host.
"""

import ipaddress
import re
from datetime import datetime

from django.conf import settings

from handsel.accounts.portal_models import Domain, Portal
from handsel.accounts.rules import may_change_settings
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MOST_DOMAINS = 10
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST = 253
_LOCAL = frozenset({"localhost", "local", "internal", "invalid", "test", "onion", "lan", "home", "corp"})
_EXAMPLE = "Enter a full host name, such as shop.fjord-media.no."


class NotOpenedThere(Conflict):
    """Nobody has shown yet that the portal can be reached at this host."""

    code = "domain_not_opened_there"


@operation
@closed_to_guests
@proven
def add_domain(*, host: str, by: Actor, at: datetime) -> Domain:
    """Let the portal answer at `host` too; letters of other alphabets are kept as host names write them.

    Raises ProofNeeded, Forbidden, NotForGuests, Invalid when it is no host name, below the installation's own, taken,
    or the eleventh.
    """
    may_change_settings(by).or_refuse()
    host = _checked(host)
    _lock_portal(by)
    if Domain.objects.filter(seller_id=by.seller_id).count() >= MOST_DOMAINS:
        raise Invalid(fields={"host": f"A portal has at most {MOST_DOMAINS} host names of its own."})
    if call_scalar("accounts_is_host_taken", host):
        raise Invalid(fields={"host": f"{host} is in use by a portal already."})
    domain = Domain.objects.create(seller_id=by.seller_id, host=host, added_at=at)
    record("settings.domain_added", subject=domain, account_id=by.seller_id, by=by, at=at, host=host)
    return domain


@operation
@closed_to_guests
@proven
def remove_domain(*, domain_id: int, by: Actor, at: datetime) -> Domain:
    """Let the portal answer at a host no longer; where it was the main one, mails lead to the portal's first address.

    Raises ProofNeeded, Forbidden, NotForGuests, Domain.DoesNotExist.
    """
    may_change_settings(by).or_refuse()
    _lock_portal(by)
    domain = Domain.objects.get(pk=domain_id, seller_id=by.seller_id)
    record("settings.domain_removed", subject=domain, account_id=by.seller_id, by=by, at=at, host=domain.host)
    Domain.objects.filter(pk=domain.pk).delete()
    return domain


@operation
@closed_to_guests
@proven
def choose_main_domain(*, domain_id: int | None, opened_at: str, by: Actor, at: datetime) -> Domain | None:
    """Let links in mails lead to this host; None leads them to the portal's first address again.

    `opened_at` is the host at which the person has opened the console: proof that this host leads here.

    Raises ProofNeeded, Forbidden, NotForGuests, Domain.DoesNotExist, NotOpenedThere.
    """
    may_change_settings(by).or_refuse()
    _lock_portal(by)
    chosen = Domain.objects.get(pk=domain_id, seller_id=by.seller_id) if domain_id else None
    if chosen and chosen.host != opened_at:
        raise NotOpenedThere(f"Open the console at {chosen.host} first, and choose it there: so it is sure to work.")
    before = Domain.objects.filter(seller_id=by.seller_id, is_main=True).first()
    if before == chosen:
        return chosen
    Domain.objects.filter(seller_id=by.seller_id, is_main=True).update(is_main=False)
    if chosen:
        Domain.objects.filter(pk=chosen.pk).update(is_main=True)
        chosen.is_main = True
    hosts = (before.host if before else None, chosen.host if chosen else None)
    subject = Portal.objects.get(seller_id=by.seller_id)
    record("settings.changed", subject=subject, account_id=by.seller_id, by=by, at=at, changes={"host": hosts})
    return chosen


@step
def _lock_portal(by: Actor) -> None:
    Portal.objects.select_for_update().only("pk").get(seller_id=by.seller_id)


def _checked(text: str) -> str:
    host = text.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/").rstrip(".")
    try:
        # As host names write letters of other alphabets: bücher.example is xn--bcher-kva.example.
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise Invalid(fields={"host": _EXAMPLE}) from None
    labels = host.split(".")
    if len(labels) < 2 or len(host) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004
        raise Invalid(fields={"host": _EXAMPLE})
    if _is_address(host) or labels[-1].isdigit():
        raise Invalid(fields={"host": "Enter a host name, not an IP address."})
    if f".{host}".endswith(f".{settings.HANDSEL_DOMAIN}"):
        raise Invalid(fields={"host": f"Names below {settings.HANDSEL_DOMAIN} are given by the platform."})
    if labels[-1] in _LOCAL:
        raise Invalid(fields={"host": "This name cannot be reached from outside; enter one of a domain of yours."})
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
