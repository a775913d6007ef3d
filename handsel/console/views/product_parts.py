"""The parts of a product: how it is charged, what it asks, how it looks (CAT-1)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.catalog.alterations import PlanAltered, PlanWithdrawn
from handsel.catalog.models import Plan
from handsel.catalog.option_models import OptionKind, ProductOption
from handsel.catalog.options import OptionDetails, add_option, change_option, move_option, remove_option
from handsel.catalog.pictures import LIMITS, add_pictures, describe_picture, move_picture, remove_picture
from handsel.catalog.plans import add_plan, change_plan, withdraw_plan
from handsel.catalog.products import PlanDetails
from handsel.catalog.rules import may_offer_products
from handsel.console.altering import Altering
from handsel.console.choices import codes_for
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import AlternativeForm, OptionForm, PicturesForm, PlanChangeForm, PlanForm
from handsel.console.forms.periods import typed_period
from handsel.console.forms.prices import WithdrawalForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.web.amounts import typed_money

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def plan_new(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(desk.products, pk=pk)
    form = PlanForm(request.POST or None, currencies=codes_for(request), initial={"is_addon": "addon" in request.GET})
    if form.submit(lambda typed: add_plan(product_id=pk, plan=_plan(typed), by=desk.actor, at=now())):
        return done_here(request, _("The plan is added."), "console:product", pk)
    return render(request, "console/catalog/plan_new.html", {"form": form, "product": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def plan_edit(request: DeskRequest, pk: int, plan_id: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    plan = get_object_or_404(Plan, seller_id=desk.seller_id, product_id=pk, pk=plan_id)
    codes = list(dict.fromkeys([plan.currency, *codes_for(request)]))
    form = PlanChangeForm(request.POST or None, currencies=codes, initial=_as_typed(plan))
    altering = Altering(
        request,
        form,
        lambda typed: PlanAltered(plan_id, _plan(typed), typed["version"] or 0),
        lambda typed: _change_plan(desk, plan_id, typed),
    )
    if altering.saved:
        return altering.answer(_("The plan is changed; later orders follow."), "console:product", pk)
    shown = altering.shown | {"plan": plan}
    return render(request, "console/catalog/plan_edit.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def plan_withdraw(request: DeskRequest, pk: int, plan_id: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    plan = get_object_or_404(Plan, seller_id=desk.seller_id, product_id=pk, pk=plan_id)
    form, altered = WithdrawalForm(request.POST or None), PlanWithdrawn(plan_id)
    altering = Altering(
        request,
        form,
        lambda _typed: altered,
        lambda _typed: withdraw_plan(plan_id=plan_id, is_withdrawn=True, by=desk.actor, at=now()),
    )
    if altering.saved:
        return altering.answer(_("%s is sold no more.") % plan.name, "console:product", pk)
    altering.show_or_why_not(altered)
    shown = altering.shown | {"name": plan.name, "action": request.path}
    return render(request, "console/catalog/withdraw.html", shown, status=form.status)


@at_desk
@require_POST
def plan_put_back(request: DeskRequest, pk: int, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(Plan, seller_id=request.desk.seller_id, product_id=pk, pk=plan_id)
    withdraw_plan(plan_id=plan.pk, is_withdrawn=False, by=request.desk.actor, at=now())
    return done_here(request, _("%s is sold again.") % plan.name, "console:product", pk)


def _plan(typed: dict[str, Any]) -> PlanDetails:
    same = ("name", "currency", "is_addon", "unit", "quantity_min", "quantity_max", "quantity_step")
    cost = typed_money(typed["cost"], typed["currency"], field="cost")
    period = typed_period(typed["period_count"], typed["period_unit"])
    return PlanDetails(period=period, cost_minor=cost.minor, **{name: typed[name] for name in same})


def _change_plan(desk: Desk, plan_id: int, typed: dict[str, Any]) -> Plan:
    version = typed["version"] or 0
    return change_plan(plan_id=plan_id, plan=_plan(typed), version=version, by=desk.actor, at=now())


def _as_typed(plan: Plan) -> dict[str, Any]:
    same = (
        "name", "currency", "is_addon", "unit", "quantity_min", "quantity_max", "quantity_step", "version",
        "period_unit",
    )  # fmt: skip
    cost = f"{Money(plan.cost_minor, plan.currency).decimal:f}"
    return {name: getattr(plan, name) for name in same} | {"cost": cost, "period_count": plan.period_count or 1}


@at_desk
@require_http_methods(FORM)
def option_new(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(desk.products, pk=pk)
    form = OptionForm(request.POST or None)
    if form.submit(lambda typed: add_option(product_id=pk, option=_option(typed), by=desk.actor, at=now())):
        return done_here(request, _("It is asked for from now on."), "console:product", pk)
    return render(request, "console/catalog/option_new.html", {"form": form, "product": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def option_edit(request: DeskRequest, pk: int, option_id: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    option = get_object_or_404(ProductOption, seller_id=desk.seller_id, product_id=pk, pk=option_id)
    initial = {name: getattr(option, name) for name in ("label", "kind", "is_required", "help_text", "version")}
    form = OptionForm(request.POST or None, initial=initial | {"choices": "\n".join(option.choices)})
    if form.submit(lambda typed: _change_option(desk, option_id, typed)):
        return done_here(request, _("What is asked for is changed."), "console:product", pk)
    return render(request, "console/catalog/option_edit.html", {"form": form, "option": option}, status=form.status)


def _change_option(desk: Desk, option_id: int, typed: dict[str, Any]) -> ProductOption:
    version = typed["version"] or 0
    return change_option(option_id=option_id, option=_option(typed), version=version, by=desk.actor, at=now())


def _option(typed: dict[str, Any]) -> OptionDetails:
    choices = typed["choices"].splitlines()
    same = {name: typed[name] for name in ("label", "is_required", "help_text")}
    return OptionDetails(kind=OptionKind(typed["kind"]), choices=choices, **same)


@at_desk
@require_POST
def option_deed(request: DeskRequest, pk: int, option_id: int, deed: str) -> HttpResponse:
    desk = request.desk
    option = get_object_or_404(desk.products, pk=pk).options.filter(pk=option_id).first()
    work = {"move": move_option, "remove": remove_option}.get(deed)
    if option is None or work is None:
        raise Http404
    work(option_id=option.pk, by=desk.actor, at=now())
    return done_here(request, _("What is asked for is changed."), "console:product", pk)


@at_desk
@require_http_methods(FORM)
def picture_new(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(desk.products, pk=pk)
    form = PicturesForm(request.POST or None, request.FILES or None)
    files = [file.read(LIMITS.file_bytes + 1) for file in request.FILES.getlist("pictures")]
    added = form.submit(
        lambda typed: (
            add_pictures(product_id=pk, files=files, alternative=typed["alternative"], by=desk.actor, at=now()) or True
        )
    )
    if added:
        return done_here(request, _("The pictures are shown from now on."), "console:product", pk)
    return render(request, "console/catalog/picture_new.html", {"form": form, "product": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def picture_edit(request: DeskRequest, pk: int, picture_id: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    picture = get_object_or_404(get_object_or_404(desk.products, pk=pk).pictures, pk=picture_id)
    form = AlternativeForm(request.POST or None, initial={"alternative": picture.alternative})
    if form.submit(lambda typed: describe_picture(picture_id=picture_id, **typed, by=desk.actor, at=now())):
        return done_here(request, _("The picture is described."), "console:product", pk)
    return render(request, "console/catalog/picture_edit.html", {"form": form, "picture": picture}, status=form.status)


@at_desk
@require_POST
def picture_deed(request: DeskRequest, pk: int, picture_id: int, deed: str) -> HttpResponse:
    desk = request.desk
    picture = get_object_or_404(get_object_or_404(desk.products, pk=pk).pictures, pk=picture_id)
    work = {"move": move_picture, "remove": remove_picture}.get(deed)
    if work is None:
        raise Http404
    work(picture_id=picture.pk, by=desk.actor, at=now())
    return done_here(request, _("The pictures are changed."), "console:product", pk)
