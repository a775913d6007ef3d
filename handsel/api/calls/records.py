"""What runs, is had, was mailed and happened: subscriptions, assets, Mailbox, timeline (SUB-1, SUB-4, MAI-1)."""

from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.paging import PageWanted, Search, paged
from handsel.api.scoping import needs
from handsel.api.shapes.parts import Amount
from handsel.api.shapes.records import (
    AssetOut,
    AssetPage,
    EventOut,
    EventPage,
    MessageDetails,
    MessageOut,
    MessagePage,
    RunRate,
    SubscriptionOut,
    SubscriptionPage,
)
from handsel.identity.scopes import READ, Subject, scope
from handsel.mail.models import State
from handsel.mail.queries import MailSearch
from handsel.subscriptions.run_rate import run_rate_of
from handsel.timeline.kinds import KINDS, is_of_kind

router = Router(tags=["Records"])


class SubscriptionSearch(PageWanted):
    """Which page of the subscriptions that are found."""

    buyer: int | None = Field(None, description="Number of a customer or sub-reseller.")
    is_running: bool | None = Field(None, description="True for what runs, false for what has ended.")


class AssetSearch(PageWanted):
    """Which page of the assets that are found."""

    buyer: int | None = Field(None, description="Number of a customer or sub-reseller.")


class MessageSearch(Search):
    """Which page of the mails that are found."""

    buyer: int | None = Field(None, description="Number of a customer or sub-reseller.")
    state: str = Field("", pattern=f"^({'|'.join(State.values)})?$", description=f"One of {', '.join(State.values)}.")


class EventSearch(PageWanted):
    """Which page of the events that are found."""

    kind: str = Field("", pattern=f"^({'|'.join(KINDS)})?$", description=f"One of {', '.join(KINDS)}.")


@router.get("/subscriptions", response=SubscriptionPage, operation_id="subscriptions_list")
def subscriptions(request: ApiRequest, wanted: Query[SubscriptionSearch]) -> SubscriptionPage:
    """List what your buyers have running, newest first."""
    found = request.auth.subscriptions
    if wanted.buyer is not None:
        found = found.filter(buyer__number=wanted.buyer)
    if wanted.is_running is not None:
        found = found.filter(ended_on__isnull=wanted.is_running)
    rows = found.select_related("buyer").order_by("-pk")
    return paged(SubscriptionPage, request, wanted, rows, lambda page: [SubscriptionOut.of(row) for row in page])


@router.get("/assets", response=AssetPage, operation_id="assets_list")
def assets(request: ApiRequest, wanted: Query[AssetSearch]) -> AssetPage:
    """List what your buyers have for good, newest first, from its delivery until it is paid back."""
    found = request.auth.assets
    if wanted.buyer is not None:
        found = found.filter(buyer__number=wanted.buyer)
    rows = found.select_related("buyer", "leg", "delivery").order_by("-pk")
    return paged(AssetPage, request, wanted, rows, lambda page: [AssetOut.of(row) for row in page])


@router.get("/run-rate", response=RunRate, operation_id="run_rate_get")
def run_rate(request: ApiRequest) -> RunRate:
    """Show your monthly run rate: what your active recurring lines bring a month, without tax."""
    return RunRate.model_construct(items=[Amount.of(money) for money in run_rate_of(request.auth.seller_id)])


@router.get("/messages", response=MessagePage, operation_id="messages_list")
@needs(scope(Subject.MAIL, READ))
def messages(request: ApiRequest, wanted: Query[MessageSearch]) -> MessagePage:
    """List the mails of your Mailbox, newest first. `q` looks in the recipient and the subject."""
    rows = MailSearch(text=wanted.q.strip(), state=wanted.state).within(request.auth.mailbox)
    if wanted.buyer is not None:
        rows = rows.filter(buyer__number=wanted.buyer, buyer__seller=request.auth.seller_id)
    return paged(MessagePage, request, wanted, rows, lambda page: [MessageOut.of(row) for row in page])


@router.get("/messages/{int:message_id}", response=MessageDetails, operation_id="messages_get")
@needs(scope(Subject.MAIL, READ))
def message(request: ApiRequest, message_id: int) -> MessageDetails:
    """Show one mail as it went out."""
    found = request.auth.mailbox.select_related("buyer").get(pk=message_id)
    return MessageDetails.seen_by(found, request.auth.actor)


@router.get("/accounts/{int:number}/timeline", response=EventPage, operation_id="timeline_list")
@needs(scope(Subject.ACCOUNTS, READ))
def timeline(request: ApiRequest, number: int, wanted: Query[EventSearch]) -> EventPage:
    """List all that happened to an account, newest first: what, when, by whom, from where, on whose behalf."""
    account = request.auth.accounts.get(number=number)
    rows = request.auth.events.filter(account_id=account.pk).order_by("-pk")
    if wanted.kind:
        rows = rows.filter(is_of_kind(wanted.kind))
    return paged(EventPage, request, wanted, rows, lambda page: [EventOut.of(event, account) for event in page])
