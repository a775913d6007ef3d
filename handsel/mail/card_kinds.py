"""The mails around cards that do not pay: two to the buyer, three to staff (ORD-4, FUN-7, MAI-1)."""

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Type, Variable

_BUYER = (
    Variable("buyer.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
    Variable("buyer.number", Type.TEXT, "Its number with you", "1007"),
)

ORDER_CARD_FAILED = Kind(
    "order_card_failed",
    _("Card did not pay an order"),
    (
        *RECIPIENT,
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("order.total", Type.MONEY, "What the buyer pays for all of it", Money(12_450, "EUR")),
        Variable(
            "order.url", Type.LINK, "The order's page, for who can log in", f"{PORTAL}/orders/H7K2M9Q4/", optional=True
        ),
        Variable(
            "card.name", Type.TEXT, "The card that said no; empty where there is none", "Visa …4242", optional=True
        ),
        Variable("card.url", Type.LINK, "Where another one is saved", f"{PORTAL}/payment-details/", optional=True),
    ),
)
ORDER_TO_CONFIRM = Kind(
    "order_to_confirm",
    _("Card payment to be confirmed"),
    (
        *RECIPIENT,
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("order.total", Type.MONEY, "What the buyer pays for all of it", Money(12_450, "EUR")),
        Variable("card.name", Type.TEXT, "The card whose bank asks", "Visa …3155"),
        Variable(
            "card.confirm_url", Type.LINK, "Where one confirms, for who can log in", f"{PORTAL}/funds/charges/1017/",
            optional=True,
        ),
    ),
)  # fmt: skip
CARD_NOT_TAKEN = Kind(
    "card_not_taken",
    _("Bank does not pay what it reserved"),
    (
        *RECIPIENT,
        *_BUYER,
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("order.amount", Type.MONEY, "What is missing", Money(12_450, "EUR")),
        Variable(
            "order.url", Type.LINK, "The order's page in the console", f"{PORTAL}/console/orders/H7K2M9Q4/",
            optional=True,
        ),
    ),
)  # fmt: skip
WALLET_LOCKED = Kind(
    "wallet_locked",
    _("Wallet locked"),
    (
        *RECIPIENT,
        *_BUYER,
        Variable("wallet.amount", Type.MONEY, "What was debited", Money(12_450, "EUR")),
        Variable("wallet.reason", Type.TEXT, "Why", "Chargeback of receipt 1017"),
        Variable(
            "wallet.url", Type.LINK, "Its funds in the console", f"{PORTAL}/console/accounts/1007/funds/", optional=True
        ),
    ),
)
CARD_REFUNDED = Kind(
    "card_refunded",
    _("Card payment given back at the gateway"),
    (
        *RECIPIENT,
        *_BUYER,
        Variable("payout.number", Type.TEXT, "The payout's number", "1017"),
        Variable("payout.amount", Type.MONEY, "What was given back", Money(12_450, "EUR")),
        Variable("payout.reason", Type.TEXT, "Why, with the receipt", "Given back at the gateway, receipt 1017"),
        Variable(
            "payout.url", Type.LINK, "The customer's funds in the console", f"{PORTAL}/console/accounts/1007/funds/",
            optional=True,
        ),
    ),
)  # fmt: skip

OF_CARDS = (ORDER_CARD_FAILED, ORDER_TO_CONFIRM, CARD_NOT_TAKEN, WALLET_LOCKED, CARD_REFUNDED)
