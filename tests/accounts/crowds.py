"""Customers by the dozen, for changes of many at once."""

from datetime import datetime

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from tests.cast import NOON


def customers(cast: Cast, count: int, name: str = "Crowd", at: datetime = NOON) -> list[int]:
    """Add `count` customers to Kleinbach at `at` and return their ids."""
    return [
        add_customer(
            details=AccountDetails(company_name=f"{name} {n}", email=f"{name.lower()}{n}@crowd.example"),
            by=cast.karl,
            at=at,
        ).pk
        for n in range(count)
    ]
