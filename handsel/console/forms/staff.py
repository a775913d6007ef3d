"""An invitation to the staff, and a key for a program (USR-5, USR-8)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.console.forms.users import StorefrontUserForm
from handsel.identity.roles import Role
from handsel.web.forms import HouseForm


class InvitationForm(StorefrontUserForm):
    """A person and the role they get; `roles` are those that the inviter may give."""

    widths: ClassVar[dict[str, str]] = StorefrontUserForm.widths

    role = forms.ChoiceField(label=_("Role"))

    field_order = ("first_name", "last_name", "email", "role", "language", "date_format")

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class KeyForm(HouseForm):
    """What a key is for, and what the program may do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program is it for?"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in (Role.READ_ONLY, Role.MANAGER, Role.OWNER)],
        help_text=_("The program may do what a person with this role may."),
    )
