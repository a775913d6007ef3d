"""The New Customer dialog: a name and an e-mail are enough, everything else is one click away (ACC-2)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from handsel.console.forms.accounts import AccountForm

QUICK = frozenset({"company_name", "contact_name", "email"})


class CustomerForm(AccountForm):
    """The full customer form. What the reseller made mandatory stands with the quick fields, the rest below them.

    A currency is asked for only where the reseller trades in several.
    """

    template_name = "console/customers/_fields.html"

    currency = forms.ChoiceField(label=_("Currency of the wallet"), required=False)

    def __init__(self, *args: Any, currencies: Sequence[str] = (), **options: Any) -> None:
        self.needed: frozenset[str] = options.get("needed", frozenset())
        super().__init__(*args, **options)
        if len(currencies) > 1:
            self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        else:
            del self.fields["currency"]

    @property
    def quick(self) -> list[BoundField]:
        """What always has to be seen."""
        return [field for field in self.visible_fields() if field.name in QUICK | self.needed]

    @property
    def more(self) -> list[BoundField]:
        """What can be told as well."""
        return [field for field in self.visible_fields() if field.name not in QUICK | self.needed]

    @property
    def is_open(self) -> bool:
        """Whether something of the rest was filled in, or is wrong, or was left open by the person."""
        if not self.is_bound:
            return False
        told = (field for field in self.more if field.name != "currency")
        return bool(self.data.get("more")) or any(field.errors or field.data for field in told)


CustomerForm.widths = AccountForm.widths | {"currency": "half"}
