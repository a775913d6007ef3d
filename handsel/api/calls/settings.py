"""Settings of the portal: read, change, lock; logo, host names, terms (SHO-4)."""

import base64
import binascii

from django.http import HttpResponse
from ninja import Router

from handsel.accounts.domains import add_domain, choose_main_domain, remove_domain
from handsel.accounts.portal_changes import change_settings, set_logo, upload_logo
from handsel.accounts.portal_models import Domain, Portal, PortalTerms
from handsel.accounts.portal_settings import portal_of, settings_of
from handsel.accounts.terms import publish_terms
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.settings import (
    DomainIn,
    DomainOut,
    LogoIn,
    MainDomainIn,
    SettingsChange,
    SettingsOut,
    TermsHistory,
    TermsIn,
    TermsOut,
)
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid

router = Router(tags=["Settings"])


@router.get("/settings", response=SettingsOut, operation_id="settings_get")
def settings(request: ApiRequest) -> SettingsOut:
    """Show what your portal shows the world and how, and which of it you inherit."""
    return _shown(request)


@router.patch("/settings", response=SettingsOut, operation_id="settings_update", **may_refuse(change_settings))
def change(request: ApiRequest, body: SettingsChange) -> HttpResponse:
    """Change some settings; null inherits. When somebody saved meanwhile the answer has both values."""

    def act() -> Portal:
        return change_settings(
            changes=body.changes, version=body.version, locked=body.locked, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda _portal: _shown(request))


@router.put("/settings/logo", response=SettingsOut, operation_id="settings_set_logo", **may_refuse(upload_logo))
def logo(request: ApiRequest, body: LogoIn) -> HttpResponse:
    """Show a picture as your logo; it is drawn anew and nothing else of the file is kept."""
    data = _decoded(body.image) if body.image is not None else None

    def act() -> Portal:
        if data is None:
            return set_logo(logo=None, version=body.version, by=request.auth.actor, at=now())
        return upload_logo(data=data, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, lambda _portal: _shown(request))


@router.post(
    "/settings/domains", response={201: DomainOut}, operation_id="settings_add_domain", **may_refuse(add_domain)
)
def new_domain(request: ApiRequest, body: DomainIn) -> HttpResponse:
    """Let the portal answer at a host name of your own; what its name server must say, you enter there."""

    def act() -> Domain:
        return add_domain(host=body.host, by=request.auth.actor, at=now())

    return perform(request, act, lambda domain: DomainOut.of(domain, request.portal), status=201)


@router.put(
    "/settings/domains/main",
    response=SettingsOut,
    operation_id="settings_set_main_domain",
    **may_refuse(choose_main_domain),
)
def main_domain(request: ApiRequest, body: MainDomainIn) -> HttpResponse:
    """Let links in mails lead to a host name of your own. Call it at that very host: so it is sure to work."""
    here = request.get_host().partition(":")[0].lower()

    def act() -> Domain | None:
        return choose_main_domain(domain_id=body.domain_id, opened_at=here, by=request.auth.actor, at=now())

    return perform(request, act, lambda _domain: _shown(request))


@router.post(
    "/settings/domains/{int:domain_id}/removal",
    response=DomainOut,
    operation_id="settings_remove_domain",
    **may_refuse(remove_domain),
)
def domain_removal(request: ApiRequest, domain_id: int) -> HttpResponse:
    """Let the portal answer at a host no longer, and show it for the last time."""

    def act() -> Domain:
        return remove_domain(domain_id=domain_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda domain: DomainOut.of(domain, request.portal))


@router.get("/settings/terms", response=TermsHistory, operation_id="settings_terms")
def terms(request: ApiRequest) -> TermsHistory:
    """Show every version of your terms, the newest first."""
    published = request.auth.terms.order_by("-version")
    return TermsHistory.model_construct(items=[TermsOut.of(version) for version in published])


@router.post(
    "/settings/terms", response={201: TermsOut}, operation_id="settings_publish_terms", **may_refuse(publish_terms)
)
def new_terms(request: ApiRequest, body: TermsIn) -> HttpResponse:
    """Publish terms; the same again publishes nothing."""

    def act() -> PortalTerms:
        return publish_terms(text=body.text, url=body.url, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, TermsOut.of, status=201)


def _shown(request: ApiRequest) -> SettingsOut:
    program = request.auth
    domains = program.domains.order_by("host")
    return SettingsOut.of(program, settings_of(program.seller_id), portal_of(program.seller_id), domains)


def _decoded(image: str) -> bytes:
    try:
        return base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(fields={"image": "Send the picture in base64."}) from None
