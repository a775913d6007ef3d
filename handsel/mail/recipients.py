"""Who gets a mail: the people of a buyer, those at a seller whose work it is, or one person (MAI-1)."""

from dataclasses import dataclass

from django.db.models import Q

from handsel.accounts.models import Account
from handsel.identity.models import Seat, User
from handsel.identity.roles import STAFF, Right, roles_with
from handsel.mail.branding import Brand
from handsel.mail.wording import choose_language


@dataclass(frozen=True)
class Recipient:
    """One reader of a mail. Without a `user_id` it is a company's address, which cannot log in anywhere."""

    email: str
    name: str
    language: str
    user_id: int | None = None


def person(user: User, brand: Brand) -> Recipient:
    """Return `user` as a reader, in the user's language, else the portal's."""
    return Recipient(user.email, user.name, choose_language(user.language, brand.language), user.pk)


def people_of_buyer(buyer_id: int, brand: Brand, *, first: Right | None = None) -> list[Recipient]:
    """Return the buyer's active storefront users; where there are none, the address on its account, if any.

    With `first`, those whose role has that right; where nobody has it, all of them.
    """
    users = User.objects.filter(activated_at__isnull=False, deactivated_at__isnull=True).order_by("pk").distinct()
    of_all = users.filter(seats__buyer_id=buyer_id)
    concerned = users.filter(seats__buyer_id=buyer_id, seats__role__in=roles_with(first)) if first else of_all
    return [person(user, brand) for user in concerned or of_all] or _address_of(buyer_id, brand)


def knows_funds(to: Recipient, buyer_id: int) -> bool:
    """Return whether `to` may read what the wallet of `buyer_id` holds: by a seat there, or as the company itself."""
    roles = [*STAFF, *roles_with(Right.PAY)]
    return to.user_id is None or Seat.objects.filter(user_id=to.user_id, buyer_id=buyer_id, role__in=roles).exists()


def staff_with(right: Right, account: Account, brand: Brand) -> list[Recipient]:
    """Return those at the seller of `account` who have `right` and see that account.

    Where there are none, it is the portal's own address.
    """
    return _working_for(account.seller_id, right, brand, manager_id=account.manager_id)


def keepers_of_keys(seller_id: int, brand: Brand) -> list[Recipient]:
    """Return those at the seller who make API keys; where there are none, the portal's own address."""
    return _working_for(seller_id, Right.KEYS, brand, manager_id=None)


def keepers_of_staff(seller_id: int, brand: Brand) -> list[Recipient]:
    """Return those at the seller who let staff in and out; where there are none, the portal's own address."""
    return _working_for(seller_id, Right.STAFF, brand, manager_id=None)


def those_with(right: Right, seller_id: int, brand: Brand, *, manager_id: int | None) -> list[Recipient]:
    """Return those at the seller who have `right` and see what concerns `manager_id`; else the portal's own address."""
    return _working_for(seller_id, right, brand, manager_id=manager_id)


def _working_for(seller_id: int, right: Right, brand: Brand, *, manager_id: int | None) -> list[Recipient]:
    whose = Q(seats__own_accounts_only=False) | Q(pk=manager_id)
    users = User.objects.filter(
        whose,
        seller_id=seller_id,
        seats__buyer__isnull=True,
        seats__role__in=roles_with(right),
        activated_at__isnull=False,
        deactivated_at__isnull=True,
    )
    found = [person(user, brand) for user in users.order_by("pk").distinct()]
    if not found and brand.reply_to:
        return [Recipient(brand.reply_to, brand.name, choose_language(brand.language))]
    return found or _address_of(seller_id, brand)


def _address_of(account_id: int, brand: Brand) -> list[Recipient]:
    account = Account.objects.get(pk=account_id)
    if not account.email:
        return []
    return [Recipient(account.email, account.contact_name or account.name, choose_language(brand.language))]
