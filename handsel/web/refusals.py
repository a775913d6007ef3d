"""How a refusal of the domain is told on a page: as a toast, beside its field, or as a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handsel.kernel.refusal import Refusal


def http_status(refusal: Refusal) -> int:
    """Return the HTTP status that says the same as `refusal`."""
    return refusal.status


def refusal_toast(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the reason, leaving the page as it is: a toast for htmx, else a page that leads back."""
    if not request.headers.get("HX-Request"):
        return render(request, "web/refused.html", {"refusal": refusal}, status=http_status(refusal))
    response = render(request, "web/_toast.html", {"refusal": refusal}, status=http_status(refusal))
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    response["HX-Reselect"] = ".hs-toast"
    return response
