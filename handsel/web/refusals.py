"""How a refusal of the domain is told on a page: as a toast, beside its field, or as a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handsel.identity.proof import ProofNeeded
from handsel.kernel.refusal import Refusal
from handsel.web.proof_form import ProofForm


def http_status(refusal: Refusal) -> int:
    """Return the HTTP status that says the same as `refusal`."""
    return refusal.status


def refusal_toast(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the reason, leaving the page as it is: a toast for htmx, else a page that leads back.

    Where a fresh proof is what is missing, ask for it instead.
    """
    if isinstance(refusal, ProofNeeded):
        return _ask_for_proof(request)
    if not request.headers.get("HX-Request"):
        return render(request, "web/refused.html", {"refusal": refusal}, status=http_status(refusal))
    response = render(request, "web/_toast.html", {"refusal": refusal}, status=http_status(refusal))
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    response["HX-Reselect"] = ".hs-toast"
    return response


def _ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Ask for a proof over the page as it is; without htmx on a page that keeps what was sent, to send it on."""
    form = ProofForm(initial={"path": request.get_full_path()})
    shown = {"form": form, "sent": [] if request.headers.get("HX-Request") else sent_along(request)}
    response = render(request, "web/proof.html", shown, status=ProofNeeded.status)
    response["X-Proof"] = "needed"
    response["HX-Retarget"] = "#proof"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = "dialog"
    return response


def sent_along(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, by name, without what proves who it is."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{ProofForm.prefix}-")
    ]
