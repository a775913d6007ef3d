"""My security: the authenticator app, passkeys and recovery codes (USR-7)."""

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.passkeys import add_passkey, ask_for_new_key, remove_passkey
from handsel.identity.second_factor import add_app, app_address, new_app_secret, remove_app, renew_recovery_codes
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.own import OwnRequest
from handsel.web.own_forms import AppForm, PasskeyForm
from handsel.web.passkey_asking import asked, host_and_origin, was_asked

_SECRET = "app_secret"  # noqa: S105 - where it is kept, not what it is


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def app_new(request: OwnRequest) -> HttpResponse:
    own = request.own
    secret = request.session.setdefault(_SECRET, new_app_secret())
    form = AppForm(request.POST or None)
    codes = form.submit(lambda typed: add_app(secret=secret, code=typed["code"], by=own.actor, at=now()))
    if codes is not None:
        del request.session[_SECRET]
        return _taken(request, codes, _("Your authenticator app is your second factor from now on."))
    address = app_address(secret, user=own.user, portal=request.portal.title)
    picture = segno.make(address, micro=False).svg_data_uri(scale=4, border=2, dark="#000", light="#fff")
    shown = {"own": own, "form": form, "picture": picture, "secret": secret}
    return render(request, "web/own/app_new.html", shown, status=form.status)


@require_http_methods(["GET", "POST"])
def app_remove(request: OwnRequest) -> HttpResponse:
    own = request.own
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: remove_app(by=own.actor, at=now())):
        return done(request, _("Your authenticator app is removed."), own.home)
    return render(request, "web/own/app_remove.html", {"own": own, "form": form}, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_new(request: OwnRequest) -> HttpResponse:
    own = request.own
    form = PasskeyForm(request.POST or None)
    codes = form.submit(
        lambda typed: add_passkey(
            name=typed["name"], answer=typed["answer"], kept=was_asked(request), by=own.actor, at=now()
        )
    )
    if codes is not None:
        return _taken(request, codes, _("The passkey is taken."))
    return render(request, "web/own/passkey_new.html", {"own": own, "form": form}, status=form.status)


@never_cache
@require_POST
def passkey_new_options(request: OwnRequest) -> HttpResponse:
    own = request.own
    host, origin = host_and_origin(request)
    have = own.passkeys.values_list("credential", flat=True)
    return asked(request, ask_for_new_key(own.user, portal=request.portal.title, host=host, origin=origin, have=have))


@require_http_methods(["GET", "POST"])
def passkey_remove(request: OwnRequest, pk: int) -> HttpResponse:
    own = request.own
    passkey = get_object_or_404(own.passkeys, pk=pk)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: remove_passkey(passkey_id=passkey.pk, by=own.actor, at=now())):
        return done(request, _("The passkey %s is removed.") % passkey.name, own.home)
    return render(
        request, "web/own/passkey_remove.html", {"own": own, "form": form, "passkey": passkey}, status=form.status
    )


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: OwnRequest) -> HttpResponse:
    own = request.own
    form = SureForm(request.POST or None)
    codes = form.submit(lambda _typed: renew_recovery_codes(by=own.actor, at=now()))
    if codes is not None:
        return _show_codes(request, codes)
    return render(request, "web/own/codes_new.html", {"own": own, "form": form}, status=form.status)


def _taken(request: OwnRequest, codes: list[str], said: str) -> HttpResponse:
    return _show_codes(request, codes) if codes else done(request, said, request.own.home)


def _show_codes(request: OwnRequest, codes: list[str]) -> HttpResponse:
    """Show recovery codes, now and never again: in the place of the dialog."""
    response = render(request, "web/own/codes.html", {"own": request.own, "codes": codes})
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = "dialog"
    return response
