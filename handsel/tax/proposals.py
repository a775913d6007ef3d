"""Rates that many sellers begin with, for them to look at and adopt; never applied by itself (CAT-4).

The standard and reduced VAT rates of the countries of the European Union, of the United Kingdom and of Switzerland, as
their tax authorities and the European Commission publish them (taxation-customs.ec.europa.eu, gov.uk, estv.admin.ch);
written down in November 2026 and not kept up to date since. Which of the reduced rates holds for a product is for the
seller to know. A country with more than two reduced rates is told with the two that most goods fall under.
"""

from collections.abc import Mapping
from decimal import Decimal

from handsel.tax.models import TaxCategory

_TABLE = """
AT 20 10 13    BE 21 12 6     BG 20 9        CH 8.1 2.6 3.8  CY 19 9 5     CZ 21 12       DE 19 7        DK 25
EE 24 13 9     ES 21 10 4     FI 25.5 13.5 10 FR 20 10 5.5    GB 20 5       GR 24 13 6     HR 25 13 5     HU 27 18 5
IE 23 13.5 9   IT 22 10 4     LT 21 12 5     LU 17 8 3       LV 21 12 5    MT 18 7 5      NL 21 9        PL 23 8 5
PT 23 13 6     RO 21 11       SE 25 12 6     SI 22 9.5 5     SK 23 19 5
"""

RatesOfCountry = Mapping[TaxCategory, Decimal]


def _read() -> dict[str, RatesOfCountry]:
    read: dict[str, dict[TaxCategory, Decimal]] = {}
    kinds: list[TaxCategory] = []
    for word in _TABLE.split():
        if word.isalpha():
            kinds = [TaxCategory.STANDARD, TaxCategory.REDUCED, TaxCategory.LOWEST]
            country = read[word] = {}
        else:
            country[kinds.pop(0)] = Decimal(word)
    return dict(read)


PROPOSED = _read()
"""Country -> the rates by category that are proposed for it."""
