"""How buyers can pay, where money is sent, and the words about it, as owners and managers set them (BIL-3)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handsel.accounts.instructions import LONGEST
from handsel.accounts.paying_models import OFFLINE, PaymentMethod, WaysToPay
from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionedForm

NAMES = ("to_customers", "to_resellers", "account_holder", "iban", "bic", "bank_name")


class WaysForm(VersionedForm):
    """What is offered to whom, and the bank account. `used` tells how many buyers pay how."""

    ids = "ways_%s"
    widths: ClassVar[dict[str, str]] = dict.fromkeys(NAMES, "half")
    headings: ClassVar[dict[str, Any]] = {
        "to_customers": gettext_lazy("What you offer"),
        "account_holder": gettext_lazy("Your bank account"),
    }

    to_customers = forms.MultipleChoiceField(
        label=gettext_lazy("To customers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    to_resellers = forms.MultipleChoiceField(
        label=gettext_lazy("To sub-resellers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    account_holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=140, required=False)
    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label=gettext_lazy("BIC"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    bank_name = forms.CharField(label=gettext_lazy("Bank"), max_length=100, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        ways: WaysToPay,
        used: Mapping[tuple[bool, str], int],
        may_change: bool = True,
    ) -> None:
        super().__init__(data, initial={name: getattr(ways, name) for name in (*NAMES, "version")})
        self._details = {"ways": ways, "used": used, "may_change": may_change}
        for name, is_reseller in (("to_customers", False), ("to_resellers", True)):
            self.fields[name].choices = [  # type: ignore[attr-defined]  # a field of choices
                (one.value, _named(one, used.get((is_reseller, one.value), 0))) for one in PaymentMethod
            ]
        for field in self.fields.values():
            field.disabled = not may_change

    def changes(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was typed, by name."""
        return {name: typed[name] for name in NAMES}


def _named(method: PaymentMethod, count: int) -> str:
    label = _(method.label)
    if not count:
        return label
    return f"{label} · " + ngettext("%s buyer pays so", "%s buyers pay so", count) % count


class InstructionsForm(HouseForm):
    """The words about each offline method in one language."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.CharField(max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: WaysToPay, language: str) -> None:
        texts = {method.value: ways.instructions.get(method, {}).get(language, "") for method in OFFLINE}
        super().__init__(*args, initial=texts | {"version": ways.version, "language": language})
        for method in OFFLINE:
            self.fields[method.value] = forms.CharField(
                label=_(method.label),
                required=False,
                max_length=LONGEST + 200,
                widget=forms.Textarea({"rows": 4, "lang": language}),
            )

    @staticmethod
    def changes(typed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the texts typed, by method and language."""
        return {method.value: {typed["language"]: typed[method.value]} for method in OFFLINE}
