"""Forms of what two people may change at once: both values are shown, and the person chooses (ACC-5)."""

from collections.abc import Callable
from copy import copy
from typing import Any, Self, TypeVar

from django import forms
from django.utils.translation import gettext as _

from handsel.accounts.versions import ChangedMeanwhile
from handsel.web.forms import HouseForm

T = TypeVar("T")


class VersionedForm(HouseForm):
    """A form that carries along which version the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def attempt(self, work: Callable[[dict[str, Any]], T]) -> tuple[Self, T | None]:
        """Return the form to show, and what `work` made of the values typed.

        Where somebody else was faster, the form still holds what this person typed, names beside each field what was
        saved meanwhile, and goes on from there: sent again it is meant.
        """
        try:
            return self, self.submit(
                lambda typed: work(typed | {"version": typed["version"] or 0}), (ChangedMeanwhile,)
            )
        except ChangedMeanwhile as changed:
            return self._over(changed), None

    def _over(self, changed: ChangedMeanwhile) -> Self:
        data: Any = copy(self.data)  # of a request's data the copy can be changed
        data["version"] = str(changed.version)
        again = type(self)(data)
        again.is_valid()
        typed = dict(again.cleaned_data)
        again.add_error(None, str(changed))
        for name in typed.keys() & changed.current.keys():
            if typed[name] != changed.current[name]:
                again.add_error(name, _("Saved meanwhile: %s") % again.shown(name, changed.current[name]))
        again.status = changed.status
        return again

    def shown(self, name: str, value: object) -> str:
        """Return `value` of the field `name` as a person reads it."""
        choices = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(choices.get(str(one), str(one)) for one in values if one) or "–"
