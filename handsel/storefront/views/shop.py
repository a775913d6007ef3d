"""The shop: the front page with the range, and a product that goes into the cart (CAT-1, SHO-1)."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handsel.catalog.offers import Offer
from handsel.kernel.clock import now
from handsel.orders.cart import add_line, change_line
from handsel.orders.line_models import Line
from handsel.orders.placement import PlanWithdrawn
from handsel.orders.wanted import LineWanted, as_wanted, grouped
from handsel.storefront.counter import Counter, CounterRequest, VisitRequest, at_counter, at_door, to_buy
from handsel.storefront.forms.cart import AddForm
from handsel.storefront.prices_sent import tells_of_prices
from handsel.storefront.prices_shown import ShownPrices, prices_shown
from handsel.storefront.shelves import Article, article_with, furnished, shelf_at, shelf_for_visitors, sought_by
from handsel.web.answers import done


@at_door
@require_safe
def shop(request: VisitRequest) -> HttpResponse:
    counter = request.counter
    if counter and not counter.may_order:
        return redirect(counter.home)
    shelf = shelf_at(counter) if counter else shelf_for_visitors(request.portal)
    search = sought_by(request.GET)
    page = shelf.page(search, request.GET)
    shown = {"search": search, "page": page, "forms": _forms(counter, page.rows)}
    shown["prices"] = prices_shown(counter, request.portal, _offers(page.rows))
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "shelf":
        return render(request, "storefront/shop/_shelf.html", shown)
    return render(request, "storefront/shop/shop.html", shown | {"categories": shelf.categories})


@at_counter
@to_buy
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_prices
def product(request: CounterRequest, plan_id: int) -> HttpResponse:
    article = article_with(request.counter, plan_id)
    if article is None:
        return _gone(request)
    begun = _line_of(request)
    form = AddForm(article, request.POST or None, begun and begun[1])
    saved = form.submit(lambda typed: _save(request.counter, begun and begun[0], form.wanted(typed)))
    is_part = request.headers.get("HX-Request")
    shown = {"article": article, "form": form, "line_id": begun and begun[0]}
    shown["prices"] = _prices(request, article)
    if saved is None:
        fragment = "storefront/shop/_buy.html" if is_part else "storefront/shop/product.html"
        return render(request, fragment, shown, status=form.status)
    said = _("%(product)s lies in your cart.") % {"product": article.shown.product}
    if begun or not is_part:
        return done(request, said, "storefront:cart")
    return render(request, "storefront/shop/_added.html", shown | {"form": AddForm(article), "said": said})


def _line_of(request: CounterRequest) -> tuple[int, LineWanted] | None:
    """Return the line of the cart that is changed here, if the address names one that lies there."""
    asked = request.GET.get("line", "")
    lines = grouped(request.counter.cart.lines.all()) if asked and request.counter.cart else []
    return next(((line.pk, as_wanted(line, addons)) for line, addons in lines if str(line.pk) == asked), None)


def _save(counter: Counter, line_id: int | None, wanted: LineWanted) -> Line:
    buyer_id, by, at = counter.buyer_id, counter.actor, now()
    if line_id is None:
        return add_line(buyer_id=buyer_id, wanted=wanted, by=by, at=at)
    return change_line(buyer_id=buyer_id, line_id=line_id, wanted=wanted, by=by, at=at)


def _gone(request: CounterRequest) -> HttpResponse:
    if request.method == "POST":
        raise PlanWithdrawn(_("This product is no longer sold; choose another."))
    raise Http404


def _offers(articles: Sequence[Article]) -> list[Offer]:
    return [offer for article in articles for offer in article.offers]


def _prices(request: CounterRequest, article: Article) -> ShownPrices:
    return prices_shown(request.counter, request.portal, [*article.offers, *article.addons])


def _forms(counter: Counter | None, articles: Sequence[Article]) -> list[tuple[Article, AddForm | None]]:
    articles = furnished(counter, articles) if counter else articles
    return [(article, AddForm(article) if counter and article.offers else None) for article in articles]
