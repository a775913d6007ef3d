"""From the first proof into a face: at once, or by way of the second factor (USR-7)."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.actor import system
from handsel.identity.factor_models import Authenticator, Passkey
from handsel.identity.login import WrongLogin
from handsel.identity.models import User
from handsel.identity.second_factor import needs_second_factor
from handsel.identity.second_step import Means, Shown, check_passkey_alone, check_second_step
from handsel.identity.session_models import Proof
from handsel.kernel.clock import now
from handsel.kernel.isolation import reading_paused
from handsel.kernel.refusal import Refusal
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.forms import HouseForm
from handsel.web.half_in import HalfIn, half_in, remember_half
from handsel.web.known_devices import place_of, remember_device
from handsel.web.passkey_asking import host_and_origin, shown_passkey
from handsel.web.places import after_log_in
from handsel.web.portals import PortalRequest
from handsel.web.sessions import begin_session, end_session, safe_next

APP_DIGITS = 6
HOMES = {Way.CONSOLE: "console:start", Way.STOREFRONT: "storefront:shop"}
FACES = {Way.CONSOLE: "console", Way.STOREFRONT: "storefront"}


class SecondStepForm(HouseForm):
    """The code of an app, or one from paper; `answer` is a browser's, for a passkey."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def shown(self, request: PortalRequest) -> Shown:
        """Return what was shown, by what it looks like."""
        if self.cleaned_data["answer"]:
            return shown_passkey(request, self.cleaned_data["answer"])
        code = "".join(self.cleaned_data["code"].split())
        is_code = len(code) == APP_DIGITS and code.isdigit()
        return Shown(Means.APP_CODE if is_code else Means.RECOVERY_CODE, code)


def lead_in(request: PortalRequest, user: User, way: Way) -> HttpResponse:
    """Let in who has shown their password at the log-in page of a face; whoever belongs to the other one, there."""
    if user.seats.filter(buyer__isnull=way == Way.CONSOLE).exists():
        return enter(request, user, way=way, to=after_log_in(request, user, HOMES[way])["Location"])
    other = Way.STOREFRONT if way == Way.CONSOLE else Way.CONSOLE
    return enter(request, user, way=other, to=resolve_url(HOMES[other]))


def refuse_other_face(user: User, way: Way) -> None:
    """Raise WrongLogin where the user has a log-in, but no place at this face."""
    if not user.seats.filter(buyer__isnull=way == Way.CONSOLE).exists():
        raise WrongLogin(_("You have a log-in here, but for the other side of this portal."))


def enter(request: PortalRequest, user: User, *, way: Way, to: str, proof: Proof = Proof.PASSWORD) -> HttpResponse:
    """Let `user` in at `to`, or lead them to their second factor first, if they have one."""
    if proof != Proof.PASSKEY and needs_second_factor(user):
        end_session(request)
        with reading_paused():
            remember_half(request, user.pk, to)
        return redirect(f"{FACES[way]}:log-in-second")
    begin_session(request, user, way=way, proof=proof)
    return remember_device(redirect(to), user)


@anyone
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def second_step(request: PortalRequest, way: Way) -> HttpResponse:
    """Ask who is half in for the second factor; everybody else begins at the log-in."""
    half = half_in(request)
    if half is None:
        return redirect(f"{FACES[way]}:log-in")
    form = SecondStepForm(request.POST or None)
    user = form.submit(lambda _typed: _checked(request, half, form))
    if user is None:
        return _page(request, half, form, way)
    proof = Means.PASSKEY if form.cleaned_data["answer"] else form.shown(request).means
    begin_session(request, user, way=way, proof=proof.value)
    return remember_device(redirect(half.to), user)


def _checked(request: PortalRequest, half: HalfIn, form: SecondStepForm) -> User:
    by = system(request.portal.seller_id)
    return check_second_step(user_id=half.user_id, shown=form.shown(request), place=place_of(request), by=by, at=now())


def _page(request: PortalRequest, half: HalfIn, form: SecondStepForm, way: Way) -> HttpResponse:
    host, _origin = host_and_origin(request)
    of_user = {"seller_id": request.portal.seller_id, "user_id": half.user_id}
    shown = {
        "form": form,
        "face": FACES[way],
        "has_app": Authenticator.objects.filter(**of_user).exists(),
        "has_passkey": Passkey.objects.filter(**of_user, host=host).exists(),
    }
    return render(request, "web/second_step.html", shown, status=form.status or HTTPStatus.OK)


@anyone
@never_cache
@sensitive_post_parameters("answer")
@require_POST
def passkey_alone(request: PortalRequest, way: Way) -> HttpResponse:
    """Let in whose passkey signs, without a password: the device has asked for finger, face or PIN itself."""
    to = safe_next(request, HOMES[way])
    shown = shown_passkey(request, request.POST.get("answer", ""))
    portal = system(request.portal.seller_id)
    try:
        user = check_passkey_alone(shown=shown, place=place_of(request), by=portal, at=now())
        refuse_other_face(user, way)
    except Refusal as refusal:
        return render(request, "web/not_in.html", {"refusal": refusal, "face": FACES[way]}, status=refusal.status)
    return enter(request, user, way=way, to=to, proof=Proof.PASSKEY)
