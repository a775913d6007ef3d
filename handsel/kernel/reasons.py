"""Why somebody does something, in a few words that others read (ORD-2)."""

from django.utils.translation import gettext as _

from handsel.kernel.refusal import Invalid

LONGEST_REASON = 500


def given(text: str, missing: str, field: str = "reason") -> str:
    """Return what somebody wrote. Raises Invalid, with `missing` where it is, and where it is too long."""
    told = " ".join(text.split())
    if not told:
        raise Invalid(fields={field: missing})
    return short(told, field)


def short(text: str, field: str = "reason") -> str:
    """Return the same where nothing need be written. Raises Invalid where it is too long."""
    told = " ".join(text.split())
    if len(told) > LONGEST_REASON:
        raise Invalid(fields={field: _("Enter at most %(most)s characters.") % {"most": LONGEST_REASON}})
    return told
