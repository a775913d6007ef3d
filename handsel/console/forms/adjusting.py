"""Credits, debits and payouts as staff ask for them, and the limit above which a second person confirms (FUN-3)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.kernel import chance
from handsel.kernel.refusal import Refusal
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.refusals import CreditInUse
from handsel.web.forms import HouseForm

_AMOUNT = {"inputmode": "decimal", "autocomplete": "off"}


class MovementForm(HouseForm):
    """How much and why. `key` is made once for the dialog, so that pressing the button twice moves once."""

    amount = forms.CharField(max_length=30, widget=forms.TextInput(_AMOUNT))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The buyer reads it on the statement."),
        widget=forms.Textarea({"rows": 2}),
    )
    key = forms.CharField(max_length=70, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        options["initial"] = {"key": chance.secret()} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["amount"].label = _("Amount in %s") % currency


class AdjustForm(MovementForm):
    """A credit note or a debit note."""

    field_order = ["kind", "amount", "reason"]

    kind = forms.ChoiceField(
        label=_("Document"),
        choices=[
            (Document.CREDIT_NOTE, _("Credit note: the buyer gets it")),
            (Document.DEBIT_NOTE, _("Debit note: the buyer is charged")),
        ],
        initial=Document.CREDIT_NOTE,
        widget=forms.RadioSelect,
    )


class PayOutForm(MovementForm):
    """Money that leaves: to where and by which way."""

    widths: ClassVar[dict[str, str]] = {"amount": "half", "method": "half"}
    field_order = ["amount", "method", "reference", "reason"]

    method = forms.ChoiceField(label=_("Paid out by"), choices=PaidBy.choices)
    reference = forms.CharField(
        label=_("Reference"), max_length=100, required=False, help_text=_("What you wrote on the transfer.")
    )


class LimitsForm(HouseForm):
    """What a buyer may use beyond its balance, and when it is warned."""

    widths: ClassVar[dict[str, str]] = {"credit_limit": "half", "low_balance": "half"}

    credit_limit = forms.CharField(
        max_length=30, widget=forms.TextInput(_AMOUNT), help_text=_("What can be spent beyond the balance.")
    )
    low_balance = forms.CharField(
        max_length=30,
        required=False,
        widget=forms.TextInput(_AMOUNT),
        help_text=_("A mail goes out, once, when less is available. Empty for never."),
    )
    below_use = forms.BooleanField(
        label=_("Nothing can be spent until enough is paid in"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credit_limit"].label = _("Credit limit in %s") % currency
        self.fields["low_balance"].label = _("Warn below, in %s") % currency

    def refuse(self, refusal: Refusal) -> None:
        """Where more is used than the new limit, ask whether that is meant."""
        super().refuse(refusal)
        if isinstance(refusal, CreditInUse):
            self.fields["below_use"].widget = forms.CheckboxInput()


class LimitForm(HouseForm):
    """Above which amount two people are needed."""

    limit = forms.CharField(
        max_length=30,
        widget=forms.TextInput(_AMOUNT),
        help_text=_("Up to this amount one person is enough. 0 asks for two people always."),
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["limit"].label = _("Amount in %s") % currency


class DeclineForm(HouseForm):
    """Why not; whoever asked reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; whoever asked reads it.")},
        help_text=_("Whoever asked reads it."),
    )
