"""What the demo has on its shelf can be ordered (CAT-1)."""

import pytest

from handsel.catalog.periods import ONCE
from handsel.cli.demo.shelf import PRODUCTS

pytestmark = pytest.mark.covers("CAT-1")

ADDONS = [
    (new.product, plan)
    for products in PRODUCTS.values()
    for new in products
    for plan in new.product.plans
    if plan.is_addon
]


@pytest.mark.parametrize(("product", "addon"), ADDONS, ids=str)
def test_an_add_on_is_charged_once_or_as_often_as_a_plan_of_its_product(product, addon):
    plans = {plan.period for plan in product.plans if not plan.is_addon}

    assert addon.period in plans | {ONCE}
