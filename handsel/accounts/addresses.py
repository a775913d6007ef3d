"""The address book of an account: any number of addresses, each with roles, one default for each role (ACC-15).

Whenever an account has addresses with a role, exactly one of them is the default for it: the first one becomes it by
itself, and when it goes, the oldest that is left.
"""

import zlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handsel.accounts.details import AccountDetails, find_faults
from handsel.accounts.models import Account
from handsel.accounts.postal import find_postal_faults
from handsel.accounts.record_models import Address, AddressRole
from handsel.accounts.rules import may_keep_data_of
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class AddressDetails:
    """What a person fills in. `roles` are values of AddressRole, at least one; `country` is ISO 3166 alpha-2."""

    roles: tuple[str, ...] = ()
    company_name: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    country: str = ""
    state: str = ""
    postcode: str = ""

    @classmethod
    def of(cls, address: Address) -> Self:
        """Return what `address` says now."""
        return cls(**{name: getattr(address, name) for name in asdict(cls())} | {"roles": tuple(address.roles)})

    @property
    def place(self) -> dict[str, str]:
        """Everything but the roles."""
        return {name: value for name, value in asdict(self).items() if name != "roles"}

    @property
    def told(self) -> AccountDetails:
        """The same as the details of an account, whose rules these fields share."""
        return AccountDetails(**self.place)

    def tidied(self, before: "AddressDetails | None" = None) -> Self:
        """Return the same as AccountDetails tidies it, each role once, in the order of AddressRole."""
        tidy = self.told.tidied(before.told if before else None)
        known = [role for role in AddressRole.values if role in self.roles]
        unknown = [role for role in self.roles if role not in known]
        return replace(self, roles=(*known, *unknown), **{name: getattr(tidy, name) for name in self.place})


def find_address_faults(details: AddressDetails, before: AddressDetails | None = None) -> dict[str, str]:
    """Return what is wrong with tidied `details`, as sentences by field; nothing when all is well.

    What goes by mail needs what its country needs; whoever is only a contact needs an e-mail address or a phone.
    What says the same as `before` is not refused.
    """
    faults = find_faults(details.told, mandatory=frozenset(), before=before.told if before else None)
    if not details.roles or set(details.roles) - set(AddressRole.values):
        faults["roles"] = _("Choose what the address is for: billing, shipping, site or contact.")
    if set(details.roles) - {AddressRole.CONTACT}:
        kept = details.told.unchanged_since(before.told) if before and before.roles == details.roles else frozenset()
        return {name: said for name, said in find_postal_faults(details.place).items() if name not in kept} | faults
    if details.roles and not details.email and not details.phone:
        faults["email"] = _("Enter an e-mail address or a phone number.")
    return faults


@operation
def add_address(*, account_id: int, details: AddressDetails, by: Actor, at: datetime) -> Address:
    """Add an address to the book of a customer or sub-reseller; the first with a role is the default for it.

    Locks the book. Raises Forbidden, Account.DoesNotExist, Invalid with what is wrong by field.
    """
    may_keep_data_of(by, account_id).or_refuse()
    details = _checked(details)
    _lock_book(account_id, by)
    address = Address.objects.create(
        seller_id=by.seller_id, account_id=account_id, roles=list(details.roles), **details.place
    )
    _settle_defaults(account_id, by)
    record(
        "address.added", subject=address, account_id=account_id, by=by, at=at, line=address.line, roles=address.roles
    )
    address.refresh_from_db()
    return address


@operation
def change_address(*, address_id: int, details: AddressDetails, version: int, by: Actor, at: datetime) -> Address:
    """Change what an address says; `version` is the one the person saw. A role that is taken off loses its default.

    Locks the book. Raises Forbidden, Address.DoesNotExist, Invalid with what is wrong by field, ChangedMeanwhile.
    """
    address = _locked(address_id, by)
    before = AddressDetails.of(address)
    if address.version != version:
        said = _("Somebody else changed this address meanwhile. Compare and save again.")
        raise ChangedMeanwhile(said, asdict(before) | {"roles": address.roles}, address.version)
    after = _checked(details, before)
    changes = _changes(before, after)
    if not changes:
        return address
    for name, value in (after.place | {"roles": list(after.roles)}).items():
        setattr(address, name, value)
    address.default_for = [role for role in address.default_for if role in after.roles]
    address.version += 1
    address.save()
    _settle_defaults(address.account_id, by)
    record(
        "address.changed", subject=address, account_id=address.account_id, by=by, at=at, line=address.line,
        changes=changes,
    )  # fmt: skip
    address.refresh_from_db()
    return address


@operation
def set_default_address(*, address_id: int, role: str, by: Actor, at: datetime) -> Address:
    """Make an address the default for one of its roles, in place of the one that was. Twice is once.

    Locks the book. Raises Forbidden, Address.DoesNotExist, Invalid for a role that the address has not.
    """
    address = _locked(address_id, by)
    if role not in address.roles:
        raise Invalid(fields={"role": _("The address is not for this; choose one of its roles.")})
    if role in address.default_for:
        return address
    for other in _book(address.account_id, by).filter(default_for__contains=[role]):
        other.default_for = [one for one in other.default_for if one != role]
        other.save(update_fields=["default_for"])
    address.default_for = [*address.default_for, role]
    address.save(update_fields=["default_for"])
    record(
        "address.made_default", subject=address, account_id=address.account_id, by=by, at=at, line=address.line,
        role=role,
    )  # fmt: skip
    return address


@operation
def remove_address(*, address_id: int, by: Actor, at: datetime) -> Address:
    """Take an address out of the book; the timeline keeps its line. Another takes over what it was the default for.

    Locks the book. Raises Forbidden, Address.DoesNotExist.
    """
    address = _locked(address_id, by)
    record("address.removed", subject=address, account_id=address.account_id, by=by, at=at, line=address.line)
    Address.objects.filter(pk=address.pk).delete()
    _settle_defaults(address.account_id, by)
    return address


def _checked(details: AddressDetails, before: AddressDetails | None = None) -> AddressDetails:
    tidy = details.tidied(before)
    faults = find_address_faults(tidy, before)
    if faults:
        raise Invalid(fields=faults)
    return tidy


def _changes(before: AddressDetails, after: AddressDetails) -> dict[str, tuple[str, str]]:
    told = ((name, getattr(before, name), getattr(after, name)) for name in asdict(after))
    return {name: (_text(old), _text(new)) for name, old, new in told if old != new}


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _book(account_id: int, by: Actor) -> QuerySet[Address]:
    return Address.objects.filter(seller_id=by.seller_id, account_id=account_id)


@step
def _lock_book(account_id: int, by: Actor) -> None:
    """Let one person at a time change the addresses of an account; its own people may not lock its row."""
    Account.objects.filter(seller_id=by.seller_id).exclude(pk=by.seller_id).get(pk=account_id)
    call_scalar("pg_advisory_xact_lock", zlib.crc32(f"address book of {account_id}".encode()))


@step
def _locked(address_id: int, by: Actor) -> Address:
    mine = Address.objects.filter(seller_id=by.seller_id)
    account_id = mine.values_list("account_id", flat=True).get(pk=address_id)
    may_keep_data_of(by, account_id).or_refuse()
    _lock_book(account_id, by)
    return mine.get(pk=address_id)


@step
def _settle_defaults(account_id: int, by: Actor) -> None:
    """Let the oldest address with a role be the default for it where no other is."""
    book = _book(account_id, by)
    settled = set(chain.from_iterable(book.filter(default_for__len__gt=0).values_list("default_for", flat=True)))
    for role in set(AddressRole.values) - settled:
        oldest = book.filter(roles__contains=[role]).order_by("id").first()
        if oldest:
            oldest.default_for = [*oldest.default_for, role]
            oldest.save(update_fields=["default_for"])
