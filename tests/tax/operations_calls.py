"""How each operation of taxes is called, for the table of who may do what (USR-5, CAT-4)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from handsel.kernel.isolation import scoped
from handsel.tax.buyers import Exemption
from handsel.tax.products import products_of
from handsel.tax.rates import NewTaxRate, add_tax_rate
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.cast import NOON
from tests.tax.story import FRENCH_NUMBER, customer

LATER = NOON.date() + timedelta(days=1)
NEW_RATE = NewTaxRate("DE", "standard", Decimal(19), LATER)
SETUP = SetupDetails("DE", is_registered=False)


def _rate(stage: Any) -> int:
    return add_tax_rate(new=NEW_RATE, by=stage.owner, at=NOON).pk


def _product(stage: Any) -> int:
    with transaction.atomic(), scoped(stage.owner.scope):
        return products_of(stage.cast.kleinbach, NOON)[0].product_id


def _mill(stage: Any) -> int:
    set_up_tax(setup=SETUP, version=0, by=stage.owner, at=NOON)
    return customer(stage.owner, "FR", number=FRENCH_NUMBER)


OF_TAXES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "tax.buyers.end_exemption": lambda s, _by: {"account_id": s.cast.bakery},
    "tax.buyers.exempt_buyer": lambda s, _by: {"account_id": s.cast.bakery, "exemption": Exemption("School", "S-1")},
    "tax.numbers.ask_for_check": lambda s, _by: {"account_id": _mill(s)},
    "tax.numbers.note_check_by_hand": lambda s, _by: {
        "account_id": _mill(s), "number": FRENCH_NUMBER, "is_valid": True, "reference": "ref 1",
    },
    "tax.products.set_tax_category": lambda s, _by: {"product_id": _product(s), "category": "reduced"},
    "tax.rates.add_tax_rate": lambda _stage, _by: {"new": NEW_RATE},
    "tax.rates.adopt_proposed_rates": lambda _stage, _by: {"country": "DE"},
    "tax.rates.end_tax_rate": lambda s, _by: {"rate_id": _rate(s), "ends_on": LATER + timedelta(days=1)},
    "tax.rates.withdraw_tax_rate": lambda s, _by: {"rate_id": _rate(s)},
    "tax.setting_up.set_up_tax": lambda _stage, _by: {"setup": SETUP, "version": 0},
}  # fmt: skip
