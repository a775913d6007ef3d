"""How each operation on carts and on what is said about orders is called, for the table of who may do what (USR-5)."""

from collections.abc import Callable
from typing import Any

from tests.orders.buying import buy, fill_cart

OF_DRAFTS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "orders.internal_notes.write_internal_note": lambda s, _by: {
        "order_id": buy(s.cast).order_id,
        "text": "Call first",
        "version": 0,
    },
    "orders.particulars.save_particulars": lambda s, _by: {
        "order_id": fill_cart(s.cast).pk,
        "changes": {"po_number": "PO-1"},
    },
}
