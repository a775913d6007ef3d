"""The roles that a person can have at an account, and what each lets them do (USR-5)."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Staff of a reseller have one of the first six; a customer's people one of the last three."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    FINANCE = "finance", _("Finance")
    SUPPORT = "support", _("Support")
    READ_ONLY = "read_only", _("Read only")
    BUYER = "buyer", _("Buyer")
    BILLING = "billing", _("Billing")
    BUYER_AND_BILLING = "buyer_billing", _("Buyer and billing")


class Right(TextChoices):
    """One kind of work. Looking at what one's reseller has before it needs none: all staff may."""

    NOTES = "notes", _("Write notes")
    ACCOUNTS = "accounts", _("Add and change accounts")
    STANDING = "standing", _("Suspend, deactivate, archive and delete accounts")
    USERS = "users", _("Let storefront users in and out")
    LOOK = "look", _("Look at the storefront as a customer")
    ORDERS = "orders", _("Place, accept and cancel orders")
    DELIVER = "deliver", _("See to deliveries")
    DISCOUNT = "discount", _("Give discounts, set prices by hand")
    MONEY = "money", _("Record and move money")
    PRICES = "prices", _("Change products and prices")
    LOSS = "loss", _("Sell below cost until a day")
    SETTINGS = "settings", _("Change the portal")
    STAFF = "staff", _("Let staff in and out, and see to their work")
    KEYS = "keys", _("Make API keys")
    SIGN_IN = "sign_in", _("Set how people sign in")
    AUDIT = "audit", _("Read the audit log")
    SHOP = "shop", _("Buy for the own account")
    PAY = "pay", _("Pay for the own account")
    OWN_DATA = "own_data", _("Keep addresses and sites of the own account")
    OWN_USERS = "own_users", _("Let users of the own account in and out")


_OF_BUYERS = frozenset({Right.SHOP, Right.PAY, Right.OWN_DATA, Right.OWN_USERS})
_WORK = frozenset(Right) - _OF_BUYERS

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: _WORK,
    Role.MANAGER: _WORK - {Right.LOSS, Right.KEYS, Right.SIGN_IN, Right.AUDIT},
    Role.ACCOUNT_MANAGER: frozenset(
        {Right.NOTES, Right.ACCOUNTS, Right.USERS, Right.LOOK, Right.ORDERS, Right.DELIVER, Right.DISCOUNT}
    ),
    Role.FINANCE: frozenset({Right.NOTES, Right.MONEY}),
    Role.SUPPORT: frozenset({Right.NOTES, Right.USERS, Right.LOOK, Right.DELIVER}),
    Role.READ_ONLY: frozenset(),
    Role.BUYER: frozenset({Right.SHOP, Right.OWN_DATA}),
    Role.BILLING: frozenset({Right.PAY, Right.OWN_DATA}),
    Role.BUYER_AND_BILLING: _OF_BUYERS,
}
"""What each role lets its holder do; every rule asks for one of these."""

BUYERS = frozenset({Role.BUYER, Role.BILLING, Role.BUYER_AND_BILLING})
STAFF = frozenset(Role) - BUYERS

PLURALS: Mapping[Role, str] = {
    Role.OWNER: "owners",
    Role.MANAGER: "managers",
    Role.ACCOUNT_MANAGER: "account managers",
    Role.FINANCE: "finance staff",
    Role.SUPPORT: "support staff",
    Role.READ_ONLY: "readers",
    Role.BUYER: "buyers",
    Role.BILLING: "billing contacts",
    Role.BUYER_AND_BILLING: "buyers who also pay",
}
"""What those who have a role are called in the reasons of rules."""


def roles_with(right: Right) -> list[Role]:
    """Return the roles whose holders may do this kind of work, those who may most first."""
    return [role for role in Role if right in RIGHTS[role]]
