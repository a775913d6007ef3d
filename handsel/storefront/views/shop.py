"""The shop: the front page with the range, and a product that goes into the cart (CAT-1, SHO-1)."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handsel.catalog.offers import Offer
from handsel.catalog.shelf import BELOW
from handsel.orders.placement import PlanWithdrawn
from handsel.orders.wanted import LineWanted, as_wanted, grouped
from handsel.signups.carts import VisitorCartsOff
from handsel.storefront.counter import VisitRequest, at_door, shopper_at, to_buy
from handsel.storefront.forms.cart import AddForm
from handsel.storefront.prices_shown import prices_shown, sum_shown
from handsel.storefront.shelves import (
    Article,
    article_behind_glass,
    article_with,
    furnished,
    shelf_at,
    shelf_for_visitors,
    sought_by,
)
from handsel.storefront.shoppers import Shopper
from handsel.storefront.visitor_counter import ready_to_fill
from handsel.web.answers import done
from handsel.web.prices_sent import tells_of_prices


@at_door
@to_buy
@ready_to_fill
@require_safe
def shop(request: VisitRequest) -> HttpResponse:
    counter, shopper = request.counter, shopper_at(request)
    shelf = shelf_at(counter) if counter else shelf_for_visitors(request.portal)
    search = sought_by(request.GET)
    page = shelf.page(search, request.GET)
    shown = {"search": search, "page": page, "forms": _forms(shopper, page.rows), "shopper": shopper}
    shown["prices"] = prices_shown(shopper, request.portal, _offers(page.rows))
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "shelf":
        return render(request, "storefront/shop/_shelf.html", shown)
    categories = shelf.categories
    chosen = next((one for one in categories if one.path == search.category.partition(BELOW)[0]), None)
    if search.category and (chosen is None or search.category not in chosen.paths):
        raise Http404
    return render(request, "storefront/shop/shop.html", shown | {"categories": categories, "chosen": chosen})


@at_door
@to_buy
@ready_to_fill
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_prices
def product(request: VisitRequest, plan_id: int) -> HttpResponse:
    if not request.counter and not request.portal.shows_prices:
        return _behind_glass(request, plan_id)
    shopper = shopper_at(request)
    article = article_with(shopper, plan_id)
    if article is None:
        return _gone(request)
    begun = _line_of(request, shopper)
    form = AddForm(article, request.POST or None, begun and begun[1], plan_id=plan_id)
    saved = form.submit(lambda typed: _save(shopper, begun and begun[0], form.wanted(typed)))
    if saved is None:
        shown = _shown(request, shopper, form) | {"line_id": begun and begun[0]}
        fragment = "storefront/shop/_buy.html" if request.headers.get("HX-Request") else "storefront/shop/product.html"
        return render(request, fragment, shown, status=form.status)
    said = _("%(product)s lies in your cart.") % {"product": article.shown.product}
    if begun or not request.headers.get("HX-Request"):
        return shopper.carries(done(request, said, "storefront:cart"))
    shown = _shown(request, shopper, AddForm(article)) | {"said": said}
    return shopper.carries(render(request, "storefront/shop/_added.html", shown))


def _shown(request: VisitRequest, shopper: Shopper, form: AddForm) -> dict[str, Any]:
    article = form.article
    prices = prices_shown(shopper, request.portal, [*article.offers, *article.addons])
    sums = sum_shown(shopper, prices, form.counted)
    return {"article": article, "form": form, "prices": prices, "sum": sums, "shopper": shopper}


def _behind_glass(request: VisitRequest, plan_id: int) -> HttpResponse:
    """Show what the product is to who sees no prices; only who logs in can buy it."""
    if request.method == "POST":
        raise VisitorCartsOff(_("Log in to fill a cart."))
    article = article_behind_glass(shopper_at(request), plan_id)
    return render(request, "storefront/shop/product.html", {"article": article}) if article else _gone(request)


def _line_of(request: VisitRequest, shopper: Shopper) -> tuple[int, LineWanted] | None:
    """Return the line of the cart that is changed here, if the address names one that lies there."""
    asked = request.GET.get("line", "")
    lines = grouped(shopper.lying.lines) if asked else []
    return next(((line.pk, as_wanted(line, addons)) for line, addons in lines if str(line.pk) == asked), None)


def _save(shopper: Shopper, line_id: int | None, wanted: LineWanted) -> object:
    return shopper.add_line(wanted) if line_id is None else shopper.change_line(line_id, wanted)


def _gone(request: VisitRequest) -> HttpResponse:
    if request.method == "POST":
        raise PlanWithdrawn(_("This product is no longer sold; choose another."))
    raise Http404


def _offers(articles: Sequence[Article]) -> list[Offer]:
    return [offer for article in articles for offer in article.offers]


def _forms(shopper: Shopper, articles: Sequence[Article]) -> list[tuple[Article, AddForm | None]]:
    return [(article, AddForm(article) if article.offers else None) for article in furnished(shopper, articles)]
