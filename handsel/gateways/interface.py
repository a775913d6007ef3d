"""What every payment gateway can do, whoever runs it: the one interface that the rest of Handsel knows (BIL-3).

The card number never passes through Handsel: the buyer types it into the gateway's own page (`start_form`), and Handsel
is told a token, the brand, the last four digits and the expiry.

Rules that an implementation keeps:

- Each call that moves money carries a `key` that Handsel made and wrote down before the call. The same key again does
  nothing new and returns what the first call came to, so that a lost answer is made good by asking again.
- Amounts are `Money`: whole minor units with their currency.
- A bank's no is no error: it is a `Payment` in the state REFUSED with the reason in `refusal`.
- `NoAnswer` says that nobody knows whether it happened; `GatewayFailed` that it did not, and that asking again as it
  was will not help (wrong credentials, a currency that is not taken).
- What is returned is how things stand at the gateway now, never a difference; who reads it may read it twice.
- No method touches the database, and none is called while a transaction is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal


class GatewayFailed(Refusal):
    """The gateway did not do what it was asked. What exactly was wrong stands in `detail`, for a log."""

    code = "gateway_failed"
    status = 502

    def __init__(self, detail: str) -> None:
        super().__init__("The payment gateway did not do what it was asked. Nothing was charged; try again later.")
        self.detail = detail


class NotTaken(GatewayFailed):
    """The gateway takes no such amount: its currency, its decimals. The sentence says what it takes."""

    code = "amount_not_taken"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.args = (reason,)


class NoAnswer(Exception):
    """The call may have been carried out or not: the answer never arrived. Ask again with the same key."""


class NoticeRefused(Refusal):
    """A webhook that is not believed: nothing of it is read."""

    code = "webhook_refused"
    status = 400


class SignatureWrong(NoticeRefused):
    """The webhook is not signed by the gateway."""

    code = "webhook_signature_wrong"


class NoticeTooOld(NoticeRefused):
    """The webhook was signed too long ago; it may be a replay."""

    code = "webhook_too_old"


class NoticeUnreadable(NoticeRefused):
    """The webhook is signed, but is none that this gateway sends."""

    code = "webhook_unreadable"


class PaymentState(StrEnum):
    """How a payment stands at the gateway.

    PENDING: the bank is not done with it. NEEDS_HOLDER: nothing moves before the cardholder agrees at the bank (3-D
    Secure), where `confirm` leads; nothing is reserved until then.
    """

    PENDING = "pending"
    NEEDS_HOLDER = "needs_holder"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUSED = "refused"


class Dispute(StrEnum):
    """How the bank's dispute of a payment stands."""

    NONE = ""
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class RefundState(StrEnum):
    """How a refund stands at the gateway."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class FormState(StrEnum):
    """How a hosted form stands: the buyer is at it, has done it, or left it until it expired."""

    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Card:
    """A card as Handsel may know it. `token` is what the gateway is told to charge it again."""

    token: str
    brand: str
    last_four: str
    expiry_month: int
    expiry_year: int


@dataclass(frozen=True)
class Payment:
    """How a payment stands. `key` is Handsel's, `reference` the gateway's; `refusal` says why a bank said no."""

    key: str
    reference: str
    state: PaymentState
    amount: Money
    captured_minor: int = 0
    refunded_minor: int = 0
    dispute: Dispute = Dispute.NONE
    refusal: str = ""


@dataclass(frozen=True)
class RefundSeen:
    """How a refund stands."""

    key: str
    reference: str
    state: RefundState
    refusal: str = ""


@dataclass(frozen=True)
class FormWanted:
    """A page of the gateway on which a card is typed.

    With an `amount` the card is charged there at once, under `key`; `saves_card` asks the gateway to keep it for later.
    The browser comes back to `return_url` whatever happened. `description` is what the buyer reads, `language` in what.
    """

    key: str
    return_url: str
    webhook_url: str
    description: str
    language: str
    amount: Money | None = None
    saves_card: bool = True


@dataclass(frozen=True)
class HostedForm:
    """Where the browser goes, and what the gateway calls the form."""

    reference: str
    url: str


@dataclass(frozen=True)
class BanksPage:
    """Where the cardholder agrees to a payment; without a `url` there is nothing to agree to: `payment` says why."""

    url: str
    payment: Payment


@dataclass(frozen=True)
class FormSeen:
    """What came of a form: the card, if it was kept, and the payment, if there was one."""

    state: FormState
    card: Card | None = None
    payment: Payment | None = None


@dataclass(frozen=True)
class Notice:
    """What a webhook says has changed. It is a hint to look, not the truth: Handsel looks the thing up then.

    `event_id` is the gateway's, once for each event however often it is sent. `key` is Handsel's key of the payment,
    refund or form that it is about; empty when it is about something else, or when the gateway tells by `reference`
    only which payment it is about.
    """

    event_id: str
    kind: str
    key: str
    reference: str = ""


class Gateway(Protocol):
    """One seller's account at a payment gateway."""

    def check(self) -> None:
        """Ask something harmless, to see that the credentials are right. Raises GatewayFailed, NoAnswer."""

    def start_form(self, wanted: FormWanted) -> HostedForm:
        """Open a page on which the buyer types a card. Raises GatewayFailed, NoAnswer."""

    def look_up_form(self, reference: str) -> FormSeen:
        """Return what came of a form. Raises GatewayFailed when it is unknown, NoAnswer."""

    def authorise(self, card_token: str, amount: Money, *, key: str, capture: bool) -> Payment:
        """Reserve `amount` on a kept card; take it at once with `capture`. Raises GatewayFailed, NoAnswer."""

    def confirm(self, reference: str, *, card_token: str, return_url: str) -> BanksPage:
        """Return the page on which the cardholder agrees to a payment that needs it, from which they come back.

        Asked twice, it is the same payment. Raises GatewayFailed, NoAnswer.
        """

    def capture(self, reference: str, amount: Money, *, key: str) -> Payment:
        """Take what was authorised, all or less; the rest is let go. Raises GatewayFailed, NoAnswer."""

    def void(self, reference: str, *, key: str) -> Payment:
        """Let go what was authorised and not captured. Raises GatewayFailed, NoAnswer."""

    def refund(self, reference: str, amount: Money, *, key: str) -> RefundSeen:
        """Give back all or some of what was captured. Raises GatewayFailed, NoAnswer."""

    def look_up(self, key: str, reference: str, *, card_token: str = "") -> Payment | None:
        """Return how the payment of `key` stands; None when the gateway never heard of it.

        `reference` is empty where the answer that would have told it was lost; it is looked for by the card then.
        Raises GatewayFailed, NoAnswer.
        """

    def look_up_refund(self, key: str, reference: str, *, payment: str) -> RefundSeen | None:
        """Return how the refund of `key` stands; None when the gateway never heard of it.

        `payment` is the reference of what is refunded. Raises as `look_up`.
        """

    def forget_card(self, card_token: str) -> None:
        """Have the gateway forget a card; one that it does not know is forgotten. Raises GatewayFailed, NoAnswer."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notice:
        """Return what a webhook says, once its signature and its time are right. `headers` has names in small letters.

        Raises SignatureWrong, NoticeTooOld (more than five minutes from `at`), NoticeUnreadable.
        """
