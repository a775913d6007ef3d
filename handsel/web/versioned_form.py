"""Forms of what two people may change at once: both values are shown, and the person chooses (ACC-5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from handsel.accounts.versions import ChangedMeanwhile
from handsel.web.forms import HouseForm

T = TypeVar("T")
MINE, THEIRS = "mine", "theirs"
_LAST = 2**31 - 1


class VersionField(forms.Field):
    """Which version the person saw; what is no number is the version that nobody saw."""

    widget = forms.HiddenInput

    def to_python(self, value: object) -> int:
        text = str(value or "")
        return min(int(text), _LAST) if text.isascii() and text.isdigit() else 0


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what this one typed, what the other saved, and which of them is to stay."""

    name: str
    label: str
    mine: str
    theirs: str
    choice: str


class VersionedForm(HouseForm):
    """A form that carries along which version the person saw, and what it said.

    After somebody else was faster it asks, for each field that both changed, whose value stays: `asked` names these
    fields, `choice-<field>` is the answer, and `initial-<field>` holds what the other saved. `saved_by` names them,
    where it is known who that was.
    """

    version = VersionField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **details: Any) -> None:
        super().__init__(data, **details)
        self._details = details
        self.asked = [name for name in _all(data, "asked") if name in self.fields]
        self.is_over = False
        self.saved_by = ""
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version" and not field.widget.is_hidden

    def attempt(self, work: Callable[[dict[str, Any]], T]) -> tuple[Self, T | None]:
        """Return the form to show, and what `work` made of the values typed.

        Where somebody else was faster, the form goes on from what they saved, still holds what this person typed, and
        asks whose value stays where both changed the same.
        """
        try:
            return self, self.submit(work, (ChangedMeanwhile,))
        except ChangedMeanwhile as changed:
            return self._over(changed), None

    def clean(self) -> dict[str, Any]:
        """Take over what the other saved where this person chose it; refuse to guess."""
        typed = dict(super().clean() or self.cleaned_data)
        for name in self.asked:
            match self._choice(name):
                case "mine":
                    pass
                case "theirs":
                    self.errors.pop(name, None)
                    typed[name] = self.fields[name].clean(self._theirs(name))
                case _:
                    self.add_error(name, _("Choose above whose value stays."))
        return typed

    @property
    def differences(self) -> list[Difference]:
        """The fields about which the person is asked."""
        return [
            Difference(
                name,
                str(self[name].label),
                self.shown(name, self[name].data),
                self.shown(name, self._theirs(name)),
                self._choice(name),
            )
            for name in self.asked
        ]

    def shown(self, name: str, value: object) -> str:
        """Return `value` of the field `name` as a person reads it."""
        choices = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(choices.get(str(one), str(one)) for one in values if one) or "–"

    def _choice(self, name: str) -> str:
        return str(self.data.get(f"choice-{name}", ""))

    def _theirs(self, name: str) -> Any:
        return (
            self.fields[name].hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        )

    def _over(self, changed: ChangedMeanwhile) -> Self:
        """Return a form that stands on what `changed` says, and over it what this person changed."""
        mine = [name for name in self.changed_data if name in changed.current and name != "version"]
        asked = [name for name in mine if self._differs(name, changed.current[name])]
        data: MultiValueDict[str, Any] = MultiValueDict({"version": [str(changed.version)], "asked": asked})
        for name in self.fields.keys() & changed.current.keys():
            saved = _values(changed.current[name])
            data.setlist(f"initial-{name}", saved)
            data.setlist(name, _values(self[name].data) if name in mine else saved)
        again = type(self)(data, **self._details)
        again.is_over = True
        again.leave_unchecked()
        again.status = changed.status
        return again

    def _differs(self, name: str, saved: object) -> bool:
        """Whether `saved` is neither what this person typed nor what they saw before."""
        seen = _values(self._theirs(name))
        return _values(saved) not in (_values(self[name].data), seen)


def _all(data: Mapping[str, Any] | None, name: str) -> list[str]:
    return data.getlist(name) if isinstance(data, MultiValueDict) else []


def _values(value: object) -> list[str]:
    """Return what a browser sends for `value`."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else ["" if value is None else str(value)]
