"""Subscriptions, assets, mails and the timeline as the API shows them (SUB-1, SUB-4, MAI-1, ACC-16)."""

from datetime import date, datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.models import Account
from handsel.api.paging import Page
from handsel.api.shapes.delivered import SaidOut, said
from handsel.api.shapes.order_lines import OptionOut
from handsel.api.shapes.parts import Amount, Party, PeriodOut
from handsel.identity.actor import Actor
from handsel.kernel.money import Money
from handsel.mail.models import Message
from handsel.mail.queries import as_seen
from handsel.orders.models import LegLine
from handsel.subscriptions.models import Subscription
from handsel.timeline.models import Event


class SubscriptionOut(Schema):
    """What a buyer has running: `net` is charged every `period`."""

    id: int
    buyer: Party
    product: str
    plan: str
    quantity: int
    period: PeriodOut
    net: Amount
    started_on: date
    renews_on: date
    ended_on: date | None

    @classmethod
    def of(cls, running: Subscription) -> Self:
        same = ("id", "product", "quantity", "started_on", "renews_on", "ended_on")
        return cls.model_construct(
            **{name: getattr(running, name) for name in same},
            buyer=Party.of(running.buyer),
            plan=running.plan_name,
            period=PeriodOut.of(running.period),
            net=Amount.of(Money(running.net_minor, running.currency)),
        )


class SubscriptionPage(Page):
    """What your buyers have running, newest first."""

    items: list[SubscriptionOut]


class AssetOut(Schema):
    """What a buyer has for good, such as a licence, as the line by which it was bought."""

    id: int
    buyer: Party
    order: str = Field(description="Number of the order by which it was bought.", examples=["H-100-001"])
    line_id: int = Field(description="Its line of the order; the same at every tier.")
    product: str
    plan: str
    quantity: int
    unit_name: str = Field(description="What one of it is; empty where its plan does not say.")
    options: list[OptionOut]
    net: Amount
    bought_at: datetime | None = Field(description="When the order was executed; null while the rest of it waits.")
    service: list[SaidOut] = Field(description="What was handed over, such as its key.")
    expires_on: date | None

    @classmethod
    def of(cls, line: LegLine) -> Self:
        """Return the asset of `line`, loaded with its buyer, leg and delivery; older orders have no delivery."""
        made = getattr(line, "delivery", None)
        return cls.model_construct(
            id=line.pk,
            buyer=Party.of(line.buyer),
            order=line.leg.number,
            line_id=line.line_id,
            product=line.product,
            plan=line.plan_name,
            quantity=line.quantity,
            unit_name=line.unit_name,
            options=OptionOut.all_of(line.options),
            net=Amount.of(Money(line.net_minor, line.currency)),
            bought_at=line.leg.executed_at,
            service=said(made) if made else [],
            expires_on=made.expires_on if made else None,
        )


class AssetPage(Page):
    """What your buyers have for good, newest first."""

    items: list[AssetOut]


class RunRate(Schema):
    """Your monthly run rate on the selling side, one sum for each currency."""

    items: list[Amount]


class MessageOut(Schema):
    """A mail as it stands in your Mailbox."""

    id: int
    kind: str
    recipient: str
    recipient_name: str
    subject: str
    state: str = Field(description="queued, sending, sent, failed or kept.", examples=["sent"])
    error: str
    queued_at: datetime
    sent_at: datetime | None
    about: Party | None

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls.model_construct(**_summary(message))


class MessageDetails(MessageOut):
    """A mail as it went out; what opens an account is masked as in the console."""

    html: str
    text: str

    @classmethod
    def seen_by(cls, message: Message, by: Actor) -> Self:
        seen = as_seen(message, by)
        return cls.model_construct(**_summary(message), html=seen.html, text=seen.text)


class MessagePage(Page):
    """Your Mailbox, newest first."""

    items: list[MessageOut]


class EventOut(Schema):
    """Something that happened."""

    at: datetime
    name: str = Field(examples=["account.updated"])
    by: str
    way: str = Field(description="console, storefront, api, command or system; empty where it was not kept.")
    address: str | None = Field(description="IP address it was asked from.", examples=["192.0.2.7"])
    on_behalf_of: Party | None = Field(description="In whose place it was done, where not in their own.")
    reason: str
    data: dict[str, Any]

    @classmethod
    def of(cls, event: Event, account: Account) -> Self:
        same = ("at", "name", "way", "address", "reason", "data")
        return cls.model_construct(
            **{name: getattr(event, name) for name in same},
            by=event.actor_name,
            on_behalf_of=Party.of(account) if event.behalf_id else None,
        )


class EventPage(Page):
    """The timeline of an account, newest first."""

    items: list[EventOut]


def _summary(message: Message) -> dict[str, Any]:
    same = ("id", "kind", "recipient", "recipient_name", "subject", "state", "error", "queued_at", "sent_at")
    return {name: getattr(message, name) for name in same} | {
        "about": Party.of(message.buyer) if message.buyer else None
    }
