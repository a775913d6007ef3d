"""The taxes of one buyer: its number and what came of checking it, an exemption, how it is taxed (CAT-4)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.models import Account
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.tax import ByHandForm, ExemptForm
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.tax_seen import see_buyer
from handsel.kernel.clock import now
from handsel.tax.buyers import Exemption, buyer_tax_of, end_exemption, exempt_buyer
from handsel.tax.numbers import ask_for_check, note_check_by_hand
from handsel.tax.rules import may_decide_buyers_tax
from handsel.web.forms import HouseForm

FORM = ["GET", "POST"]


@at_desk
@require_GET
def account_tax(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-tax")
    shown = {
        "record": record,
        "seen": see_buyer(desk, record.account, now()),
        "may_decide": may_decide_buyers_tax(desk.actor),
    }
    return render(request, "console/accounts/tax.html", shown)


@at_desk
@require_http_methods(FORM)
def account_exempt(request: DeskRequest, number: int) -> HttpResponse:
    account = _buyer(request, number)
    known = buyer_tax_of(account)
    now_so = {"reason": known.exempt_reason, "certificate": known.exempt_certificate, "until": known.exempt_until}
    form = ExemptForm(request.POST or None, initial=now_so)
    return _answered(
        request, account, form, "exempt",
        lambda typed: exempt_buyer(
            account_id=account.pk, exemption=Exemption(**typed), by=request.desk.actor, at=now()
        ),
        _("No tax is charged to %s from now on."),
    )  # fmt: skip


@at_desk
@require_http_methods(FORM)
def account_charge_again(request: DeskRequest, number: int) -> HttpResponse:
    account = _buyer(request, number)
    return _answered(
        request, account, ConfirmForm(request.POST or None), "charge",
        lambda _typed: end_exemption(account_id=account.pk, by=request.desk.actor, at=now()),
        _("%s is charged tax again."),
    )  # fmt: skip


@at_desk
@require_POST
def account_check_number(request: DeskRequest, number: int) -> HttpResponse:
    account = _buyer(request, number)
    ask_for_check(account_id=account.pk, by=request.desk.actor, at=now())
    return done_here(request, _("The number is being checked; look again in a moment."), "console:account-tax", number)


@at_desk
@require_http_methods(FORM)
def account_checked_by_hand(request: DeskRequest, number: int) -> HttpResponse:
    account = _buyer(request, number)
    form = ByHandForm(request.POST or None, initial={"number": account.tax_number})
    return _answered(
        request, account, form, "by_hand",
        lambda typed: note_check_by_hand(
            account_id=account.pk, number=typed["number"], is_valid=typed["found"], reference=typed["reference"],
            by=request.desk.actor, at=now(),
        ),
        _("What you found out about the number of %s is noted."),
    )  # fmt: skip


def _buyer(request: DeskRequest, number: int) -> Account:
    may_decide_buyers_tax(request.desk.actor).or_refuse()
    return get_object_or_404(request.desk.accounts, number=number)


def _answered(
    request: DeskRequest,
    account: Account,
    form: HouseForm,
    dialog: str,
    work: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    if form.submit(work):
        return done_here(request, said % account.name, "console:account-tax", account.number)
    return render(request, f"console/tax/{dialog}.html", {"form": form, "account": account}, status=form.status)
