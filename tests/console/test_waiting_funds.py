"""What waits for funds, in the console and over the API (FUN-5)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped
from tests.console.conftest import HTMX
from tests.orders.buying import buy
from tests.orders.test_queueing import locked
from tests.orders.test_shortages import empty

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-5")]


def test_a_record_shows_what_its_wallet_holds_up_and_lets_it_be_put_behind(karl, ruth, cast):
    empty(cast.karl, cast.bakery)
    leg = buy(cast)
    with scoped(cast.karl.scope):
        here = f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/funds/"

    page = karl.get(here).content.decode()

    assert "Orders that wait for these funds" in page
    assert leg.number in page
    assert f"/console/orders/{leg.number}/cancel/" in page
    assert karl.post(f"/console/orders/{leg.number}/skip/", headers=HTMX).status_code == 204
    assert f"/console/orders/{leg.number}/skip/" not in ruth.get(here).content.decode()
    assert ruth.post(f"/console/orders/{leg.number}/skip/", headers=HTMX).status_code == 403
    assert karl.post("/console/orders/NONE/skip/", headers=HTMX).status_code == 404


def test_what_our_own_wallet_holds_up_is_put_behind(karl, cast):
    empty(cast.nora, cast.kleinbach)
    leg = locked(cast)

    page = karl.get("/console/orders/waiting/").content.decode()

    assert f"/console/orders/{leg.number}/skip/" in page
    assert karl.post(f"/console/orders/{leg.number}/skip/", headers=HTMX).status_code == 204
    assert "was put behind" not in page
