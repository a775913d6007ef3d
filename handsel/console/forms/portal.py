"""The forms of Settings: each setting inherited or with a value of one's own, perhaps locked for others (SHO-4)."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.portal_faults import OWN_TEXTS
from handsel.accounts.portal_models import Portal
from handsel.accounts.portal_settings import STANDARD, Settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.console.settings_told import LABELS, choices_of, told
from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionedForm

SECTIONS: dict[str, tuple[str, ...]] = {
    "brand": ("title", "tagline", "email", "colour"),
    "formats": ("languages", "language", "time_zone", "date_format", "number_format"),
    "trade": ("mandatory_fields", "currencies", "price_tax"),
    "sign-up": ("sign_up", "sign_up_fields", "visitor_prices"),
    "access": ("staff_second_factor",),
}
"""Screen -> the settings on it."""

INHERITED, OWN = "inherited", "own"
T = TypeVar("T")
MANY = frozenset({"languages", "currencies", "mandatory_fields", "sign_up_fields"})


@dataclass(frozen=True)
class Row:
    """One setting on the screen. Without a `mode` it is the reseller's own and cannot be inherited."""

    name: str
    label: str
    hint: str
    control: BoundField
    mode: BoundField | None
    lock: BoundField | None
    is_locked: bool
    is_own: bool
    from_provider: bool
    inherited: str
    value: str
    inherited_colour: str


class SettingsForm(HouseForm):
    """The settings of one screen, of `portal` with what is `known` of it.

    It carries along what the person saw, so that it is known what they changed.
    """

    ids = "set_%s"

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, section: str, portal: Portal, known: Settings, may_change: bool = True) -> None:
        self.section, self.portal, self.known, self.may_change = section, portal, known, may_change
        self.names = SECTIONS[section]
        super().__init__(*args, initial=self._initial())
        for name in self.names:
            if name in OWN_TEXTS:
                self._add(name, _text_field(name))
                self._add(f"{name}_seen", forms.CharField(widget=forms.HiddenInput, required=False))
            elif name not in known.locked:
                self._add(f"{name}_seen", forms.CharField(widget=forms.HiddenInput, required=False))
                self._add(f"{name}_mode", forms.ChoiceField(choices=[(INHERITED, ""), (OWN, "")], required=False))
                self._add(name, _control(name, known.value(name)))
                self._add(
                    f"{name}_lock", forms.BooleanField(label=gettext_lazy("Lock for resellers below"), required=False)
                )

    def _add(self, name: str, field: forms.Field) -> None:
        if name in self.names and name not in MANY:
            field.widget.attrs |= {"aria-labelledby": f"name_{name}", "aria-describedby": f"hint_{name}"}
        field.disabled = not self.may_change
        self.fields[name] = field

    def _initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {"version": self.portal.version}
        for name in self.names:
            own = getattr(self.portal, name)
            found[name] = own if name in OWN_TEXTS or own is not None else self.known.without(name)
            found[f"{name}_mode"] = OWN if own is not None else INHERITED
            found[f"{name}_lock"] = name in self.portal.locked
            found[f"{name}_seen"] = json.dumps(own)
        return found

    @property
    def rows(self) -> Iterator[Row]:
        """Yield the settings as the screen shows them."""
        for name in self.names:
            yield self._row(name)

    def _row(self, name: str) -> Row:
        label, hint = (str(text) for text in LABELS[name])
        is_locked, is_inheritable = name in self.known.locked, name not in OWN_TEXTS
        is_open = is_inheritable and not is_locked
        return Row(
            name=name,
            label=label,
            hint=hint,
            control=self[name] if not is_locked else None,  # type: ignore[arg-type]  # a locked one shows its value
            mode=self[f"{name}_mode"] if is_open else None,
            lock=self[f"{name}_lock"] if is_open else None,
            is_locked=is_locked,
            is_own=is_open and self[f"{name}_mode"].value() == OWN,
            from_provider=is_inheritable and self.known.source_without(name) == "provider",
            inherited=told(name, self.known.without(name)) if is_inheritable else "",
            value=told(name, self.known.value(name)) if is_inheritable else "",
            inherited_colour=self.known.without(name) if name == "colour" else "",
        )

    def changes(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings typed, by name; None for what is to be inherited."""
        found = {name: typed[name] for name in OWN_TEXTS if name in typed}
        chosen = (name for name in STANDARD if f"{name}_mode" in typed)
        return found | {name: self._in_order(name, typed) if typed[f"{name}_mode"] == OWN else None for name in chosen}

    def _in_order(self, name: str, typed: Mapping[str, Any]) -> Any:
        """Return the value typed; the same choices as before stay in the order that they have."""
        own, value = getattr(self.portal, name), typed[name]
        return own if name in MANY and own is not None and set(own) == set(value) else value

    def locks(self, typed: Mapping[str, Any]) -> list[str]:
        """Return what is to be locked for those below, on this screen and on the others."""
        here = {name for name in STANDARD if f"{name}_lock" in typed}
        return sorted((set(self.portal.locked) - here) | {name for name in here if typed[f"{name}_lock"]})

    def attempt(self, work: Callable[[dict[str, Any]], T]) -> tuple[Self, T | None]:
        """Return the form to show, and what `work` made of the values typed.

        Where somebody else was faster, what only they changed is taken over, what this person typed still stands, and
        where both changed the same it says what was saved meanwhile; sent again, this person's value is meant.
        """
        try:
            return self, self.submit(work, (ChangedMeanwhile,))
        except ChangedMeanwhile as changed:
            return self._over(changed), None

    def _over(self, changed: ChangedMeanwhile) -> Self:
        data: QueryDict = copy(self.data)  # type: ignore[assignment]  # of a request's data the copy can be changed
        data["version"] = str(changed.version)
        mine, told_of = self.changes(self.cleaned_data), {}
        for name in mine.keys() & changed.current.keys():
            saved, seen = changed.current[name], _read(data.get(f"{name}_seen", ""))
            data[f"{name}_seen"] = json.dumps(saved)
            if mine[name] == seen:
                self._take_over(data, name, saved)
            elif saved not in (mine[name], seen):
                told_of[name] = told(name, saved) if saved is not None else _("inherited")
        again = type(self)(data, section=self.section, portal=self.portal, known=self.known, may_change=self.may_change)
        again.is_valid()
        again.add_error(None, str(changed))
        for name, words in told_of.items():
            again.add_error(name, _("Saved meanwhile: %s") % words)
        again.status = changed.status
        return again

    def _take_over(self, data: QueryDict, name: str, saved: Any) -> None:
        if name not in OWN_TEXTS:
            data[f"{name}_mode"] = INHERITED if saved is None else OWN
        value = self.known.without(name) if saved is None else saved
        data.setlist(name, value if isinstance(value, list) else [str(value)])


def _read(text: str) -> Any:
    """Return what a page carried along of a value that it showed; what is no such thing was never seen."""
    try:
        return json.loads(text)
    except ValueError:
        return ...


class LogoForm(HouseForm):
    """A picture to show in place of the name."""

    logo = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF of at most 1 MB; best wide, low and without a background."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DomainForm(HouseForm):
    """A host name of one's own."""

    ids = "domain_%s"

    host = forms.CharField(
        label=gettext_lazy("Host name"),
        max_length=300,
        widget=forms.TextInput({"placeholder": "shop.example.com", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("A name of a domain of yours, without https:// and without anything behind it."),
    )


class TermsForm(VersionedForm):
    """The terms as text, or where they stand."""

    ids = "terms_%s"

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 16}),
        help_text=gettext_lazy(
            "Plain text. A line that begins with # is a heading, one with - an item of a list; an empty line begins "
            "a new paragraph."
        ),
    )
    url = forms.CharField(
        label=gettext_lazy("Or the address of a page"),
        required=False,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=gettext_lazy("Where your terms stand on a site of yours. Leave the text empty then."),
    )


def _text_field(name: str) -> forms.CharField:
    label, hint = (str(text) for text in LABELS[name])
    kind = forms.EmailInput if name == "email" else forms.TextInput
    return forms.CharField(
        label=label, help_text=hint, max_length=OWN_TEXTS[name], required=name == "title", widget=kind()
    )


def _control(name: str, value: Any) -> forms.Field:
    label = str(LABELS[name][0])
    if name == "colour":
        return forms.CharField(label=label, required=False, widget=forms.TextInput({"type": "color"}))
    choices = choices_of(name)
    known = {code for code, _text in choices}
    choices += [(one, one) for one in (value if name in MANY else [value]) if one not in known]
    if name in MANY:
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=label, choices=choices, required=False)
