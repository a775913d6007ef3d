"""The terms under which this portal sells, for everybody to read before they buy (SHO-4)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from handsel.accounts.terms import last_terms
from handsel.storefront.counter import VisitRequest, at_door
from handsel.web.plain_words import blocks_of


@at_door
@require_safe
def terms(request: VisitRequest) -> HttpResponse:
    found = request.portal.terms
    published = last_terms(request.portal.seller_id) if found else None
    if published is None:
        raise Http404
    if published.url:
        return redirect(published.url)
    shown = {"terms": published, "blocks": list(blocks_of(published.text))}
    return render(request, "storefront/terms/terms.html", shown)
