"""How setting taxes is refused (CAT-4)."""

from handsel.kernel.refusal import Conflict, Invalid


class TaxCountryUnknown(Invalid):
    """There is no such country."""

    code = "tax_country_unknown"


class TaxRegionUnknown(Invalid):
    """The country has no such state or province."""

    code = "tax_region_unknown"


class TaxCategoryUnknown(Invalid):
    """This is no tax category, or one that has no rate."""

    code = "tax_category_unknown"


class TaxPercentOutOfRange(Invalid):
    """A tax rate is between 0 and 100 percent."""

    code = "tax_percent_out_of_range"


class TaxPercentTooFine(Invalid):
    """The rate has more decimals than are kept."""

    code = "tax_percent_too_fine"


class TaxPercentUnreadable(Invalid):
    """This is no number, or it could mean more than one."""

    code = "tax_percent_unreadable"


class TaxDayPast(Invalid):
    """A tax rate counts from today on or later; what was is not changed."""

    code = "tax_day_past"


class TaxDayTooFar(Invalid):
    """The day is more than two years ahead."""

    code = "tax_day_too_far"


class TaxDayTaken(Conflict):
    """There is a rate of this kind for this place and day already."""

    code = "tax_day_taken"


class TaxRateInForce(Conflict):
    """The rate counts already, so it cannot be withdrawn; a new one takes over from its day."""

    code = "tax_rate_in_force"


class TaxRateNotCharged(Conflict):
    """Nothing of this kind is charged there, so there is nothing to end."""

    code = "tax_rate_not_charged"


class NothingProposed(Invalid):
    """No rates are proposed for this country."""

    code = "nothing_proposed"


class HomeRateMissing(Conflict):
    """Whoever charges tax needs a standard rate of its own country."""

    code = "home_rate_missing"


class OwnTaxNumberWrong(Invalid):
    """The seller's own tax number is none of its country."""

    code = "own_tax_number_wrong"


class TaxWordsMissing(Invalid):
    """What is printed where no tax is charged must say something, and not too much."""

    code = "tax_words_missing"


class RecheckDaysOutOfRange(Invalid):
    """Numbers are checked again after 1 to 366 days."""

    code = "recheck_days_out_of_range"


class TaxNotSetUp(Conflict):
    """The seller has not said where it is established."""

    code = "tax_not_set_up"


class ExemptionIncomplete(Invalid):
    """An exemption needs a reason and a certificate."""

    code = "exemption_incomplete"


class ExemptionOver(Invalid):
    """The exemption would be over before it begins."""

    code = "exemption_over"


class NumberNotCheckable(Conflict):
    """The buyer has no VAT number of the European Union; only those can be checked."""

    code = "number_not_checkable"


class NumberChanged(Conflict):
    """The buyer has another number by now than the one that was checked."""

    code = "number_changed"


class CheckReferenceMissing(Invalid):
    """A check by hand needs a reference that proves it."""

    code = "check_reference_missing"
