"""An invitation to the staff (USR-5)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.console.forms.users import StorefrontUserForm
from handsel.identity.roles import Role


class InvitationForm(StorefrontUserForm):
    """A person and the role they get; `roles` are those that the inviter may give."""

    widths: ClassVar[dict[str, str]] = StorefrontUserForm.widths

    role = forms.ChoiceField(label=_("Role"))

    field_order = ("first_name", "last_name", "email", "role", "language", "date_format")

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
