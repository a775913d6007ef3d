"""How adding and withdrawing exchange rates is refused (CAT-5)."""

from handsel.kernel.refusal import Conflict, Invalid


class RateUnreadable(Invalid):
    """This is no number, or it could mean more than one."""

    code = "rate_unreadable"


class RateNotPositive(Invalid):
    """A rate is above zero."""

    code = "rate_not_positive"


class RateOutOfRange(Invalid):
    """A rate is between 0.000000001 and 1,000,000,000."""

    code = "rate_out_of_range"


class RateTooFine(Invalid):
    """The rate has more decimals than are kept."""

    code = "rate_too_fine"


class CurrencyUnknown(Invalid):
    """There is no such currency."""

    code = "currency_unknown"


class SameCurrency(Invalid):
    """A rate leads from one currency to another."""

    code = "same_currency"


class RateDayPast(Invalid):
    """A rate counts from today on or later; what was is not changed."""

    code = "rate_day_past"


class RateDayTooFar(Invalid):
    """The day is more than a year ahead."""

    code = "rate_day_too_far"


class RateDayTaken(Conflict):
    """There is a rate of this pair for this day already."""

    code = "rate_day_taken"


class RateFarOff(Conflict):
    """The rate is far from the one before it, and nobody said that this is meant."""

    code = "rate_far_off"


class RateInForce(Conflict):
    """The rate counts already, so it cannot be withdrawn; a new one takes over from its day."""

    code = "rate_in_force"
