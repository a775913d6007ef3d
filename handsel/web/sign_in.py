"""The forms with which people log in and choose a password, in both faces (USR-2, USR-9)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handsel.web.forms import HouseForm

# The framework brings words of its own for some languages: the context keeps them out of a page in another one.


class LogInForm(HouseForm):
    """E-mail and password."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=pgettext_lazy("to log in", "Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class ForgottenForm(HouseForm):
    """Where the link is to go."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
    )


class PasswordForm(HouseForm):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label=pgettext_lazy("to log in", "New password"),
        max_length=200,
        strip=False,
        help_text=_("Ten characters or more; a sentence is easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, str]:
        typed = super().clean() or {}
        if {"password", "again"} <= typed.keys() and typed["password"] != typed["again"]:
            self.add_error("again", _("The two passwords differ."))
        return typed


class OwnPasswordForm(PasswordForm):
    """A new password, for who knows the one until now."""

    before = forms.CharField(
        label=pgettext_lazy("to log in", "Password until now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )

    field_order = ("before", "password", "again")
