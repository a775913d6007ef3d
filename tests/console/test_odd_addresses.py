"""Whatever is typed into an address, a screen answers: with a page or with "not found", never with an error."""

import pytest

LISTS = (
    "orders/", "funds/", "funds/receipts/", "price-lists/", "products/", "mailbox/", "customers/", "resellers/",
)  # fmt: skip
NAMES = ("q", "page", "queue", "state", "kind", "markup_percent")
ODD = ("%00", "%F0%9F%A5%90", "'", "%25", "%5C", "_", "x" * 3000)
NOWHERE = (
    "funds/receipts/99999999999999999999/", "mailbox/99999999999999999999/", "mailbox/99999999999999999999/frame/",
    "products/99999999999999999999/withdraw/", "orders/" + "X" * 3000 + "/", "accounts/99999999999999999999/funds/add/",
    "accounts/1001/notes/99999999999999999999/", "accounts/1001/addresses/99999999999999999999/remove/",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_searches_find_nothing_or_something(karl, odd):
    asked = [f"{path}?{name}={odd}" for path in LISTS for name in NAMES]

    wrong = [path for path in asked if karl.get(f"/console/{path}").status_code != 200]

    assert wrong == []


@pytest.mark.parametrize("path", NOWHERE)
def test_odd_numbers_are_not_found(karl, path):
    assert karl.get(f"/console/{path}").status_code == 404
