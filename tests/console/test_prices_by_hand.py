"""A discount or another price for one line, typed and set in New order (ORD-10, CAT-2)."""

import pytest

from handsel.accounts.models import Account
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.line_models import Line
from tests.console.conftest import HTMX, logged_in
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10", "CAT-2")]


@pytest.fixture
def address(cast) -> str:
    fill_cart(cast)
    with scoped(cast.karl.scope):
        number, line = Account.objects.get(pk=cast.bakery).number, Line.objects.get(order__placed_at__isnull=True).pk
    return f"/console/accounts/{number}/order/lines/{line}/price/"


@pytest.mark.parametrize(
    ("language", "typed", "minor"),
    [
        ("en", "10", 713),
        ("en", "10 %", 713),
        ("en", "5.5%", 748),
        ("de", "5,5 %", 748),
        ("en", "5,5", None),
        ("de", "5.5", None),
        ("en", "101 %", None),
        ("en", "0", None),
        ("en", "a lot", None),
    ],
)
def test_a_percentage_is_read_in_the_writing_of_whoever_types_it(karl, cast, address, language, typed, minor):
    with scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(language=language)

    answer = karl.post(address, {"how": "percent", "value": typed, "reason": "Loyal"}, headers=HTMX)

    assert answer.status_code == (204 if minor else 422)
    assert minor or "value" in answer.context["form"].errors
    with scoped(cast.karl.scope):
        assert list(ManualPrice.objects.values_list("unit_minor", flat=True)) == ([minor] if minor else [])


@pytest.mark.parametrize("typed", [{"how": "percent", "value": "100 %"}, {"how": "price", "value": "0"}])
def test_an_owner_is_asked_before_something_is_given_away(cast, address, typed):
    klara = logged_in("kleinbach", "klara@kleinbach.example")

    asked = klara.post(address, typed | {"reason": "Gift"}, headers=HTMX)

    assert asked.status_code == 409
    assert 'type="checkbox" name="is_meant"' in asked.content.decode()
    assert klara.post(address, typed | {"reason": "Gift", "is_meant": "on"}, headers=HTMX).status_code == 204
