"""Who did something, in words (ACC-16, ORD-2)."""

from django import template
from django.utils.translation import gettext as _

from handsel.identity.actor import SYSTEM

register = template.Library()


@register.filter
def doer(name: str) -> str:
    """Return by whom it was done, from the name that a record keeps: what nobody asked for has no person behind it."""
    return _("Automatic") if name == SYSTEM else name
