"""Settings: what the reseller's portal shows the world and how, inherited unless set (SHO-4)."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.domains import add_domain, choose_main_domain, remove_domain
from handsel.accounts.logos import LIMITS
from handsel.accounts.portal_changes import change_settings, set_logo, upload_logo
from handsel.accounts.portal_settings import settings_of
from handsel.accounts.rules import may_change_settings
from handsel.accounts.terms import last_terms, publish_terms
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.portal import SECTIONS, DomainForm, LogoForm, SettingsForm, TermsForm
from handsel.console.settings_seen import SeenDomain, SettingHappening, history_of_settings, settings_menu
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.tables import page_of

ADDRESSES = {"storefront": "/", "console": "/console/", "api": "/api/v1/"}


@at_desk
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    return _screen(request, "brand", "settings")


@at_desk
@require_http_methods(["GET", "POST"])
def settings_section(request: DeskRequest, section: str) -> HttpResponse:
    if section not in SECTIONS or section == "brand":
        raise Http404
    return _screen(request, section, f"settings:{section}")


def _screen(request: DeskRequest, section: str, place: str) -> HttpResponse:
    """Show the settings of one screen, and change them where they were sent."""
    form = _settings_form(request, section, request.POST or None)
    form, saved = form.attempt(
        lambda typed: change_settings(
            changes=form.changes(typed),
            locked=form.locks(typed),
            version=typed["version"] or 0,
            by=request.desk.actor,
            at=now(),
        )
    )
    if saved:
        return done(request, _("The settings are saved."), request.path)
    return _shown(request, section, place, form)


def _settings_form(request: DeskRequest, section: str, typed: QueryDict | None = None) -> SettingsForm:
    desk = request.desk
    may_change = bool(may_change_settings(desk.actor))
    return SettingsForm(
        typed, section=section, portal=desk.portal, known=settings_of(desk.seller_id), may_change=may_change
    )


def _shown(
    request: DeskRequest, section: str, place: str, form: SettingsForm, logo_form: LogoForm | None = None
) -> HttpResponse:
    shown = {
        "form": form,
        "logo_form": logo_form or LogoForm(initial={"version": form.portal.version}),
        "may_change": may_change_settings(request.desk.actor),
        "has_below": request.desk.accounts.resellers().exists(),
        "sections": settings_menu(place),
    }
    status = logo_form.status if logo_form else form.status
    return render(request, f"console/portal/{section}.html", shown, status=status)


@at_desk
@require_POST
def settings_logo(request: DeskRequest) -> HttpResponse:
    may_change_settings(request.desk.actor).or_refuse()
    form = LogoForm(request.POST, request.FILES)
    saved = form.submit(
        lambda typed: upload_logo(
            data=typed["logo"].read(LIMITS.file_bytes + 1),
            version=typed["version"] or 0,
            by=request.desk.actor,
            at=now(),
        )
    )
    if saved:
        return done(request, _("The logo is shown from now on."), "console:settings")
    return _shown(request, "brand", "settings", _settings_form(request, "brand"), form)


@at_desk
@require_http_methods(["GET", "POST"])
def settings_logo_remove(request: DeskRequest) -> HttpResponse:
    may_change_settings(request.desk.actor).or_refuse()
    version = request.desk.portal.version
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: set_logo(logo=None, version=version, by=request.desk.actor, at=now())):
        return done(request, _("The logo is removed; your name stands in its place."), "console:settings")
    return render(request, "console/portal/logo_remove.html", {"form": form}, status=form.status)


@at_desk
@require_GET
def settings_domains(request: DeskRequest) -> HttpResponse:
    here = request.get_host().partition(":")[0].lower()
    domains = request.desk.domains.order_by("host")
    shown = {
        "domains": [SeenDomain(domain, request.portal, here) for domain in domains],
        "addresses": {name: request.build_absolute_uri(path) for name, path in ADDRESSES.items()},
        "may_change": may_change_settings(request.desk.actor),
        "sections": settings_menu("settings-domains"),
    }
    return render(request, "console/portal/domains.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def settings_domain_new(request: DeskRequest) -> HttpResponse:
    may_change_settings(request.desk.actor).or_refuse()
    form = DomainForm(request.POST or None)
    added = form.submit(lambda typed: add_domain(host=typed["host"], by=request.desk.actor, at=now()))
    if added:
        return done(request, _("Your portal answers at %s too.") % added.host, "console:settings-domains")
    return render(request, "console/portal/domain_new.html", {"form": form}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def settings_domain_remove(request: DeskRequest, pk: int) -> HttpResponse:
    may_change_settings(request.desk.actor).or_refuse()
    domain = get_object_or_404(request.desk.domains, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: remove_domain(domain_id=domain.pk, by=request.desk.actor, at=now())):
        return done(request, _("%s is removed.") % domain.host, "console:settings-domains")
    return render(request, "console/portal/domain_remove.html", {"form": form, "domain": domain}, status=form.status)


@at_desk
@require_POST
def settings_domain_main(request: DeskRequest, pk: int) -> HttpResponse:
    """Let mails lead to a host; 0 leads them to the first address again."""
    domain = get_object_or_404(request.desk.domains, pk=pk) if pk else None
    here = request.get_host().partition(":")[0].lower()
    choose_main_domain(domain_id=domain.pk if domain else None, opened_at=here, by=request.desk.actor, at=now())
    return done(request, _("Mails lead to this address from now on."), "console:settings-domains")


@at_desk
@require_http_methods(["GET", "POST"])
def settings_terms(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    last = last_terms(desk.seller_id)
    seen = {"text": last.text, "url": last.url, "version": last.version} if last else {"version": 0}
    form, published = TermsForm(request.POST or None, initial=seen).attempt(
        lambda typed: publish_terms(**typed, by=desk.actor, at=now())
    )
    if published:
        return done(request, _("The terms are published."), "console:settings-terms")
    shown = {
        "form": form,
        "last": last,
        "may_change": may_change_settings(desk.actor),
        "sections": settings_menu("settings-terms"),
    }
    return render(request, "console/portal/terms.html", shown, status=form.status)


@at_desk
@require_GET
def settings_history(request: DeskRequest) -> HttpResponse:
    page = page_of(history_of_settings(request.desk), request.GET).shown_as(SettingHappening)
    shown = {"page": page, "sections": settings_menu("settings-history")}
    return render(request, "console/portal/history.html", shown)
