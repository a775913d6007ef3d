"""How an account pays, changed in a dialog (ORD-4)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from handsel.accounts.payment import methods_for, set_payment_method
from handsel.accounts.rules import may_manage_accounts
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.forms import HouseForm


class PaymentForm(HouseForm):
    """One of the methods that the account can use."""

    method = forms.ChoiceField(label=gettext_lazy("Payment method"), widget=forms.RadioSelect)


@at_desk
@require_http_methods(["GET", "POST"])
def account_payment_method(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    edge = get_object_or_404(desk.edges, buyer=account)
    form = PaymentForm(request.POST or None, initial={"method": edge.payment_method})
    form.fields["method"].choices = [(one.value, _(one.label)) for one in methods_for(account)]  # type: ignore[attr-defined]
    saved = form.submit(
        lambda typed: set_payment_method(account_id=account.pk, method=typed["method"], by=desk.actor, at=now())
    )
    if saved:
        said = _("The payment method is now: %s.") % saved.get_payment_method_display()
        return done_here(request, said, "console:account", number)
    shown = {"form": form, "account": account}
    return render(request, "console/accounts/payment_method.html", shown, status=form.status)
