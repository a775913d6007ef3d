"""The sites of an account: list, add, change, archive (ORD-17)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.record_models import Site
from handsel.accounts.sites import add_site, archive_site, change_site, unarchive_site
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.sites import SiteChange, SiteIn, SiteOut, SitePage
from handsel.kernel.clock import now

router = Router(tags=["Sites"])


@router.get("/accounts/{int:number}/sites", response=SitePage, operation_id="sites_list")
def sites(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> SitePage:
    """List the sites of an account by their codes, archived ones too."""
    account = request.auth.accounts.get(number=number)
    rows = request.auth.sites.filter(account=account).select_related("account").order_by("code")
    return paged(SitePage, request, wanted, rows, lambda page: [SiteOut.of(site) for site in page])


@router.post(
    "/accounts/{int:number}/sites", response={201: SiteOut}, operation_id="sites_create", **may_refuse(add_site)
)
def new_site(request: ApiRequest, number: int, body: SiteIn) -> HttpResponse:
    """Add a site; its code is unique in the account and never changes."""
    account = request.auth.accounts.get(number=number)

    def act() -> Site:
        return add_site(account_id=account.pk, code=body.code, details=body.details, by=request.auth.actor, at=now())

    return perform(request, act, SiteOut.of, status=201)


@router.get("/sites/{int:site_id}", response=SiteOut, operation_id="sites_get")
def site(request: ApiRequest, site_id: int) -> SiteOut:
    """Show one site."""
    return SiteOut.of(_of(request, site_id))


@router.patch("/sites/{int:site_id}", response=SiteOut, operation_id="sites_update", **may_refuse(change_site))
def change(request: ApiRequest, site_id: int, body: SiteChange) -> HttpResponse:
    """Change some fields. When somebody changed it meanwhile, nothing is changed and the answer has both values."""
    found = _of(request, site_id)

    def act() -> Site:
        return change_site(
            site_id=site_id, details=body.applied_to(found), version=body.version, by=request.auth.actor, at=now()
        )

    return perform(request, act, SiteOut.of)


@router.put("/sites/{int:site_id}/archive", response=SiteOut, operation_id="sites_archive", **may_refuse(archive_site))
def archive(request: ApiRequest, site_id: int) -> HttpResponse:
    """Let a site take no new orders; those that it has keep it."""
    _of(request, site_id)
    return perform(request, lambda: archive_site(site_id=site_id, by=request.auth.actor, at=now()), SiteOut.of)


@router.api_operation(
    ["DELETE"],
    "/sites/{int:site_id}/archive",
    response=SiteOut,
    operation_id="sites_unarchive",
    **may_refuse(unarchive_site),
)
def unarchive(request: ApiRequest, site_id: int) -> HttpResponse:
    """Let an archived site take orders again."""
    _of(request, site_id)
    return perform(request, lambda: unarchive_site(site_id=site_id, by=request.auth.actor, at=now()), SiteOut.of)


def _of(request: ApiRequest, site_id: int) -> Site:
    return request.auth.sites.select_related("account").get(pk=site_id)
