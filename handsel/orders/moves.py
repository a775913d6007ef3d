"""How the life of an order goes on, leg by leg: which row of the table of situations follows which (ORD-2).

The rows are those of `status`; what moves a leg is a word on the arrow. The diagram in the docs is drawn of this table,
and a test walks through the operations at random and finds no other move.
"""

from collections.abc import Mapping

MOVES: Mapping[str, Mapping[str, str]] = {
    "incomplete": {
        "not_bought": "ordered below",
        "awaiting_payment": "ordered",
        "awaiting_approval": "ordered",
        "being_bought": "ordered",
        "locked": "ordered",
        "in_progress": "ordered",
    },
    "not_bought": {
        "awaiting_approval": "asked",
        "being_bought": "asked",
        "locked": "short",
        "in_progress": "bought",
        "canceled": "canceled",
    },
    "awaiting_payment": {
        "awaiting_approval": "paid",
        "being_bought": "paid",
        "locked": "paid, short above",
        "in_progress": "paid",
        "canceled": "canceled",
    },
    "awaiting_approval": {
        "being_bought": "accepted",
        "locked": "accepted, short above",
        "in_progress": "accepted",
        "awaiting_payment": "card refused",
        "awaiting_buyer": "asked about the price",
        "canceled": "rejected",
        "not_bought": "asked again below",
    },
    "awaiting_buyer": {
        "being_bought": "confirmed",
        "locked": "confirmed, short above",
        "in_progress": "confirmed",
        "awaiting_payment": "confirmed, short",
        "canceled": "declined",
    },
    "being_bought": {
        "in_progress": "bought",
        "awaiting_approval": "next tier asked",
        "locked": "short above",
        "awaiting_payment": "card refused",
        "canceled": "canceled",
        "not_bought": "asked again below",
    },
    "locked": {
        "in_progress": "funds arrived",
        "awaiting_approval": "next tier asked",
        "being_bought": "card asked",
        "awaiting_payment": "short below",
        "canceled": "canceled",
        "not_bought": "asked again below",
    },
    "in_progress": {
        "executed": "delivered",
        "executed_unpaid": "delivered on credit",
        "failed": "not delivered",
        "locked": "short above",
        "awaiting_approval": "asked again",
        "being_bought": "card asked",
        "awaiting_payment": "card refused",
        "canceled": "canceled",
        "not_bought": "asked again below",
    },
    "failed": {
        "in_progress": "tried again",
        "executed": "delivered",
        "executed_unpaid": "delivered on credit",
        "canceled": "given up",
    },
    "executed": {"executed_refunded": "refunded", "executed_unpaid": "payment taken back"},
    "executed_unpaid": {"executed": "paid", "executed_refunded": "refunded"},
    "executed_refunded": {},
    "canceled": {},
}
"""Situation before -> situations after, each with what does it."""


def may_follow(before: str, after: str) -> bool:
    """Whether a leg goes from one situation to another, or stays where it is."""
    return before == after or after in MOVES[before]
