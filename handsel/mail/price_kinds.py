"""The mails about prices that will change (CAT-3, MAI-1)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Table, Type, Variable

_DAY = Variable("change.day", Type.DAY, "From which day on the new prices count", date(2027, 1, 1))
_SHOP = Variable("shop.url", Type.LINK, "Your shop, for who can log in", f"{PORTAL}/", optional=True)

PRICES_CHANGE = Kind(
    "prices_change",
    _("Prices change soon"),
    (
        *RECIPIENT,
        _DAY,
        _SHOP,
        Variable("change.more", Type.COUNT, "How many prices are left out below the list", 3, optional=True),
        Table(
            "change.prices",
            "The prices that change, for one unit without tax",
            (
                Variable("name", Type.TEXT, "The product", ""),
                Variable("plan", Type.TEXT, "How it is charged", "", optional=True),
                Variable("before", Type.MONEY, "The price now; empty where it is not sold now", None, optional=True),
                Variable("after", Type.MONEY, "The new price; empty where it is not sold then", None, optional=True),
            ),
            (
                {
                    "name": "Web hosting L",
                    "plan": "monthly",
                    "before": Money(1_250, "EUR"),
                    "after": Money(1_390, "EUR"),
                },
                {"name": "Fax gateway", "plan": "", "before": Money(9_950, "EUR"), "after": None},
            ),
        ),
    ),
)
PRICE_CHANGE_CANCELED = Kind("price_change_canceled", _("Prices stay after all"), (*RECIPIENT, _DAY, _SHOP))

OF_PRICES = (PRICES_CHANGE, PRICE_CHANGE_CANCELED)
