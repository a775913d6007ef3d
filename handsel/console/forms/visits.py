"""What is asked before somebody is let in, or asks to be (USR-6)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from handsel.identity.roles import Role
from handsel.visits.rules import HELPING_ROLES
from handsel.visits.support import HOURS, MAX_REASON
from handsel.web.forms import HouseForm

_PERIODS = {
    1: _("1 hour"),
    8: ngettext_lazy("%s hour", "%s hours", 8) % 8,
    24: _("1 day"),
    168: ngettext_lazy("%s day", "%s days", 7) % 7,
}
_MAY = {
    Role.READ_ONLY: _("Read only: look, and change nothing"),
    Role.SUPPORT: _("Support: look, write notes, see to storefront users"),
    Role.MANAGER: _("Manager: whatever a manager does, but for what stays yours alone"),
}


class ConsentForm(HouseForm):
    """As what, for how long, and why."""

    ids = "consent_%s"

    role = forms.ChoiceField(
        label=_("As what"),
        choices=[(role.value, _MAY[role]) for role in HELPING_ROLES],
        initial=Role.READ_ONLY,
        widget=forms.RadioSelect,
    )
    hours = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, choices=[(hours, _PERIODS[hours]) for hours in HOURS], initial=HOURS[0]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter a reason; your colleagues read it.")},
    )


class AskingForm(HouseForm):
    """Why one would like to be let in."""

    ids = "asking_%s"

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; the sub-reseller reads it.")},
        help_text=_("Its owners and managers read it in a mail, and decide."),
    )
