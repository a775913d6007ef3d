"""Tags: on accounts, and the tags themselves (ACC-9)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.accounts.tag_models import Tag
from handsel.accounts.tag_words import counted_tags, delete_tag, make_tag, merge_tags, rename_tag
from handsel.accounts.tags import tag_account, tags_of, untag_account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.parts import Party
from handsel.api.shapes.standing import AccountTags, CountedTag, MergeIn, TagIn, TagOut, TagPage, TagsIn
from handsel.kernel.clock import now

router = Router(tags=["Tags"])


@router.get("/tags", response=TagPage, operation_id="tags_list")
def tags(request: ApiRequest, wanted: Query[PageWanted]) -> TagPage:
    """List your tags in order, with how many accounts have each."""
    rows = counted_tags(request.auth.seller_id)
    return paged(
        TagPage,
        request,
        wanted,
        rows,
        lambda page: [CountedTag(id=tag.pk, name=tag.name, accounts=tag.count) for tag in page],  # type: ignore[attr-defined]
    )


@router.post("/tags", response={201: TagOut}, operation_id="tags_create", **may_refuse(make_tag))
def new_tag(request: ApiRequest, body: TagIn) -> HttpResponse:
    """Make a tag that no account has yet."""

    def act() -> Tag:
        return make_tag(name=body.name, by=request.auth.actor, at=now())

    return perform(request, act, TagOut.of, status=201)


@router.patch("/tags/{int:tag_id}", response=TagOut, operation_id="tags_update", **may_refuse(rename_tag))
def rename(request: ApiRequest, tag_id: int, body: TagIn) -> HttpResponse:
    """Call a tag otherwise, on all accounts that have it."""

    def act() -> Tag:
        return rename_tag(tag_id=tag_id, name=body.name, by=request.auth.actor, at=now())

    return perform(request, act, TagOut.of)


@router.post("/tags/{int:tag_id}/merge", response=TagOut, operation_id="tags_merge", **may_refuse(merge_tags))
def merge(request: ApiRequest, tag_id: int, body: MergeIn) -> HttpResponse:
    """Give every account that has this tag the other one instead, and show the one that is left."""

    def act() -> Tag:
        return merge_tags(tag_id=tag_id, into_id=body.into_id, by=request.auth.actor, at=now())

    return perform(request, act, TagOut.of)


@router.api_operation(
    ["DELETE"], "/tags/{int:tag_id}", response=TagOut, operation_id="tags_delete", **may_refuse(delete_tag)
)
def delete(request: ApiRequest, tag_id: int) -> HttpResponse:
    """Take a tag off all accounts for good, and show it for the last time."""

    def act() -> Tag:
        return delete_tag(tag_id=tag_id, by=request.auth.actor, at=now())

    return perform(request, act, TagOut.of)


@router.get("/accounts/{int:number}/tags", response=AccountTags, operation_id="account_tags_list")
def account_tags(request: ApiRequest, number: int) -> AccountTags:
    """List the tags of an account."""
    return _shown(request.auth.accounts.get(number=number))


@router.post(
    "/accounts/{int:number}/tags", response=AccountTags, operation_id="account_tags_add", **may_refuse(tag_account)
)
def add(request: ApiRequest, number: int, body: TagsIn) -> HttpResponse:
    """Put tags on an account; those that are new come into being."""
    found = request.auth.accounts.get(number=number)

    def act() -> Account:
        return tag_account(account_id=found.pk, names=body.names, by=request.auth.actor, at=now())

    return perform(request, act, _shown)


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/tags/{int:tag_id}",
    response=AccountTags,
    operation_id="account_tags_remove",
    **may_refuse(untag_account),
)
def remove(request: ApiRequest, number: int, tag_id: int) -> HttpResponse:
    """Take a tag off an account."""
    found, tag = request.auth.accounts.get(number=number), request.auth.tags.get(pk=tag_id)

    def act() -> Account:
        return untag_account(account_id=found.pk, names=[tag.name], by=request.auth.actor, at=now())

    return perform(request, act, _shown)


def _shown(account: Account) -> AccountTags:
    tags = tags_of(account.seller_id, [account.pk]).get(account.pk, [])
    return AccountTags(account=Party.of(account), tags=tags)
