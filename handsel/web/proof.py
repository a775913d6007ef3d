"""Confirm that it is you: a fresh proof, and then on with what was asked, as it was typed (USR-7)."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from handsel.identity.models import User
from handsel.identity.second_step import Means, Shown, prove_again
from handsel.identity.session_models import Session
from handsel.identity.sessions import as_themselves
from handsel.kernel.clock import now
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.known_devices import place_of
from handsel.web.passkey_asking import shown_passkey
from handsel.web.portals import PortalRequest
from handsel.web.proof_form import ProofForm
from handsel.web.refusals import sent_along
from handsel.web.sessions import origin_of, session_of

APP_DIGITS = 6


@anyone
@never_cache
@sensitive_post_parameters()
@require_POST
def proof(request: PortalRequest) -> HttpResponse:
    """Take the proof of whoever is logged in; who is not has nothing to prove it for, and logs in."""
    session = session_of(request)
    if session is None:
        return redirect("/")
    form = ProofForm(request.POST)
    if not form.submit(lambda typed: _prove(request, session, typed)):
        shown = {"form": form, "sent": sent_along(request), "path": request.POST.get("proof-path", "")}
        return render(request, "web/proof.html", shown, status=form.status)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "proof-given"})
    path = form.cleaned_data["path"]
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/")
    # 307 lets the browser send the same once more, to where it was meant for.
    return HttpResponse(status=307, headers={"Location": path if is_ours else "/"})


def _prove(request: PortalRequest, session: Session, typed: dict[str, str]) -> User:
    by = as_themselves(session.user, origin_of(request, Way(session.way)))
    text = typed["shown"]
    if typed["answer"]:
        shown = shown_passkey(request, typed["answer"])
    else:
        is_code = len(text) == APP_DIGITS and text.isdigit()
        shown = Shown(Means.APP_CODE if is_code else Means.PASSWORD, text)
    return prove_again(session_id=session.pk, shown=shown, place=place_of(request), by=by, at=now())
