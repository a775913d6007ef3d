"""From the first proof into a face: at once, or by way of the second factor (USR-7)."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.factor_models import Authenticator, Passkey
from handsel.identity.models import User
from handsel.identity.second_factor import needs_second_factor
from handsel.identity.second_step import Means, Shown, check_passkey_alone, check_second_step
from handsel.identity.session_models import Proof
from handsel.kernel.clock import now
from handsel.kernel.isolation import reading_paused
from handsel.kernel.refusal import Refusal
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.doors import door_for
from handsel.web.forms import HouseForm
from handsel.web.half_in import HalfIn, half_in, remember_half
from handsel.web.known_devices import place_of, remember_device
from handsel.web.passkey_asking import host_and_origin, shown_passkey
from handsel.web.places import after_log_in
from handsel.web.portals import PortalRequest
from handsel.web.sessions import begin_session, end_session, portal_of, safe_next

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
        return Shown(self.means, self._typed)

    @property
    def means(self) -> Means:
        """What the code must be: an app tells six digits, and no recovery code is like that."""
        is_code = len(self._typed) == APP_DIGITS and self._typed.isdigit()
        return Means.APP_CODE if is_code else Means.RECOVERY_CODE

    @property
    def _typed(self) -> str:
        return "".join(self.cleaned_data["code"].split())


def lead_in(request: PortalRequest, user: User, way: Way, *, to: str, proof: Proof) -> HttpResponse:
    """Let in at `to` who has shown a first proof at the log-in page of a face; whoever belongs to the other one, there.

    Raises WrongLogin where they have a place at neither, AccountClosed where the account there is not active.
    """
    door = door_for(user, way)
    to = after_log_in(user, to, HOMES[way]) if door == way else resolve_url(HOMES[door])
    return _enter(request, user, way=door, to=to, proof=proof)


def _enter(request: PortalRequest, user: User, *, way: Way, to: str, proof: Proof) -> HttpResponse:
    """Let `user` in at `to`, or lead them to their second factor first, if they have one."""
    if proof != Proof.PASSKEY and needs_second_factor(user):
        end_session(request)
        with reading_paused():
            remember_half(request, user.pk, to, proof)
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
    user = form.submit(lambda _typed: _checked(request, half, form, way))
    if user is None:
        return _page(request, half, form, way)
    begin_session(request, user, way=way, proof=_both(half.first, form))
    return remember_device(redirect(half.to), user)


def _checked(request: PortalRequest, half: HalfIn, form: SecondStepForm, way: Way) -> User:
    shown, by = form.shown(request), portal_of(request, way)
    return check_second_step(user_id=half.user_id, shown=shown, place=place_of(request), by=by, at=now())


def _both(first: Proof, form: SecondStepForm) -> Proof:
    """Return what the first proof and the one of the form are together."""
    if form.cleaned_data["answer"]:
        return Proof.PASSKEY
    return Proof.PROVIDER_AND_CODE if first == Proof.PROVIDER else form.means.value


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
    try:
        user = check_passkey_alone(shown=shown, place=place_of(request), by=portal_of(request, way), at=now())
        return lead_in(request, user, way, to=to, proof=Proof.PASSKEY)
    except Refusal as refusal:
        return render(request, "web/not_in.html", {"refusal": refusal, "face": FACES[way]}, status=refusal.status)
