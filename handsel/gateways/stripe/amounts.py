"""Amounts as Stripe counts them, which is not always as ISO 4217 does (BIL-3).

Source: https://docs.stripe.com/currencies, zero-decimal and three-decimal currencies and special cases.
"""

from handsel.gateways.interface import NotTaken
from handsel.kernel.money import Money, exponent

_WHOLE = (
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_THOUSANDTHS = ("BHD", "JOD", "KWD", "OMR", "TND")
_DECIMALS = dict.fromkeys(_WHOLE, 0) | dict.fromkeys(_THOUSANDTHS, 3)
"""Decimals at Stripe; all others have two, ISK and UGX too, whose two are always zeros."""
_NOT_TAKEN = frozenset({"IQD", "LYD", "UYI"})
_LAST_DIGIT = 10
"""Amounts with three decimals end in a zero."""


def units_of(amount: Money) -> int:
    """Return `amount` in Stripe's smallest units. Raises NotTaken for what Stripe cannot charge."""
    currency = amount.currency
    if currency in _NOT_TAKEN:
        raise NotTaken(f"Payments by card are not taken in {currency}.")
    decimals = _DECIMALS.get(currency, 2)
    units, rest = divmod(amount.minor * _tens(decimals), _tens(exponent(currency)))
    if rest:
        raise NotTaken(f"Cards are charged in whole {currency}: enter an amount without decimals.")
    if currency in _THOUSANDTHS and units % _LAST_DIGIT:
        raise NotTaken(f"Cards are charged with two decimals in {currency}: let the amount end in a zero.")
    return units


def money_of(units: int, currency: str) -> Money:
    """Return what Stripe calls `units` of a currency, which it writes in small letters."""
    code = currency.upper()
    return Money(units * _tens(exponent(code)) // _tens(_DECIMALS.get(code, 2)), code)


def _tens(decimals: int) -> int:
    return int(10**decimals)
