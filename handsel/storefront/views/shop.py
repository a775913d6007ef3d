"""The shop: the front page with the range, and a product that goes into the cart (CAT-1, SHO-1)."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handsel.catalog.offers import Offer
from handsel.kernel.clock import now
from handsel.orders.cart import add_line
from handsel.orders.line_models import Line
from handsel.orders.placement import PlanWithdrawn
from handsel.orders.wanted import LineWanted
from handsel.storefront.counter import Counter, CounterRequest, VisitRequest, at_counter, at_door, to_buy
from handsel.storefront.forms.cart import AddForm
from handsel.storefront.prices_shown import ShownPrices, prices_shown
from handsel.storefront.shelves import (
    Article,
    ShelfSearch,
    article_with,
    articles_at,
    articles_behind_glass,
    categories_of,
    page_of_shelf,
)
from handsel.web.answers import done


@at_door
@require_safe
def shop(request: VisitRequest) -> HttpResponse:
    counter = request.counter
    if counter and not counter.may_order:
        return redirect(counter.home)
    articles = articles_at(counter) if counter else articles_behind_glass(request.portal.seller_id)
    search = ShelfSearch.from_params(request.GET)
    page = page_of_shelf(search.within(articles), request.GET)
    shown = {"search": search, "page": page, "categories": categories_of(articles), "forms": _forms(page.rows)}
    shown["prices"] = prices_shown(counter, request.portal, _offers(page.rows))
    is_search = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "shelf"
    return render(request, "storefront/shop/_shelf.html" if is_search else "storefront/shop/shop.html", shown)


@at_counter
@to_buy
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: CounterRequest, plan_id: int) -> HttpResponse:
    article = article_with(request.counter, plan_id)
    if article is None:
        return _gone(request)
    form = AddForm(article.offers, request.POST or None)
    added = form.submit(lambda typed: _add(request.counter, typed["plan"], typed["quantity"]))
    if added is None:
        fragment = "storefront/shop/_buy.html" if request.headers.get("HX-Request") else "storefront/shop/product.html"
        shown = {"article": article, "form": form, "prices": _prices(request, article)}
        return render(request, fragment, shown, status=form.status)
    said = _("%(product)s lies in your cart.") % {"product": article.shown.product}
    if not request.headers.get("HX-Request"):
        return done(request, said, "storefront:cart")
    shown = {"article": article, "form": AddForm(article.offers), "said": said, "prices": _prices(request, article)}
    return render(request, "storefront/shop/_added.html", shown)


def _add(counter: Counter, plan_id: int, quantity: int) -> Line:
    wanted = LineWanted(plan_id, quantity)
    return add_line(buyer_id=counter.buyer_id, wanted=wanted, by=counter.actor, at=now())


def _gone(request: CounterRequest) -> HttpResponse:
    if request.method == "POST":
        raise PlanWithdrawn(_("This product is no longer sold; choose another."))
    raise Http404


def _offers(articles: Sequence[Article]) -> list[Offer]:
    return [offer for article in articles for offer in article.offers]


def _prices(request: CounterRequest, article: Article) -> ShownPrices:
    return prices_shown(request.counter, request.portal, article.offers)


def _forms(articles: Sequence[Article]) -> list[tuple[Article, AddForm | None]]:
    return [(article, AddForm(article.offers) if article.offers else None) for article in articles]
