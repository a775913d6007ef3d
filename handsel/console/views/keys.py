"""API keys: made with a secret that is shown once, changed, given a new secret, revoked (USR-8)."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.keys import NewKeyForm, ReachForm, RotateForm, reach_of
from handsel.console.keys_seen import SeenKey, deeds_of
from handsel.console.returning import done_here
from handsel.identity.keys import change_api_key, make_api_key, revoke_api_key, rotate_api_key
from handsel.identity.models import ApiKey
from handsel.identity.rules import may_manage_keys
from handsel.kernel.clock import now


@at_desk
@require_GET
def api_keys(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    at = now()
    shown = {
        "keys": [SeenKey(key, at) for key in desk.api_keys.select_related("made_by").order_by("-pk")],
        "may_manage": may_manage_keys(desk.actor),
        "api_address": request.build_absolute_uri("/api/v1/"),
    }
    template = "console/keys/list.html#rows" if request.htmx else "console/keys/list.html"
    return render(request, template, shown)


@at_desk
@require_GET
def api_key(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    key = get_object_or_404(desk.api_keys.select_related("made_by"), pk=pk)
    shown = {
        "seen": SeenKey(key, now()),
        "may_manage": may_manage_keys(desk.actor),
        "deeds": deeds_of(desk, key),
    }
    template = "console/keys/key.html#key" if request.htmx else "console/keys/key.html"
    return render(request, template, shown)


@at_desk
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_manage_keys(desk.actor).or_refuse()
    form, at = NewKeyForm(request.POST or None), now()
    made = form.submit(
        lambda typed: make_api_key(name=typed["name"], reach=form.reach(typed, at), by=desk.actor, at=at)
    )
    if made:
        return _secret(request, *made)
    return render(request, "console/keys/new.html", {"form": form}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def api_key_change(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_keys(desk.actor).or_refuse()
    key = get_object_or_404(desk.api_keys, pk=pk)
    form, at = ReachForm(request.POST or None, initial=reach_of(key)), now()
    if form.submit(lambda typed: change_api_key(key_id=pk, reach=form.reach(typed, at), by=desk.actor, at=at)):
        return done_here(request, _("The key %s is changed.") % key.name, "console:api-key", pk)
    return render(request, "console/keys/change.html", {"form": form, "key": key}, status=form.status)


@at_desk
@never_cache
@require_http_methods(["GET", "POST"])
def api_key_rotate(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_keys(desk.actor).or_refuse()
    key = get_object_or_404(desk.api_keys, pk=pk)
    form = RotateForm(request.POST or None)
    made = form.submit(
        lambda typed: rotate_api_key(key_id=pk, grace=timedelta(hours=typed["grace"]), by=desk.actor, at=now())
    )
    if made:
        return _secret(request, *made)
    return render(request, "console/keys/rotate.html", {"form": form, "key": key}, status=form.status)


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
