"""API keys: made with a secret that is shown once, and revoked (USR-8 as far as that)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.staff import KeyForm
from handsel.console.returning import done_here
from handsel.identity.keys import make_api_key, revoke_api_key
from handsel.identity.models import ApiKey
from handsel.identity.roles import Role
from handsel.identity.rules import may_manage_keys
from handsel.kernel.clock import now


@at_desk
@require_GET
def api_keys(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    shown = {
        "keys": desk.api_keys.order_by("-pk"),
        "may_manage": may_manage_keys(desk.actor),
        "now": now(),
        "api_address": request.build_absolute_uri("/api/v1/"),
    }
    template = "console/keys/list.html#rows" if request.htmx else "console/keys/list.html"
    return render(request, template, shown)


@at_desk
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_manage_keys(desk.actor).or_refuse()
    form = KeyForm(request.POST or None)
    made = form.submit(
        lambda typed: make_api_key(name=typed["name"], role=Role(typed["role"]), by=desk.actor, at=now())
    )
    if made:
        return _secret(request, *made)
    return render(request, "console/keys/new.html", {"form": form}, status=form.status)


def _secret(request: DeskRequest, key: ApiKey, secret: str) -> HttpResponse:
    """Show the secret, now and never again: in the place of the dialog, while the list behind it is made anew."""
    response = render(request, "console/keys/secret.html", {"key": key, "secret": secret})
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = "dialog"
    response["HX-Trigger-After-Settle"] = "keys-changed"
    return response


@at_desk
@require_http_methods(["GET", "POST"])
def api_key_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_keys(desk.actor).or_refuse()
    key = get_object_or_404(desk.api_keys, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: revoke_api_key(key_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("The key %s no longer works.") % key.name, "console:api-keys")
    return render(request, "console/keys/revoke.html", {"form": form, "key": key}, status=form.status)
