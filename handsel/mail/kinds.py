"""The mails there are, what sets each off, and what each can say (MAI-1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.card_kinds import OF_CARDS
from handsel.mail.cart_kinds import INCOMPLETE_ORDER, VISITOR_CART
from handsel.mail.delivery_kinds import OF_DELIVERIES
from handsel.mail.kind import LINK, LOGIN, PORTAL, RECIPIENT, Kind
from handsel.mail.order_kinds import BUYER, OF_ENDED, ORDER
from handsel.mail.paying_variables import DECLINED, PAYING, RECEIVED
from handsel.mail.price_kinds import OF_PRICES
from handsel.mail.refund_kinds import OF_REFUNDS
from handsel.mail.sign_up_kinds import OF_SIGN_UPS
from handsel.mail.variables import Type, Variable

_DECIDE = f"{PORTAL}/console/orders/decide/?link=s4mpl3"

_CARD_PAGE = Variable("card.url", Type.LINK, "Where one saves it", f"{PORTAL}/payment-details/", optional=True)

_RESET_SAMPLES = (f"{PORTAL}/reset-password/s4mpl3/", datetime(2026, 11, 28, 12, 0, tzinfo=UTC))

_LINK_IF_NEW = tuple(replace(variable, optional=True) for variable in LINK)

_STANDING = (
    Variable("account.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
    Variable("account.reason", Type.TEXT, "Your reason", "Two invoices are overdue"),
)

ORDER_PLACED = Kind(
    "order_placed",
    _("Order placed"),
    (
        *RECIPIENT,
        *ORDER,
        Variable("order.awaits_approval", Type.FLAG, "Whether you must approve it first", sample=True),
        Variable("order.awaits_payment", Type.FLAG, "Whether it waits for the buyer's money", sample=False),
        *PAYING,
    ),
)
ANNOUNCEMENT_DECLINED = Kind("announcement_declined", _("Announced payment not found"), (*RECIPIENT, *DECLINED))
ORDER_TO_APPROVE = Kind(
    "order_to_approve",
    _("Order waiting for approval"),
    (
        *RECIPIENT,
        *ORDER,
        *BUYER,
        Variable("order.placed_by", Type.TEXT, "The person who placed it", "Berta Brot", optional=True),
        Variable("order.accept_url", Type.LINK, "The page that asks whether to accept it", _DECIDE, optional=True),
        Variable("order.reject_url", Type.LINK, "The page that asks whether to reject it", _DECIDE, optional=True),
    ),
)
ORDER_EXECUTED = Kind("order_executed", _("Order executed"), (*RECIPIENT, *ORDER))
ORDER_CANCELED = Kind(
    "order_canceled",
    _("Order canceled"),
    (
        *RECIPIENT,
        *ORDER,
        Variable("order.reason", Type.TEXT, "Why, in the words of who canceled", "Ordered twice", optional=True),
    ),
)
ORDER_PRICE_ASKED = Kind(
    "order_price_asked",
    _("New price for an order"),
    (
        *RECIPIENT,
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("order.before", Type.MONEY, "What it cost when it was ordered", Money(12_450, "EUR")),
        Variable("order.total", Type.MONEY, "What it costs now", Money(13_100, "EUR")),
        Variable(
            "order.url", Type.LINK, "The order's page, for who can log in", f"{PORTAL}/orders/H7K2M9Q4/", optional=True
        ),
    ),
)
FUNDS_RECEIVED = Kind(
    "funds_received",
    _("Payment received"),
    (
        *RECIPIENT,
        *RECEIVED,
        Variable("wallet.available", Type.MONEY, "What can be spent now", Money(61_250, "EUR")),
        Variable("wallet.url", Type.LINK, "The wallet's page, for who can log in", f"{PORTAL}/funds/", optional=True),
    ),
)
FUNDS_AWAITED = Kind(
    "funds_awaited",
    _("Funds missing for an order"),
    (
        *RECIPIENT,
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("order.needed", Type.MONEY, "What the order costs the one who is short", Money(12_450, "EUR")),
        Variable("order.missing", Type.MONEY, "What is missing", Money(4_450, "EUR")),
        Variable("wallet.available", Type.MONEY, "What can be spent now", Money(8_000, "EUR")),
        Variable("wallet.url", Type.LINK, "The wallet's page, for who can log in", f"{PORTAL}/funds/", optional=True),
    ),
)
ORDERS_WAIT = Kind(
    "orders_wait",
    _("Orders still wait for funds"),
    (
        *RECIPIENT,
        Variable("waiting.orders", Type.COUNT, "How many orders wait", 3),
        Variable("waiting.needed", Type.MONEY, "What they cost together", Money(42_000, "EUR")),
        Variable("waiting.missing", Type.MONEY, "What is missing", Money(34_000, "EUR")),
        Variable("wallet.available", Type.MONEY, "What can be spent now", Money(8_000, "EUR")),
        Variable("wallet.url", Type.LINK, "The wallet's page, for who can log in", f"{PORTAL}/funds/", optional=True),
    ),
)
FUNDS_LOW = Kind(
    "funds_low",
    _("Funds running low"),
    (
        *RECIPIENT,
        Variable("wallet.threshold", Type.MONEY, "Below which amount you warn", Money(10_000, "EUR")),
        Variable("wallet.available", Type.MONEY, "What can still be spent", Money(7_950, "EUR")),
        Variable("wallet.url", Type.LINK, "The wallet's page, for who can log in", f"{PORTAL}/funds/", optional=True),
    ),
)
CARD_ASKED_FOR = Kind("card_asked_for", _("Card to be saved"), (*RECIPIENT, _CARD_PAGE))
ACCOUNT_SUSPENDED = Kind(
    "account_suspended",
    _("Account suspended"),
    (
        *RECIPIENT,
        *_STANDING,
        Variable(
            "account.until",
            Type.MOMENT,
            "When the suspension ends by itself",
            datetime(2026, 11, 28, 12, 0, tzinfo=UTC),
            optional=True,
        ),
        Variable("wallet.url", Type.LINK, "The wallet's page, for who can log in", f"{PORTAL}/funds/", optional=True),
    ),
)
SUSPENSION_LIFTED = Kind(
    "suspension_lifted",
    _("Suspension lifted"),
    (
        *RECIPIENT,
        *_STANDING,
        Variable("login.url", Type.LINK, "Where the person logs in", f"{PORTAL}/log-in/", optional=True),
    ),
)
ACCOUNT_DEACTIVATED = Kind("account_deactivated", _("Account deactivated"), (*RECIPIENT, *_STANDING))
ACCOUNT_ACTIVATED = Kind(
    "account_activated",
    _("Account activated"),
    (
        *RECIPIENT,
        *_STANDING,
        Variable("login.url", Type.LINK, "Where the person logs in", f"{PORTAL}/log-in/", optional=True),
    ),
)
STAFF_INVITATION = Kind(
    "staff_invitation",
    _("Invitation to the team"),
    (
        *RECIPIENT,
        *_LINK_IF_NEW,
        *LOGIN,
        Variable("invitation.role", Type.TEXT, "The role the person will have", "Manager"),
        Variable("invitation.by", Type.TEXT, "Who invites", "Karl Klein", optional=True),
    ),
    needed_for_security=True,
)
RESELLER_INVITATION = Kind(
    "reseller_invitation",
    _("Invitation to a new reseller"),
    (
        *RECIPIENT,
        *_LINK_IF_NEW,
        *LOGIN,
        Variable("portal.url", Type.LINK, "The new portal", f"{PORTAL}/"),
        Variable("invitation.by", Type.TEXT, "The seller who opened it", "Nordlicht", optional=True),
    ),
    needed_for_security=True,
)
USER_WELCOME = Kind(
    "user_welcome", _("Welcome and activation"), (*RECIPIENT, *_LINK_IF_NEW, *LOGIN), needed_for_security=True
)
ACTIVATION_AGAIN = Kind(
    "activation_again", _("Activation link, sent again"), (*RECIPIENT, *LINK, *LOGIN), needed_for_security=True
)
API_KEY_EXPIRES = Kind(
    "api_key_expires",
    _("API key expires soon"),
    (
        *RECIPIENT,
        Variable("key.name", Type.TEXT, "The name of the key", "Warehouse"),
        Variable("key.expires_at", Type.MOMENT, "When it stops working", datetime(2026, 11, 28, 12, 0, tzinfo=UTC)),
        Variable(
            "key.url", Type.LINK, "The key's page, for who can log in", f"{PORTAL}/console/api-keys/7/", optional=True
        ),
    ),
    needed_for_security=True,
)
SUPPORT_ASKED_FOR = Kind(
    "support_asked_for",
    _("Your provider asks for support access"),
    (
        *RECIPIENT,
        Variable("provider.name", Type.TEXT, "The name on the portal of your provider", "Nordlicht"),
        Variable("provider.person", Type.TEXT, "Who there asks", "Nora Nord"),
        Variable("provider.reason", Type.TEXT, "Why", "Your price list looks wrong"),
        Variable(
            "settings.url", Type.LINK, "Where support access is given", f"{PORTAL}/console/settings/support/",
            optional=True,
        ),
    ),
    needed_for_security=True,
)  # fmt: skip
PASSWORD_RESET = Kind(
    "password_reset",
    _("New password: the link"),
    (
        *RECIPIENT,
        *(replace(variable, sample=sample) for variable, sample in zip(LINK, _RESET_SAMPLES, strict=True)),
        *LOGIN,
        Variable("reset.by", Type.TEXT, "Who sent the link, if not the person", "Karl Kaufmann", optional=True),
    ),
    needed_for_security=True,
)
PASSWORD_CHANGED = Kind(
    "password_changed",
    _("Password changed"),
    (
        *RECIPIENT,
        *LOGIN,
        Variable("change.at", Type.MOMENT, "When it was changed", datetime(2026, 11, 28, 12, 0, tzinfo=UTC)),
        Variable("change.address", Type.TEXT, "From which network address", "203.0.113.7", optional=True),
        Variable("help.url", Type.LINK, "Where a new password is asked for", f"{PORTAL}/forgot-password/"),
        Variable("help.email", Type.TEXT, "Your portal's e-mail address", "help@kleinbach.example", optional=True),
    ),
    needed_for_security=True,
)
LOGIN_CHANGED = Kind(
    "login_changed",
    _("Second factor or sign-in changed"),
    (
        *PASSWORD_CHANGED.variables,
        Variable("change.what", Type.TEXT, "What was changed", "An authenticator app was added."),
        Variable("change.by", Type.TEXT, "Who did it, where it was not the person", "Karl Klein", optional=True),
    ),
    needed_for_security=True,
)

KINDS: Sequence[Kind] = (
    ORDER_PLACED, ORDER_TO_APPROVE, ORDER_PRICE_ASKED, ORDER_EXECUTED, ORDER_CANCELED, *OF_ENDED, FUNDS_RECEIVED,
    FUNDS_AWAITED, ORDERS_WAIT, FUNDS_LOW, ANNOUNCEMENT_DECLINED, CARD_ASKED_FOR, ACCOUNT_SUSPENDED, SUSPENSION_LIFTED,
    ACCOUNT_DEACTIVATED,
    ACCOUNT_ACTIVATED, STAFF_INVITATION, RESELLER_INVITATION, USER_WELCOME, ACTIVATION_AGAIN, API_KEY_EXPIRES,
    SUPPORT_ASKED_FOR, PASSWORD_RESET, PASSWORD_CHANGED, LOGIN_CHANGED, *OF_SIGN_UPS,
    *OF_CARDS, *OF_DELIVERIES, *OF_REFUNDS, INCOMPLETE_ORDER, VISITOR_CART, *OF_PRICES,
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
