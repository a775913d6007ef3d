"""A payment that arrived, as staff record it (FUN-1)."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.kernel import chance
from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal
from handsel.ledger.documents import PaidBy
from handsel.orders.receiving import PaymentAboveDue
from handsel.web.announcing import Alike
from handsel.web.forms import HouseForm
from handsel.web.templatetags.money import money_text


class _SureForm(HouseForm):
    """Asks, where a payment looks as one that was entered before, whether it is another."""

    def refuse(self, refusal: Refusal) -> None:
        super().refuse(refusal)
        if isinstance(refusal, Alike):
            self.fields["sure"].widget = forms.CheckboxInput()


class ArrivedForm(_SureForm):
    """What arrived of an announced payment, and when."""

    widths: ClassVar[dict[str, str]] = {"amount": "half", "received_on": "half"}

    amount = forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    received_on = forms.DateField(
        label=_("Date received"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    sure = forms.BooleanField(label=_("This is another payment"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].label = _("Amount in %s") % currency


class FundsForm(_SureForm):
    """`key` is made once for the dialog, so that pressing the button twice credits once."""

    widths: ClassVar[dict[str, str]] = {
        "amount": "half",
        "method": "half",
        "received_on": "half",
        "reference": "half",
    }

    amount = forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    method = forms.ChoiceField(label=_("Payment method"), choices=PaidBy.choices)
    received_on = forms.DateField(
        label=_("Date received"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reference = forms.CharField(
        label=_("Reference"), max_length=100, required=False, help_text=_("What the bank statement says.")
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("The payer reads it, in the mail and on the receipt."),
        widget=forms.Textarea({"rows": 2}),
    )
    mail = forms.BooleanField(label=_("Send the receipt by mail"), required=False)
    sure = forms.BooleanField(label=_("This is another payment"), required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, today: date, **options: Any) -> None:
        options["initial"] = {"received_on": today, "key": chance.secret(), "mail": True}
        super().__init__(*args, **options)
        self.fields["amount"].label = _("Amount in %s") % currency


class OrderPaymentForm(FundsForm):
    """What arrived for one order; what is still due stands there already."""

    def __init__(self, *args: Any, due: Money, today: date) -> None:
        super().__init__(*args, currency=due.currency, today=today)
        self.due = due
        self.initial["amount"] = str(due.decimal)

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, PaymentAboveDue):
            said = _("%s is still to be paid for this order. Enter that, and add what is more to the funds.")
            self.add_error("amount", said % money_text(self.due))
        else:
            super().refuse(refusal)
