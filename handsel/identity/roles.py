"""The roles a person can have at an account (USR-5)."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Staff of a reseller have one of the first three; a customer's people buy in the storefront."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    READ_ONLY = "read_only", "Read only"
    BUYER = "buyer", "Buyer"


STAFF = frozenset({Role.OWNER, Role.MANAGER, Role.READ_ONLY})
DECIDERS = frozenset({Role.OWNER, Role.MANAGER})
