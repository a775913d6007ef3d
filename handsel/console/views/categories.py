"""The categories of the range: names, order, merged and removed (CAT-1)."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.categories import (
    add_category,
    categories_of,
    change_category,
    merge_category,
    order_categories,
    remove_category,
)
from handsel.catalog.models import Category
from handsel.catalog.rules import may_offer_products
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import CategoryForm, ConfirmForm, MergeForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now

FORM = ["GET", "POST"]
HOME = "console:categories"


@at_desk
@require_GET
def categories(request: DeskRequest) -> HttpResponse:
    found = categories_of(request.desk.seller_id).annotate(count=Count("products"))
    shown = {"categories": found, "may_offer": may_offer_products(request.desk.actor)}
    return render(request, "console/categories/categories.html", shown)


@at_desk
@require_http_methods(FORM)
def category_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    form = CategoryForm(request.POST or None, above=_above(desk))
    added = form.submit(lambda typed: add_category(**typed, by=desk.actor, at=now()))
    if added:
        return done_here(request, _("%s is added.") % added.name, HOME)
    return render(request, "console/categories/new.html", {"form": form}, status=form.status)


@at_desk
@require_http_methods(FORM)
def category_edit(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(categories_of(desk.seller_id), pk=pk)
    initial = {"name": found.name, "parent_id": found.parent_id}
    form = CategoryForm(request.POST or None, above=_above(desk, pk), initial=initial)
    if form.submit(lambda typed: change_category(category_id=pk, **typed, by=desk.actor, at=now())):
        return done_here(request, _("The category is changed."), HOME)
    return render(request, "console/categories/edit.html", {"form": form, "category": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def category_merge(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(categories_of(desk.seller_id), pk=pk)
    others = [(one.pk, one.path) for one in categories_of(desk.seller_id) if one.pk != pk]
    form = MergeForm(request.POST or None, others=others)
    into = form.submit(
        lambda typed: merge_category(category_id=pk, into_id=typed["into_category_id"], by=desk.actor, at=now())
    )
    if into:
        return done_here(request, _("All of it stands in %s now.") % into.name, HOME)
    return render(request, "console/categories/merge.html", {"form": form, "category": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def category_remove(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_offer_products(desk.actor).or_refuse()
    found = get_object_or_404(categories_of(desk.seller_id), pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: _remove(desk, pk)):
        return done_here(request, _("%s is removed.") % found.name, HOME)
    return render(request, "console/categories/remove.html", {"form": form, "category": found}, status=form.status)


@at_desk
@require_POST
def category_up(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(categories_of(desk.seller_id), pk=pk)
    known = [one.pk for one in categories_of(desk.seller_id)]
    beside = [one.pk for one in categories_of(desk.seller_id) if one.parent_id == found.parent_id]
    place = beside.index(pk)
    if place:
        known.remove(pk)
        known.insert(known.index(beside[place - 1]), pk)
    order_categories(category_ids=known, by=desk.actor, at=now())
    return done_here(request, _("The order is changed."), HOME)


def _merge(desk: Desk, pk: int, into_id: int) -> Category:
    return merge_category(category_id=pk, into_id=into_id, by=desk.actor, at=now())


def _remove(desk: Desk, pk: int) -> bool:
    remove_category(category_id=pk, by=desk.actor, at=now())
    return True


def _above(desk: Desk, but: int = 0) -> list[tuple[int, str]]:
    return [(one.pk, one.name) for one in categories_of(desk.seller_id) if one.parent_id is None and one.pk != but]
