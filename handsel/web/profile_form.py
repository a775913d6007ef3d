"""What is asked of a person: name, language, date format; and what they change of it themselves (USR-1)."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.models import DateFormat, User
from handsel.web.forms import HouseForm


class PersonForm(HouseForm):
    """All four are needed."""

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

    def offer_languages(self, *codes: str) -> None:
        """Offer these languages, each once and by its name, of those that the program speaks."""
        names = dict(self.base_fields["language"].choices)  # type: ignore[attr-defined]
        offered = [(code, names[code]) for code in dict.fromkeys(codes) if code in names]
        self.fields["language"].choices = offered  # type: ignore[attr-defined]


class ProfileForm(PersonForm):
    """A person's own profile; the languages are those of the portal, and the one that the person has."""

    def __init__(self, *args: Any, portal: OpenPortal, user: User, **options: Any) -> None:
        super().__init__(*args, initial={name: getattr(user, name) for name in self.base_fields}, **options)
        self.offer_languages(*portal.languages, user.language)
