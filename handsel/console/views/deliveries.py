"""The supplier's task list: start, deliver, fail, try again, pay back; one by one or several (ORD-12)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.deliveries_seen import DeliverySearch, SeenDelivery, delivery_page, nothing_in, tabs_of
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.deliveries import DeliverForm, FailForm, GiveBackForm, NoteForm, StartForm
from handsel.console.forms.orders import ReasonForm
from handsel.console.returning import done_here
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.models import Delivery, DeliveryTask
from handsel.deliveries.rules import may_cancel_settled, may_deliver, may_give_back
from handsel.deliveries.working import deliver, fail_deliveries, note_delivery, retry_deliveries, start_deliveries
from handsel.kernel.clock import now
from handsel.web.deliveries_told import ToldDelivery

FORM = ["GET", "POST"]


@at_desk
@require_GET
def deliveries(request: DeskRequest) -> HttpResponse:
    desk, search = request.desk, DeliverySearch.from_params(request.GET)
    shown: dict[str, Any] = {"search": search, "page": delivery_page(desk, search, request.GET)}
    shown |= {"nothing": nothing_in(search), "may_deliver": may_deliver(desk.actor)}
    if not request.htmx:
        shown["tabs"] = tabs_of(desk, search)
    template = "console/deliveries/list.html#rows" if request.htmx else "console/deliveries/list.html"
    return render(request, template, shown)


@at_desk
@require_GET
def delivery(request: DeskRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    shown = {"seen": SeenDelivery(request.desk, task), "told": ToldDelivery(task.delivery)}
    return render(request, "console/deliveries/one.html", shown)


@at_desk
@require_http_methods(FORM)
def deliveries_start(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    return _several(
        request,
        StartForm,
        lambda _form, ids: start_deliveries(delivery_ids=ids, by=desk.actor, at=now()),
        ("start", _("Start"), "player-play", _("Nobody below can cancel the order while you are at it.")),
        lambda count: ngettext("%s delivery is under way.", "%s deliveries are under way.", count),
    )


@at_desk
@require_http_methods(FORM)
def deliveries_deliver(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    return _several(
        request,
        DeliverForm,
        lambda form, ids: deliver(delivery_ids=ids, handed=form.handed, by=desk.actor, at=now()),
        ("deliver", _("Deliver"), "check", ""),
        lambda count: ngettext("%s is delivered.", "%s are delivered.", count),
    )


@at_desk
@require_http_methods(FORM)
def deliveries_fail(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    return _several(
        request,
        FailForm,
        lambda form, ids: fail_deliveries(
            delivery_ids=ids, reason=form.cleaned_data["reason"], by=desk.actor, at=now()
        ),
        ("fail", _("Say that it failed"), "package-off", _("No money moves: try it again, or pay it back.")),
        lambda count: ngettext("%s has failed.", "%s have failed.", count),
    )


@at_desk
@require_http_methods(FORM)
def deliveries_retry(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    return _several(
        request,
        StartForm,
        lambda _form, ids: retry_deliveries(delivery_ids=ids, by=desk.actor, at=now()),
        ("retry", _("Try again"), "refresh", _("It waits on your list again, or your program is told at once.")),
        lambda count: ngettext("%s is tried again.", "%s are tried again.", count),
    )


@at_desk
@require_http_methods(FORM)
def delivery_note(request: DeskRequest, pk: int) -> HttpResponse:
    desk, task = request.desk, _task(request, pk)
    may_deliver(desk.actor).or_refuse()
    form = NoteForm(request.POST or None, initial={"note": task.note})
    if form.submit(lambda typed: note_delivery(delivery_id=pk, text=typed["note"], by=desk.actor, at=now())):
        return done_here(request, _("The note is kept."), "console:deliveries")
    return render(request, "console/deliveries/note.html", {"form": form, "task": task}, status=form.status)


@at_desk
@require_http_methods(FORM)
def delivery_give_back(request: DeskRequest, pk: int) -> HttpResponse:
    desk, task = request.desk, _task(request, pk)
    may_give_back(desk.actor, task.delivery).or_refuse()
    form = GiveBackForm(request.POST or None)
    if form.submit(lambda typed: give_back_line(delivery_id=pk, reason=typed["reason"], by=desk.actor, at=now())):
        return done_here(request, _("The money went back on every edge."), "console:deliveries")
    return render(request, "console/deliveries/give_back.html", {"form": form, "task": task}, status=form.status)


@at_desk
@require_http_methods(FORM)
def order_call_off(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales.select_related("buyer"), number=number)
    may_cancel_settled(desk.actor, leg).or_refuse()
    form = ReasonForm(request.POST or None)
    if form.submit(lambda typed: cancel_settled_order(leg_id=leg.pk, reason=typed["reason"], by=desk.actor, at=now())):
        return done_here(request, _("Order %s is canceled; the money went back.") % number, "console:order", number)
    return render(request, "console/deliveries/call_off.html", {"form": form, "leg": leg}, status=form.status)


def _several(
    request: DeskRequest,
    form_class: type[StartForm],
    work: Callable[[Any, list[int]], list[Delivery]],
    words: tuple[str, str, str, str],
    said: Callable[[int], str],
) -> HttpResponse:
    """Ask in a dialog, and do `work` with the chosen. `words`: the end of the URL name, button, icon, a sentence."""
    may_deliver(request.desk.actor).or_refuse()
    ids = (request.POST if request.method == "POST" else request.GET).getlist("delivery")
    form = form_class(request.POST or None, ids=ids)
    done = form.submit(lambda typed: work(form, typed["delivery"]))
    if done:
        return done_here(request, said(len(done)) % len(done), "console:deliveries")
    named = _tasks(request).filter(delivery__in=form.chosen).order_by("pk")
    deed, submit, icon_name, foot = words
    shown = {"form": form, "chosen": named, "action": f"console:deliveries-{deed}", "submit": submit}
    shown |= {"icon_name": icon_name, "foot": foot}
    return render(request, "console/deliveries/several.html", shown, status=form.status)


def _tasks(request: DeskRequest) -> Any:
    return request.desk.delivery_tasks.select_related("buyer", "delivery__leg", "delivery__leg_line")


def _task(request: DeskRequest, pk: int) -> DeliveryTask:
    found: DeliveryTask = get_object_or_404(_tasks(request), delivery=pk)
    return found
