"""What an audit log can be narrowed to: groups of events by what they touch (OPS-2)."""

from collections.abc import Mapping

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """A kind of event, as an owner looks for it."""

    ACCESS = "access", _("Access")
    MONEY = "money", _("Money")
    SETTINGS = "settings", _("Settings")
    EXPORTS = "exports", _("Exports")
    ORDERS = "orders", _("Orders")
    ACCOUNTS = "accounts", _("Accounts")


NOUNS: Mapping[Group, tuple[str, ...]] = {
    Group.ACCESS: (
        "api_key", "hand_off", "link", "seat", "session", "sign_in_provider", "staff", "support_access", "user",
        "visit", "wall",
    ),
    Group.MONEY: (
        "announcement", "card", "category", "charge", "credit", "exchange_rate", "funds", "gateway", "option",
        "payment_method", "plan", "price_list", "product", "tax", "wallet",
    ),
    Group.SETTINGS: ("approval", "settings"),
    Group.EXPORTS: ("export",),
    Group.ORDERS: ("cart", "delivery", "order", "refund", "visitor_cart"),
    Group.ACCOUNTS: ("account", "address", "bulk", "import", "note", "segment", "signup", "site", "tag", "task"),
}  # fmt: skip
"""Group -> the nouns with which the names of its events begin. A test holds every event to one group."""


def is_of_group(group: Group) -> Q:
    """Return the condition for events of `group`, as ranges of names that an index finds behind row security too."""
    condition = Q()
    for noun in NOUNS[group]:
        condition |= Q(name__gte=f"{noun}.", name__lt=f"{noun}/")
    return condition


def group_of(name: str) -> Group | None:
    """Return the group of the event called `name`."""
    noun = name.partition(".")[0]
    return next((group for group, nouns in NOUNS.items() if noun in nouns), None)
