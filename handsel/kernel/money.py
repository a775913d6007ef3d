"""Money: whole minor units of one currency, never a float, never without its currency."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, Overflow
from typing import Self

import pycountry

from handsel.kernel.refusal import Invalid

# ISO 4217 exponents that are not 2.
_NONE = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
)
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_EXPONENTS = dict.fromkeys(_NONE, 0) | dict.fromkeys(_THREE, 3)

SPACES = re.compile(r"[\s'’\u00a0\u202f]")

MAX_MINOR = 10**15
"""The largest amount in one posting; it keeps every sum of a seller's books inside a bigint."""


def exponent(currency: str) -> int:
    """Return how many decimals `currency` has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def exponents() -> dict[int, tuple[str, ...]]:
    """Return the currencies that have not two decimals, by how many they have."""
    return {0: _NONE, 3: _THREE}


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code as it is written: EUR, not eur."""
    found = pycountry.currencies.get(alpha_3=code)
    return found is not None and found.alpha_3 == code


class CurrencyMismatch(Exception):
    """Two currencies were added or compared."""


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units of `currency`: `Money(1250, "EUR")` is 12.50 EUR."""

    minor: int
    currency: str

    def __add__(self, other: Self) -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal:,f} {self.currency}"

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Self) -> Self:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")
        return other


class AmountUnreadable(Invalid):
    """This is no amount, or it could mean more than one."""

    code = "amount_unreadable"


class AmountNotPositive(Invalid):
    """The amount must be above zero."""

    code = "amount_not_positive"


class AmountTooFine(Invalid):
    """The amount has more decimals than its currency."""

    code = "amount_too_fine"


class AmountTooLarge(Invalid):
    """The amount is larger than one posting may be."""

    code = "amount_too_large"


def parse_money(
    text: str, currency: str, *, field: str = "amount", decimal_mark: str = ".", may_be_zero: bool = False
) -> Money:
    """Read a positive amount as a person types it: `1,250.5` is 1250.50 with `decimal_mark` ".".

    Raises AmountUnreadable, AmountNotPositive, AmountTooFine or AmountTooLarge, naming `field`.
    """
    thousands = "," if decimal_mark == "." else "."
    plain = SPACES.sub("", text).replace(thousands, "").replace(decimal_mark, ".")
    try:
        minor = Decimal(plain).scaleb(exponent(currency))
    except (InvalidOperation, Overflow):
        raise AmountUnreadable(fields={field: f"Enter an amount such as 125{decimal_mark}50."}) from None
    if not minor.is_finite() or minor < 0 or (minor == 0 and not may_be_zero):
        raise AmountNotPositive(fields={field: "Enter an amount above zero."})
    if minor > MAX_MINOR:
        raise AmountTooLarge(fields={field: "This amount is too large for one posting."})
    if minor != minor.to_integral_value():
        raise AmountTooFine(fields={field: f"{currency} has {exponent(currency)} decimals; enter no more."})
    return Money(int(minor), currency)


def is_written_amount(text: str, decimal_mark: str) -> bool:
    """Whether `text` is an amount whose thousands are grouped by three or not at all, so that 12.50 is never 1250."""
    thousands = "," if decimal_mark == "." else "."
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d*"
    return bool(re.fullmatch(rf"(?:{grouped})(?:{re.escape(decimal_mark)}\d+)?", SPACES.sub("", text)))


def round_half_up(amount: Decimal) -> int:
    """Return `amount` as a whole number, halves away from zero, as invoices are rounded."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def share_percent(part: Money | None, whole: Money) -> Decimal | None:
    """Return `part` as a percentage of `whole` with one decimal; None where either says nothing."""
    if part is None or not whole.minor:
        return None
    return (Decimal(part.minor) * 100 / whole.minor).quantize(Decimal("0.1"))
