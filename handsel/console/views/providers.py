"""Settings: who vouches for the people of this portal (USR-7)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.providers import ProviderForm
from handsel.console.settings_seen import settings_menu
from handsel.identity.providers import add_provider, change_provider, remove_provider
from handsel.identity.rules import may_manage_providers
from handsel.kernel.clock import now
from handsel.web.answers import done


@at_desk
@require_GET
def settings_providers(request: DeskRequest) -> HttpResponse:
    shown = {
        "providers": request.desk.sign_in_providers.order_by("name"),
        "may_manage": may_manage_providers(request.desk.actor),
        "callback": request.build_absolute_uri(reverse("sign-in-callback")),
        "sections": settings_menu("settings-providers"),
    }
    return render(request, "console/portal/providers.html", shown)


@at_desk
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def settings_provider_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_manage_providers(desk.actor).or_refuse()
    form = ProviderForm(request.POST or None)
    added = form.submit(lambda typed: add_provider(details=form.details(typed), by=desk.actor, at=now()))
    if added:
        return done(request, _("People can log in through %s now.") % added.name, "console:settings-providers")
    return render(request, "console/portal/provider.html", {"form": form, "provider": None}, status=form.status)


@at_desk
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def settings_provider(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_providers(desk.actor).or_refuse()
    provider = get_object_or_404(desk.sign_in_providers, pk=pk)
    form = ProviderForm(request.POST or None, provider=provider)
    if form.submit(lambda typed: change_provider(provider_id=pk, details=form.details(typed), by=desk.actor, at=now())):
        return done(request, _("The sign-in provider is changed."), "console:settings-providers")
    return render(request, "console/portal/provider.html", {"form": form, "provider": provider}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def settings_provider_remove(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_providers(desk.actor).or_refuse()
    provider = get_object_or_404(desk.sign_in_providers, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: remove_provider(provider_id=pk, by=desk.actor, at=now())):
        return done(request, _("%s vouches for nobody any more.") % provider.name, "console:settings-providers")
    shown = {"form": form, "provider": provider}
    return render(request, "console/portal/provider_remove.html", shown, status=form.status)
