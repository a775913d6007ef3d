"""Who gets a mail: the people of a buyer, those who decide at a seller, or one person (MAI-1)."""

from dataclasses import dataclass

from handsel.accounts.models import Account
from handsel.identity.models import User
from handsel.identity.roles import DECIDERS
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


def people_of_buyer(buyer_id: int, brand: Brand) -> list[Recipient]:
    """Return the buyer's active storefront users; where there are none, the address on its account, if any."""
    users = User.objects.filter(seats__buyer_id=buyer_id, activated_at__isnull=False, deactivated_at__isnull=True)
    return [person(user, brand) for user in users.order_by("pk").distinct()] or _address_of(buyer_id, brand)


def deciders_of_seller(seller_id: int, brand: Brand) -> list[Recipient]:
    """Return the owners and managers who work for the seller; where there are none, the portal's own address."""
    users = User.objects.filter(
        seller_id=seller_id,
        seats__buyer__isnull=True,
        seats__role__in=DECIDERS,
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
