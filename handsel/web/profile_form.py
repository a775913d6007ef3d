"""What a person changes of themselves, in both faces: name, language, date format (USR-1)."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.models import DateFormat, User
from handsel.web.forms import HouseForm


class ProfileForm(HouseForm):
    """All four are needed; the languages are those of the portal, and the one that the person has."""

    widths: ClassVar[dict[str, str]] = {
        "first_name": "half",
        "last_name": "half",
        "language": "half",
        "date_format": "half",
    }

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    language = forms.ChoiceField(label=_("Preferred language"), choices=settings.LANGUAGES)
    date_format = forms.ChoiceField(label=_("Date format"), choices=DateFormat)

    def __init__(self, *args: Any, portal: OpenPortal, user: User, **options: Any) -> None:
        super().__init__(*args, initial={name: getattr(user, name) for name in self.base_fields}, **options)
        names = dict(settings.LANGUAGES)
        offered = dict.fromkeys((*portal.languages, user.language))
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, names[code]) for code in offered if code in names
        ]
