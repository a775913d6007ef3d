"""Orders as lists: of one account, as a workbook, several decided at once, mails again (ORD-1, ORD-3, ORD-7)."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.models import Account
from handsel.console.accepting import check_of
from handsel.console.carts_seen import carts_of
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.orders import ChosenForm, ChosenReasonForm
from handsel.console.order_chain import fundings_together
from handsel.console.order_rows import account_rows
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.sold_orders import filter_choices, order_page, searched_orders
from handsel.console.workbooks import workbook
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.orders.deciding import Decided, approve_orders, reject_orders
from handsel.orders.mailing import send_order_mail_again
from handsel.orders.models import Leg
from handsel.orders.receiving import received_for
from handsel.orders.rules import may_approve, may_decide_orders
from handsel.reports.lists import SHORT
from handsel.reports.order_files import start_order_file
from handsel.reports.order_sheets import FILE_NAME, OrderListWanted, short_order_file
from handsel.web.refusals import refusal_toast


@at_desk
@require_GET
def account_orders(request: DeskRequest, number: int) -> HttpResponse:
    record, search = record_of(request.desk, number, "account-orders"), searched_orders(request.GET)
    page = order_page(request.desk, search, request.GET, request.desk.sales.filter(buyer=record.account))
    # What is not placed yet stands before what is: above the first page, and nothing can be narrowed to it.
    carts = [] if page.before or search.narrowed else carts_of(request.desk, record.account, search.text)
    shown = {"search": search, "page": page, "rows": account_rows(page.rows), "carts": carts}
    shown |= {"choices": filter_choices(), "account": record.account}
    if request.htmx:
        return render(request, "console/accounts/orders.html#rows", shown)
    return render(request, "console/accounts/orders.html", shown | {"record": record})


@at_desk
@require_http_methods(["GET", "POST"])
def account_orders_excel(request: DeskRequest, number: int) -> HttpResponseBase:
    return _workbook(request, get_object_or_404(request.desk.accounts, number=number))


@at_desk
@require_http_methods(["GET", "POST"])
def orders_excel(request: DeskRequest) -> HttpResponseBase:
    return _workbook(request, None)


def _workbook(request: DeskRequest, account: Account | None) -> HttpResponseBase:
    by, at, search = request.desk.actor, now(), searched_orders(request.GET)
    wanted = OrderListWanted(search, request.portal.zone.key, account.number if account else None)
    return workbook(
        request,
        FILE_NAME,
        is_short=lambda: wanted.is_short(by),
        file=lambda: short_order_file(wanted, by=by, at=at),
        start=lambda: start_order_file(wanted=wanted, by=by, at=at),
        offer=lambda: render(
            request, "console/orders/excel.html", {"short": SHORT, "name": FILE_NAME, "account": account}
        ),
    )


@at_desk
@require_http_methods(["GET", "POST"])
def orders_accept(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_decide_orders(desk.actor).or_refuse()
    legs = _chosen(request)
    able = [leg for leg in legs if may_approve(desk.actor, leg)]
    offered = legs if request.method == "POST" else able
    form = ChosenForm(request.POST or None, numbers=[leg.number for leg in offered])
    decided = form.submit(lambda _typed: approve_orders(legs=legs, by=desk.actor, at=now()))
    if decided:
        said = ngettext("%s order is accepted.", "%s orders are accepted.", _done(decided))
        return _answer(request, said, decided)
    check = check_of(desk, able[0]) if len(able) == 1 else None
    shown = {"form": form, "legs": able, "fundings": fundings_together(desk, able), "check": check}
    shown["left_out"] = [may_approve(desk.actor, leg).reason for leg in legs if leg not in able]
    return render(request, "console/orders/accept_many.html", shown, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def orders_cancel(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_decide_orders(desk.actor).or_refuse()
    legs = _chosen(request)
    form = ChosenReasonForm(request.POST or None, numbers=[leg.number for leg in legs])
    decided = form.submit(lambda typed: reject_orders(legs=legs, reason=typed["reason"], by=desk.actor, at=now()))
    if decided:
        said = ngettext("%s order is canceled.", "%s orders are canceled.", _done(decided))
        return _answer(request, said, decided)
    shown = {"form": form, "legs": legs, "received": bool(received_for(legs))}
    return render(request, "console/orders/cancel_many.html", shown, status=form.status)


@at_desk
@require_POST
def order_mail(request: DeskRequest, number: str) -> HttpResponse:
    leg = get_object_or_404(request.desk.sales, number=number)
    try:
        send_order_mail_again(leg_id=leg.pk, by=request.desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done_here(request, _("The mail about order %s is on its way.") % number, "console:order", number)


def _chosen(request: DeskRequest) -> list[Leg]:
    """Return the orders that were chosen, the oldest first; where one of them is unknown, there is no such page."""
    numbers = set((request.POST if request.method == "POST" else request.GET).getlist("chosen"))
    legs = list(request.desk.sales.filter(number__in=numbers).select_related("buyer").order_by("placed_at", "pk"))
    if len(legs) < len(numbers):
        raise Http404
    return legs


def _done(decided: Sequence[Decided]) -> int:
    return sum(one.refusal is None for one in decided)


def _answer(request: DeskRequest, said: str, decided: Sequence[Decided]) -> HttpResponse:
    """Lead back and say `said` with how many were done, and, each in a line, why the others were not."""
    whys = [f"{one.leg.number}: {one.refusal}" for one in decided if one.refusal]
    return done_here(request, "\n".join([said % _done(decided), *whys]), "console:orders", is_all=not whys)
