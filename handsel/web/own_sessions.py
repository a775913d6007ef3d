"""My security: the password, and where one is logged in (USR-7)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handsel.accounts.portal_models import SecondFactor
from handsel.identity.own_password import change_password
from handsel.identity.sessions import log_out, log_out_everywhere
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.own import OwnRequest
from handsel.web.sign_in import OwnPasswordForm


@require_safe
def security(request: OwnRequest) -> HttpResponse:
    own = request.own
    shown = {
        "own": own,
        "is_demanded": _is_demanded(request),
        "app": own.app,
        "passkeys": own.passkeys.order_by("name", "pk"),
        "codes_left": own.codes_left,
        "sessions": own.sessions.order_by("-seen_at", "-pk"),
    }
    return render(request, "web/own/security.html", shown)


@never_cache
@sensitive_post_parameters("before", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: OwnRequest) -> HttpResponse:
    own = request.own
    form = OwnPasswordForm(request.POST or None)
    changed = form.submit(
        lambda typed: change_password(
            before=typed["before"], password=typed["password"], session_id=own.session.pk, by=own.actor, at=now()
        )
    )
    if changed:
        return done(request, _("Your password is changed. All other devices are logged out."), own.home)
    return render(request, "web/own/password.html", {"own": own, "form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
def session_end(request: OwnRequest, pk: int) -> HttpResponse:
    own = request.own
    session = get_object_or_404(own.sessions, pk=pk)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: log_out(session_id=session.pk, by=own.actor, at=now())):
        return done(request, _("%s is logged out.") % session.device, own.home)
    return render(
        request, "web/own/session_end.html", {"own": own, "form": form, "session": session}, status=form.status
    )


@require_http_methods(["GET", "POST"])
def sessions_end(request: OwnRequest) -> HttpResponse:
    own = request.own
    form = SureForm(request.POST or None)
    ended = form.submit(lambda _typed: log_out_everywhere(except_id=own.session.pk, by=own.actor, at=now()))
    if ended is not None:
        text = ngettext("%s other device is logged out.", "%s other devices are logged out.", ended) % ended
        return done(request, text, own.home)
    return render(request, "web/own/sessions_end.html", {"own": own, "form": form}, status=form.status)


def _is_demanded(request: OwnRequest) -> bool:
    """Whether nothing else is open to them until they have a second factor."""
    own = request.own
    is_required = own.face == "console" and request.portal.staff_second_factor == SecondFactor.REQUIRED
    return is_required and not own.app and not own.passkeys.exists()
