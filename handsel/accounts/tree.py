"""Add customers and sub-resellers, change what is told of them, found the operator (ACC-1, ACC-2, ACC-4, ACC-5)."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction
from psycopg.types.json import Jsonb

from handsel.accounts.details import AccountDetails, find_faults
from handsel.accounts.models import Account, Edge, Kind
from handsel.accounts.numbering import OF_NO_USE, next_numbers, numbers_elsewhere
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.payment import methods_offered, refuse_not_offered
from handsel.accounts.portal_settings import OpenPortal, portal_of
from handsel.accounts.portals import Owner, PortalDetails, find_portal_faults
from handsel.accounts.postal import parts_of
from handsel.accounts.rules import may_give_accounts, may_manage_accounts
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.identity.proof import proven
from handsel.identity.roles import STAFF
from handsel.kernel.database import call_scalar
from handsel.kernel.money import is_currency
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class Terms:
    """The terms of a new edge. A price list of None is the seller's default; a method of None the first on offer."""

    currency: str
    payment_method: PaymentMethod | None = None
    price_list_id: int | None = None
    approval_required: bool = True


class VersionConflict(ChangedMeanwhile):
    """Somebody saved the record meanwhile; nothing was overwritten. `account` is the record as it stands now."""

    code = "version_conflict"

    def __init__(self, account: Account) -> None:
        said = f"{account.name} was changed by somebody else meanwhile. Compare and save again."
        super().__init__(said, asdict(AccountDetails.of(account)) | {"manager": account.manager_id}, account.version)
        self.account = account


@operation
def add_customer(
    *, details: AccountDetails, by: Actor, at: datetime, manager_id: int | None = None, currency: str = ""
) -> Account:
    """Add a customer of the reseller of `by`, with an empty wallet in `currency` (the reseller's own by default).

    Raises Forbidden, Invalid with what is wrong by field.
    """
    may_manage_accounts(by).or_refuse()
    return enter_customer(details, by, at, manager_id=manager_id, currency=currency)


@step
def enter_customer(
    details: AccountDetails, by: Actor, at: datetime, *, manager_id: int | None = None, currency: str = ""
) -> Account:
    """Do what `add_customer` promises, for whoever may. Raises Invalid with what is wrong by field."""
    manager_id = by.manager_id or manager_id
    own = own_currency(by.seller_id)
    terms, details, portal = Terms(currency=currency or own), details.tidied(), portal_of(by.seller_id)
    faults = _faults_of(details, manager_id, by, _mandatory_at(portal)) | _currency_faults(terms.currency, own, portal)
    if faults:
        raise Invalid(fields=faults)
    return add_account(Kind.CUSTOMER, details, terms, manager_id, by, at)


@operation
@proven
def add_reseller(
    *,
    details: AccountDetails,
    terms: Terms,
    portal: PortalDetails,
    owner: Owner,
    by: Actor,
    at: datetime,
    manager_id: int | None = None,
) -> Account:
    """Add a sub-reseller with its own portal; its owner gets an invitation by mail and lands in a working portal.

    Raises ProofNeeded, Forbidden, Invalid with what is wrong by field.
    """
    may_manage_accounts(by).or_refuse()
    manager_id = by.manager_id or manager_id
    owner, details, own_portal = owner.tidied(), details.tidied(), portal_of(by.seller_id)
    faults = find_portal_faults(portal, owner)
    if call_scalar("accounts_portal_seller", portal.name):
        faults["portal_name"] = f"“{portal.name}” is taken; choose another name."
    faults |= _faults_of(details, manager_id, by, _mandatory_at(own_portal))
    faults |= _currency_faults(terms.currency, own_currency(by.seller_id), own_portal)
    if faults:
        raise Invalid(fields=faults)
    if terms.payment_method is not None:
        refuse_not_offered(terms.payment_method, by.seller_id, to_resellers=True, field="payment_method")
    account = add_account(Kind.RESELLER, details, terms, manager_id, by, at)
    inviter = Account.objects.only("company_name", "contact_name", "name").get(pk=by.seller_id).name
    owner_row = asdict(owner) | {"invited_by": inviter}
    call_scalar("accounts_open_portal", account.pk, Jsonb(asdict(portal)), Jsonb(owner_row), at)
    return account


@operation
def update_account(
    *, account_id: int, details: AccountDetails, version: int, by: Actor, at: datetime, manager_id: int | None = None
) -> Account:
    """Change what is told of a customer or sub-reseller; `version` is the one the person saw.

    Raises Forbidden, Account.DoesNotExist, Invalid with what is wrong by field, VersionConflict when somebody saved
    the record meanwhile.
    """
    may_manage_accounts(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).select_for_update(of=("self",), no_key=True).get(pk=account_id)
    if account.version != version:
        raise VersionConflict(account)
    after = details.tidied(AccountDetails.of(account))
    # What was missing before may stay missing: an imported account without an e-mail can still be edited.
    demanded = mandatory_of(account, portal_of(by.seller_id))
    if faults := _faults_of(after, manager_id, by, demanded, account):
        raise Invalid(fields=faults)
    changes = _changes(account, after, manager_id)
    if not changes:
        return account
    for field, (_, value) in changes.items():
        setattr(account, field, value)
    account.version += 1
    account.save(update_fields=[*changes, "version"])
    record("account.updated", subject=account, account_id=account.pk, by=by, at=at, changes=changes)
    account.refresh_from_db()
    return account


def faults_of_new(details: AccountDetails, manager_id: int | None, by: Actor, portal: OpenPortal) -> dict[str, str]:
    """Return what is wrong with tidied `details` of a new account, as sentences by field."""
    return _faults_of(details, manager_id, by, _mandatory_at(portal))


def own_currency(seller_id: int) -> str:
    """Return the currency in which `seller_id` buys; the operator's is EUR until it sells in another."""
    edge = Edge.objects.filter(buyer_id=seller_id, ended_at__isnull=True).first()
    return edge.currency if edge else "EUR"


def found_operator(*, details: AccountDetails, portal: PortalDetails, owner: Owner, at: datetime) -> int:
    """Found the installation: the operator at the root, its portal, and its owner, who is invited. Returns its id.

    Raises Invalid with what is wrong by field, IntegrityError when there is an operator already.
    """
    owner = owner.tidied()
    faults = find_portal_faults(portal, owner) | find_faults(details.tidied())
    if faults:
        raise Invalid(fields=faults)
    with transaction.atomic(durable=True):
        owner_row = asdict(owner) | {"invited_by": details.company_name}
        return int(
            call_scalar("accounts_found", Jsonb(asdict(details.tidied())), Jsonb(asdict(portal)), Jsonb(owner_row), at)
        )


@step
def add_account(
    kind: Kind, details: AccountDetails, terms: Terms, manager_id: int | None, by: Actor, at: datetime
) -> Account:
    """Make an account below the reseller of `by` with its edge; all has been checked by whoever calls."""
    account = Account.objects.create(
        kind=kind,
        seller_id=by.seller_id,
        number=next_numbers(by.seller_id, "account", 1)[0],
        manager_id=manager_id,
        joined_at=at,
        **asdict(details),
    )
    Edge.objects.create(
        seller_id=by.seller_id,
        buyer=account,
        currency=terms.currency,
        payment_method=terms.payment_method or methods_offered(by.seller_id, to_resellers=kind != Kind.CUSTOMER)[0],
        price_list_id=terms.price_list_id,
        approval_required=terms.approval_required,
        opened_at=at,
    )
    record("account.added", subject=account, account_id=account.pk, by=by, at=at, kind=kind, name=account.name)
    return account


def mandatory_of(account: Account, portal: OpenPortal) -> frozenset[str]:
    """Return what cannot be left out when `account` is changed: what its seller demands and somebody filled in."""
    values = {field: getattr(account, "manager_id" if field == "manager" else field) for field in _mandatory_at(portal)}
    return frozenset(field for field, value in values.items() if value)


def _mandatory_at(portal: OpenPortal) -> frozenset[str]:
    return portal.mandatory_fields | {"email"}


def _currency_faults(currency: str, own: str, portal: OpenPortal) -> dict[str, str]:
    """Return what is wrong with the currency of a new edge: a reseller that names its currencies trades in no other."""
    offered = {own, *portal.currencies} if portal.currencies else {currency}
    return {} if is_currency(currency) and currency in offered else {"currency": "Choose a currency from the list."}


def _faults_of(
    details: AccountDetails,
    manager_id: int | None,
    by: Actor,
    mandatory: frozenset[str],
    account: Account | None = None,
) -> dict[str, str]:
    """Return what is wrong with `details` of a new account, or of `account`, whose own values stay good."""
    before = AccountDetails.of(account) if account else None
    # A country without states, say, is not asked for one.
    unknown_there = {name for name, part in parts_of(details.country).items() if not part.is_used}
    faults = find_faults(details, mandatory=mandatory - {"manager"} - unknown_there, before=before)
    # What lies in the bin has given up its number.
    others = Account.objects.filter(seller_id=by.seller_id, deleted_at=None).exclude(pk=account.pk if account else 0)
    if details.external_number and others.filter(external_number=details.external_number).exists():
        faults["external_number"] = f"Another account has the number {details.external_number}."
    elif numbers_elsewhere({details.external_number} - {""}, by):
        faults["external_number"] = OF_NO_USE
    was_manager = account.manager_id if account else None
    if account and manager_id != was_manager and not (may_give := may_give_accounts(by)):
        faults["manager"] = may_give.reason
    if manager_id not in {None, was_manager} and not _is_staff(manager_id, by.seller_id):
        faults["manager"] = "Choose an account manager from the list."
    if manager_id is None and "manager" in mandatory:
        faults["manager"] = "Choose an account manager."
    return faults


def _is_staff(user_id: int, seller_id: int) -> bool:
    return Seat.objects.filter(seller_id=seller_id, user_id=user_id, role__in=STAFF).exists()


MANAGERS = Prepared(
    lambda seller_id: (
        User.objects.filter(seller_id=seller_id, seats__role__in=STAFF, deactivated_at__isnull=True)
        .order_by("first_name", "last_name", "pk")
        .distinct()
    )
)


def managers_of(seller_id: int) -> list[User]:
    """Return who can be an account manager at `seller_id`: its staff, by name."""
    return MANAGERS.all(seller_id)


def _changes(account: Account, after: AccountDetails, manager_id: int | None) -> dict[str, tuple[object, object]]:
    wanted = {field.name: getattr(after, field.name) for field in fields(after)} | {"manager_id": manager_id}
    return {name: (getattr(account, name), value) for name, value in wanted.items() if getattr(account, name) != value}
