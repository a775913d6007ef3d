"""Announced bank transfers: those of buyers, to confirm or decline, and one's own (FUN-7)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.adjusting import DeclineIn
from handsel.api.shapes.announcing import (
    AnnouncementIn,
    AnnouncementOut,
    AnnouncementPage,
    AnnouncementsWanted,
    ArrivedIn,
    OwnAnnouncementOut,
    OwnAnnouncementPage,
)
from handsel.api.shapes.money import ReceiptOut
from handsel.identity.links import digest_of
from handsel.kernel.clock import now
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, confirm_announcement, decline_announcement
from handsel.ledger.announcing_above import announce_above, withdraw_above
from handsel.ledger.models import Receipt

router = Router(tags=["Funds"])


@router.get("/announcements", response=AnnouncementPage, operation_id="announcements_list")
def announcements(request: ApiRequest, wanted: Query[AnnouncementsWanted]) -> AnnouncementPage:
    """List the bank transfers that your buyers announced: those that wait for you, or those that are over."""
    found, at = request.auth.announcements.select_related("buyer", "receipt"), now()
    waiting = found.waiting(at)
    rows = waiting.order_by("pk") if wanted.waiting else found.exclude(pk__in=waiting.values("pk")).order_by("-pk")
    return paged(AnnouncementPage, request, wanted, rows, lambda page: [AnnouncementOut.of(told) for told in page])


@router.get("/announcements/{int:announcement_id}", response=AnnouncementOut, operation_id="announcements_get")
def announcement(request: ApiRequest, announcement_id: int) -> AnnouncementOut:
    """Show one announced transfer and what came of it."""
    return AnnouncementOut.of(request.auth.announcements.select_related("buyer", "receipt").get(pk=announcement_id))


@router.post(
    "/announcements/{int:announcement_id}/confirm",
    response={201: ReceiptOut},
    operation_id="announcements_confirm",
    **may_refuse(confirm_announcement, money=True),
)
def confirm(request: ApiRequest, announcement_id: int, body: ArrivedIn) -> HttpResponse:
    """Say that it arrived: the wallet is credited once, with a receipt. Needs an idempotency key."""
    needed_key_of(request)

    def act() -> Receipt:
        return confirm_announcement(
            announcement_id=announcement_id,
            amount=body.amount.money if body.amount else None,
            received_on=body.received_on,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, ReceiptOut.of, status=201)


@router.post(
    "/announcements/{int:announcement_id}/decline",
    response=AnnouncementOut,
    operation_id="announcements_decline",
    **may_refuse(decline_announcement),
)
def decline(request: ApiRequest, announcement_id: int, body: DeclineIn) -> HttpResponse:
    """Say that it did not arrive, with a reason that its sender gets by mail; nothing moves."""

    def act() -> Announcement:
        return decline_announcement(
            announcement_id=announcement_id, reason=body.reason, by=request.auth.actor, at=now()
        )

    return perform(request, act, AnnouncementOut.of)


@router.get("/own-announcements", response=OwnAnnouncementPage, operation_id="own_announcements_list")
def own_announcements(request: ApiRequest, wanted: Query[PageWanted]) -> OwnAnnouncementPage:
    """List what you announced to your own seller, the latest first."""
    rows = request.auth.own_announcements.select_related("receipt").order_by("-pk")
    return paged(
        OwnAnnouncementPage, request, wanted, rows, lambda page: [OwnAnnouncementOut.of(told) for told in page]
    )


@router.post(
    "/own-announcements",
    response={201: OwnAnnouncementOut},
    operation_id="own_announcements_create",
    **may_refuse(announce_above, money=True),
)
def announce(request: ApiRequest, body: AnnouncementIn) -> HttpResponse:
    """Tell your own seller that you have sent a bank transfer; it is no money yet. Needs an idempotency key."""
    announced = Announced(
        amount=body.amount.money,
        sent_on=body.sent_on,
        key="api:" + digest_of(f"{request.auth.sender}:{needed_key_of(request)}")[:40],
        reference=body.reference,
        note=body.note,
    )

    def act() -> Announcement:
        return announce_above(announced=announced, by=request.auth.actor, at=now())

    return perform(request, act, OwnAnnouncementOut.of, status=201)


@router.post(
    "/own-announcements/{int:own_announcement_id}/withdraw",
    response=OwnAnnouncementOut,
    operation_id="own_announcements_withdraw",
    **may_refuse(withdraw_above),
)
def withdraw(request: ApiRequest, own_announcement_id: int) -> HttpResponse:
    """Take back what you announced, before your seller has answered."""

    def act() -> Announcement:
        return withdraw_above(announcement_id=own_announcement_id, by=request.auth.actor, at=now())

    return perform(request, act, OwnAnnouncementOut.of)
