"""A bank's list of payments, and whether its receipts go out by mail (FUN-1)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class PaymentFileForm(HouseForm):
    """A file with payments."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xlsm,.xls,.ods,.xml"}),
        help_text=_("CSV, Excel, ODS or camt.053, up to 10 MB. Nothing is recorded before you have seen it."),
        error_messages={"required": _("Choose a file of at most 10 MB."), "empty": _("The file is empty.")},
    )


class PaymentRecordForm(HouseForm):
    """Whether the payers get their receipts by mail."""

    mail = forms.BooleanField(label=_("Send the receipts by mail"), required=False)
