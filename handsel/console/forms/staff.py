"""An invitation to the staff, another role, and what is asked when somebody leaves (USR-5)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from handsel.identity.roles import Role
from handsel.web.forms import HouseForm
from handsel.web.user_form import StorefrontUserForm

ROLE_HINT = _("What each role may do stands under Roles and rights.")
OWN_LABEL = _("Sees own accounts only")
OWN_HINT = _("For account managers: they see and serve the accounts that name them, and no others.")


class InvitationForm(StorefrontUserForm):
    """A person and the role they get; `roles` are those that the inviter may give."""

    role = forms.ChoiceField(label=_("Role"), help_text=ROLE_HINT)
    own_accounts_only = forms.BooleanField(label=OWN_LABEL, required=False, help_text=OWN_HINT)

    field_order = ("first_name", "last_name", "email", "role", "own_accounts_only", "language", "date_format")

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.READ_ONLY


class RoleForm(HouseForm):
    """Another role for a colleague; `roles` are those that whoever gives it may give."""

    role = forms.ChoiceField(label=_("Role"), help_text=ROLE_HINT)
    own_accounts_only = forms.BooleanField(label=OWN_LABEL, required=False, help_text=OWN_HINT)

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class LeavingForm(HouseForm):
    """Who looks after the `count` accounts of somebody who leaves: one of `colleagues`, or nobody."""

    successor = forms.TypedChoiceField(label=_("Hand their accounts to"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[int, str]], count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not count:
            del self.fields["successor"]
            return
        named = ngettext("They look after %d account.", "They look after %d accounts.", count) % count
        self.fields["successor"].help_text = named
        self.fields["successor"].choices = [("", _("Nobody")), *colleagues]  # type: ignore[attr-defined]
