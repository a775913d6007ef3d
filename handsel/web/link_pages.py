"""The pages behind the links of mails, and the one that sends such a link (USR-2, USR-3, USR-9).

A link that does not work shows the same page, byte for byte, whether it was used, is too old, was never made, or
belongs to another portal. Only what is sent from the page uses a link up, so looking at it, as mail scanners do, is
harmless. The address of such a page is told to nobody: it holds the secret.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handsel.identity.actor import Actor, system
from handsel.identity.forgotten import ask_for_link
from handsel.identity.links import LinkSpent, owner_of_link
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.identity.people import activate
from handsel.identity.resetting import reset_password
from handsel.identity.session_models import Proof
from handsel.kernel.clock import now
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.answers import done
from handsel.web.known_devices import place_of, remember_device
from handsel.web.portals import PortalRequest
from handsel.web.sessions import begin_session, origin_of
from handsel.web.sign_in import ForgottenForm, PasswordForm


@anyone
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: PortalRequest, secret: str) -> HttpResponse:
    invited = owner_of_link(secret=secret, purpose=OneTimeLink.Purpose.ACTIVATION, at=now())
    with _in_language_of(request, invited):
        form = PasswordForm(request.POST or None)
        try:
            user = invited and form.submit(
                lambda typed: activate(
                    secret=secret, password=typed["password"], by=_portal_for(request, invited), at=now()
                ),
                passing=(LinkSpent,),
            )
        except LinkSpent:
            invited = None
        if invited is None:
            return link_spent(request)
        if user:
            is_staff = _is_staff(user)
            begin_session(request, user, way=Way.CONSOLE if is_staff else Way.STOREFRONT, proof=Proof.LINK)
            return remember_device(redirect("console:start" if is_staff else "/"), user)
        shown = {"form": form, "person": invited}
        return untold(render(request, "web/activate.html", shown, status=form.status))


@anyone
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: PortalRequest, secret: str) -> HttpResponse:
    forgetful = owner_of_link(secret=secret, purpose=OneTimeLink.Purpose.RESET, at=now())
    with _in_language_of(request, forgetful):
        form = PasswordForm(request.POST or None)
        try:
            user = forgetful and form.submit(
                lambda typed: reset_password(
                    secret=secret, password=typed["password"], by=_portal_for(request, forgetful), at=now()
                ),
                passing=(LinkSpent,),
            )
        except LinkSpent:
            forgetful = None
        if forgetful is None:
            return link_spent(request)
        if user:
            told = _("Your password is changed. Log in with the new one.")
            face = "console:log-in" if _is_staff(user) else "storefront:log-in"
            return remember_device(done(request, told, face), user)
        shown = {"form": form, "person": forgetful}
        return untold(render(request, "web/reset_password.html", shown, status=form.status))


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: PortalRequest, face: str) -> HttpResponse:
    form = ForgottenForm(request.POST or None)
    portal = system(request.portal.seller_id).coming_from(origin_of(request, Way(face)))
    asked = form.submit(lambda typed: ask_for_link(**typed, place=place_of(request), by=portal, at=now()))
    shown = {"form": form, "asked": asked, "log_in": f"{face}:log-in"}
    return render(request, "web/forgotten.html", shown, status=200 if asked else form.status)


def link_spent(request: PortalRequest) -> HttpResponse:
    """Answer with the one page for whatever way in does not work."""
    return untold(render(request, "web/link_spent.html", {"form": ForgottenForm()}, status=LinkSpent.status))


def untold(response: HttpResponse) -> HttpResponse:
    """Keep the address of the page out of what the browser tells when it goes on from there."""
    response["Referrer-Policy"] = "strict-origin"
    return response


@contextmanager
def _in_language_of(request: PortalRequest, user: User | None) -> Iterator[None]:
    """Write in the language of whose link it is, unless another was chosen in this browser."""
    if user is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        yield
        return
    with translation.override(user.language):
        yield


def _is_staff(user: User | None) -> bool:
    return Seat.objects.filter(user=user, buyer__isnull=True).exists()


def _portal_for(request: PortalRequest, user: User | None) -> Actor:
    way = Way.CONSOLE if _is_staff(user) else Way.STOREFRONT
    return system(request.portal.seller_id).coming_from(origin_of(request, way))
