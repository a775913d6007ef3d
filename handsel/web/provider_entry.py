"""Sign in through an outside provider: there, back, and in or a word why not (USR-7)."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from handsel.identity.models import User
from handsel.identity.openid import (
    ProviderFailed,
    Question,
    address_to_ask,
    claims_for,
    discover,
    new_question,
)
from handsel.identity.provider_models import SignInProvider
from handsel.identity.providers import NotVouchedFor, client_of, sign_in_through
from handsel.identity.session_models import Proof
from handsel.kernel.clock import now
from handsel.kernel.isolation import reading_paused
from handsel.kernel.refusal import Refusal
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.entering import FACES, HOMES, lead_in
from handsel.web.portals import PortalRequest
from handsel.web.sessions import portal_of, safe_next

log = logging.getLogger(__name__)

_KEPT = "sign_in_through"
LASTS = timedelta(minutes=10)


def providers_of(request: PortalRequest, way: Way) -> QuerySet[SignInProvider]:
    """Return the providers that the log-in page of a face offers."""
    offered = SignInProvider.objects.filter(seller_id=request.portal.seller_id).order_by("name")
    return offered.filter(for_console=True) if way == Way.CONSOLE else offered.filter(for_storefront=True)


@anyone
@never_cache
@require_GET
def provider_start(request: PortalRequest, pk: int, way: Way) -> HttpResponse:
    """Send the browser to the provider, with a question whose answer only this browser can bring back."""
    provider = get_object_or_404(providers_of(request, way), pk=pk)
    question = new_question()
    try:
        client = client_of(provider, _callback(request))
        with reading_paused():
            address = address_to_ask(discover(provider.issuer), client, question)
    except Refusal as refusal:
        return _failed(request, way, refusal)
    kept = {"provider": provider.pk, "way": way.value, "at": now().isoformat(), "to": safe_next(request, HOMES[way])}
    request.session[_KEPT] = kept | {"question": asdict(question)}
    return redirect(address)


@anyone
@never_cache
@require_GET
def provider_callback(request: PortalRequest) -> HttpResponse:
    """Take what the provider says of the person, and let them in if they are known here."""
    kept: dict[str, Any] = request.session.pop(_KEPT, {})
    if not kept:
        return _failed(request, Way.STOREFRONT, _too_late())
    way = Way(kept["way"])
    try:
        user = _vouched_for(request, kept, way)
        return lead_in(request, user, way, to=kept["to"], proof=Proof.PROVIDER)
    except Refusal as refusal:
        return _failed(request, way, refusal)


def _vouched_for(request: PortalRequest, kept: dict[str, Any], way: Way) -> User:
    question = Question(**kept["question"])
    is_late = now() - datetime.fromisoformat(kept["at"]) > LASTS
    if is_late or not constant_time_compare(request.GET.get("state", ""), question.state):
        raise _too_late()
    if "code" not in request.GET:
        raise NotVouchedFor(_("The sign-in provider did not let you in."))
    provider = providers_of(request, way).filter(pk=kept["provider"]).first()
    if provider is None:
        raise _too_late()
    client = client_of(provider, _callback(request))
    with reading_paused():
        claims = claims_for(request.GET["code"][:4000], client, question, at=now())
    return sign_in_through(provider_id=provider.pk, claims=claims, by=portal_of(request, way), at=now())


def _callback(request: PortalRequest) -> str:
    return request.build_absolute_uri(reverse("sign-in-callback"))


def _too_late() -> NotVouchedFor:
    return NotVouchedFor(_("This sign-in took too long, or began in another browser. Begin again."))


def _failed(request: PortalRequest, way: Way, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, ProviderFailed):
        log.warning("a sign-in provider of seller %s failed: %s", request.portal.seller_id, refusal.detail)
    return render(request, "web/not_in.html", {"refusal": refusal, "face": FACES[way]}, status=refusal.status)
