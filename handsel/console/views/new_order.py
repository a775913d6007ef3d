"""Order for a customer from its record: choose, discount, say what there is to say, place it (ORD-10)."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.new_order import AnswersForm, PriceForm, QuantityForm
from handsel.console.new_orders_seen import NewOrder
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.orders.cart import add_one_more, change_line, remove_line
from handsel.orders.manual_prices import clear_manual_price, set_manual_price
from handsel.orders.models import Leg
from handsel.orders.particulars import save_particulars
from handsel.orders.particulars_models import Reached
from handsel.orders.placement import CartChanged, place_order
from handsel.orders.rules import may_buy, may_set_price
from handsel.orders.wanted import LineWanted
from handsel.web.answers import done
from handsel.web.forms import HouseForm
from handsel.web.prices_sent import tells_of_prices
from handsel.web.searches import searched, sought_category

PAGE = "console/new_order/page.html"


@at_desk
@require_GET
def new_order(request: DeskRequest, number: int) -> HttpResponse:
    seen = _of(request, number)
    template = f"{PAGE}#shelf" if request.htmx.target == "shelf" else PAGE
    return render(request, template, _shown(request, seen))


@at_desk
@require_POST
@tells_of_prices
def new_order_add(request: DeskRequest, number: int, plan_id: int) -> HttpResponse:
    """Put the fewest of a plan in, or one step more; where its product asks something or has add-ons, a dialog asks."""
    seen, by, is_asked = _of(request, number), request.desk.actor, "asked" in request.POST
    asked, extras = seen.asked_of(plan_id), seen.extras_of(plan_id)
    asks = seen.may_order and (bool(extras) or any(option.is_required for option in asked))
    form = AnswersForm(request.POST if is_asked or not asks else None, asked=asked, extras=extras)

    def add(_typed: object) -> object:
        wanted = LineWanted(plan_id, options=form.answers, addons=form.addons)
        return add_one_more(buyer_id=seen.account.pk, wanted=wanted, by=by, at=now())

    added = form.submit(add)
    if added and (not request.htmx or is_asked):
        return done_here(request, _("It lies in the order."), "console:new-order", number)
    if added or (form.is_refused_whole and not is_asked):
        return _draft(request, seen, form)
    shown = {"form": form, "account": seen.account, "plan_id": plan_id}
    answer = render(request, "console/new_order/answers.html", shown, status=form.status)
    if not is_asked:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


@at_desk
@require_POST
@tells_of_prices
def new_order_line(request: DeskRequest, number: int, line_id: int) -> HttpResponse:
    """Set how many there are of a line; 0 takes it out."""
    seen, form = _of(request, number), QuantityForm(request.POST)
    done_so = form.submit(lambda typed: _changed(request, seen, line_id, typed["quantity"]))
    if done_so and not request.htmx:
        return redirect("console:new-order", number)
    return _draft(request, seen, form)


def _changed(request: DeskRequest, seen: NewOrder, line_id: int, quantity: int) -> object:
    buyer_id, by, wanted = seen.account.pk, request.desk.actor, seen.wanted(line_id, quantity)
    if quantity and wanted:
        return change_line(buyer_id=buyer_id, line_id=line_id, wanted=wanted, by=by, at=now())
    return remove_line(buyer_id=buyer_id, line_id=line_id, by=by, at=now())


@at_desk
@require_http_methods(["GET", "POST"])
def new_order_answers(request: DeskRequest, number: int, line_id: int) -> HttpResponse:
    """Change what was filled in on a line that lies in the order, and its add-ons."""
    seen, by, line = _of(request, number), request.desk.actor, None
    begun = seen.wanted(line_id)
    if begun is None or (line := seen.line(line_id)) is None or line.plan is None:
        raise Http404
    asked, extras = seen.asked_of(begun.plan_id), seen.extras_of(begun.plan_id)
    form = AnswersForm(request.POST or None, asked=asked, extras=extras, begun=begun)

    def change(_typed: object) -> object:
        wanted = replace(begun, options=form.answers, addons=form.addons)
        return change_line(buyer_id=seen.account.pk, line_id=line_id, wanted=wanted, by=by, at=now())

    if form.submit(change):
        return done_here(request, _("The line is changed."), "console:new-order", number)
    shown = {"form": form, "account": seen.account, "line": line}
    return render(request, "console/new_order/answers.html", shown, status=form.status)


def _draft(request: DeskRequest, seen: NewOrder, form: HouseForm) -> HttpResponse:
    shown = _shown(request, NewOrder(request.desk, seen.account)) | {"refused": form.errors}
    if not request.htmx:
        return render(request, PAGE, shown, status=form.status)
    # A fragment that is not found is not shown; a refusal is.
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"{PAGE}#draft", shown, status=status)


@at_desk
@require_http_methods(["GET", "POST"])
def new_order_price(request: DeskRequest, number: int, line_id: int) -> HttpResponse:
    seen, by = _of(request, number), request.desk.actor
    may_set_price(by).or_refuse()
    line = seen.line(line_id)
    if line is None or line.plan is None:
        raise Http404
    form = PriceForm(request.POST or None, currency=seen.edge.currency)
    if form.submit(lambda _t: set_manual_price(line_id=line_id, wanted=form.wanted, by=by, at=now())):
        return done_here(request, _("The price is set."), "console:new-order", number)
    shown = {"form": form, "line": line, "account": seen.account}
    return render(request, "console/new_order/price.html", shown, status=form.status)


@at_desk
@require_POST
def new_order_usual(request: DeskRequest, number: int, line_id: int) -> HttpResponse:
    """Give a line its usual price back."""
    if _of(request, number).line(line_id) is None:
        raise Http404
    clear_manual_price(line_id=line_id, by=request.desk.actor, at=now())
    return done_here(request, _("The usual price holds again."), "console:new-order", number)


@at_desk
@require_POST
@tells_of_prices
def new_order_said(request: DeskRequest, number: int) -> HttpResponse:
    """Save at once what is said about the order."""
    seen = _of(request, number)
    if seen.cart is None:
        raise Http404
    cart, form, by = seen.cart, seen.form(request.POST), request.desk.actor
    asked: dict[str, Any] = {"reached": Reached.ADDRESS, "by": by, "at": now()}
    form.submit(
        lambda _t: save_particulars(order_id=cart.pk, changes=form.changes, payment_method=form.method, **asked)
    )
    shown = {"form": form, "seen": _of(request, number)}
    return render(request, "console/new_order/_saved.html", shown)


@at_desk
@require_POST
@tells_of_prices
def new_order_place(request: DeskRequest, number: int) -> HttpResponse:
    seen = _of(request, number)
    cart, form, by, mark = seen.cart, seen.form(request.POST), request.desk.actor, request.POST.get("seal", "")
    if cart is None or not seen.is_ready:
        return _has_changed(request, seen)

    def work(typed: dict[str, Any]) -> Leg:
        how = typed["payment_method"]
        return place_order(order_id=cart.pk, changes=form.changes, payment_method=how, seen=mark, by=by, at=now())

    try:
        leg = form.submit(work, (CartChanged,))
    except CartChanged:
        return _has_changed(request, _of(request, number))
    if leg is None:
        return render(request, PAGE, _shown(request, seen) | {"form": form}, status=form.status)
    return done(request, _("Order %s is placed.") % leg.number, "console:order", leg.number)


def _has_changed(request: DeskRequest, seen: NewOrder) -> HttpResponse:
    told = _("The cart or a price has changed since you looked, or was placed. Nothing was ordered; check it.")
    return render(request, PAGE, _shown(request, seen) | {"has_changed": told}, status=409)


def _of(request: DeskRequest, number: int) -> NewOrder:
    account = get_object_or_404(request.desk.accounts, number=number)
    may_buy(request.desk.actor, account.pk).or_refuse()
    return NewOrder(request.desk, account)


def _shown(request: DeskRequest, seen: NewOrder) -> dict[str, Any]:
    page = seen.shelf(request.GET)
    category = sought_category(request.GET)
    return {"seen": seen, "page": page, "text": searched(request.GET), "category": category, "form": seen.form()}
