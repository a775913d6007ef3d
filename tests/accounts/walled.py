"""What the tests of glass walls have in common: a deeper tree, levels set by those who may, and who looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Kind
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, add_customer, add_reseller
from handsel.accounts.walls import accounts_at, look_below, set_wall
from handsel.cli.demo.story import activated, system
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from tests.cast import NOON


def deeper(by: Actor, name: str) -> tuple[int, Actor]:
    """Add a sub-reseller of the seller of `by` and return it with its owner."""
    owner = Owner("Own", name, f"own@{name.lower()}.example")
    account = add_reseller(
        details=AccountDetails(company_name=name, contact_name=f"Own {name}", email=owner.email, country="AT"),
        terms=Terms("EUR", approval_required=False),
        portal=PortalDetails(name.lower(), name),
        owner=owner,
        by=by,
        at=NOON,
    )
    return account.pk, activated(account.pk, owner.email, NOON)


def customer(by: Actor, name: str, **more: str) -> Account:
    details = AccountDetails(
        company_name=name, email=f"x@{name.split(maxsplit=1)[0].lower()}.example", country="DE", **more
    )
    return add_customer(details=details, by=by, at=NOON)


def show(by: Actor, wall: str) -> None:
    """Let the provider of the seller of `by` see what `wall` says."""
    set_wall(wall=wall, by=by if by.role == "owner" else system(by.seller_id), at=NOON)


@contextmanager
def looking(by: Actor) -> Iterator[None]:
    with transaction.atomic(), scoped(by.scope):
        yield


def child_of(by: Actor, pk: int) -> Account:
    with looking(by):
        return Account.objects.get(pk=pk)


def place(by: Actor, child: int, reference: str = "") -> Any:
    with looking(by):
        return look_below(Account.objects.get(pk=child), reference)


def page(by: Actor, child: int, kind: Kind = Kind.CUSTOMER, reference: str = "", **more: Any) -> Any:
    """Return the page of accounts below `child` as `by` gets it."""
    with looking(by):
        return accounts_at(look_below(Account.objects.get(pk=child), reference), kind, at=NOON, **more)


def names(*asked: Any, **more: Any) -> list[str]:
    return [row.name for row in page(*asked, **more).rows]
