"""What a timeline can be narrowed to: events by the things they are about (ACC-16)."""

from django.db.models import Q

KINDS: dict[str, tuple[str, ...]] = {
    "information": ("account.", "approval.", "payment_method.", "wall.", "signup."),
    "users": ("user.", "visit.", "hand_off.", "support_access.", "seat."),
    "orders": ("cart.", "delivery.", "order.", "refund.", "visitor_cart."),
    "funds": ("funds.", "announcement.", "card.", "charge."),
    "addresses": ("address.", "site."),
    "notes": ("note.",),
}
"""Kind -> how the names of its events begin."""


def is_of_kind(kind: str) -> Q:
    """Return the condition for events of `kind`, one of KINDS."""
    condition = Q()
    for beginning in KINDS[kind]:
        condition |= Q(name__startswith=beginning)
    return condition
