"""What time does to accounts: suspensions end at their date, and the bin is emptied after 30 days (ACC-6, ACC-7)."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError

from handsel.accounts.bin import KEPT, purge_account
from handsel.accounts.suspending import lift_expired
from handsel.identity.actor import system
from handsel.kernel.database import call_function

log = logging.getLogger(__name__)

AT_ONCE = 500
"""How many accounts of one seller are changed in one transaction."""


def end_suspensions(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Note the end of suspensions whose date has come, per seller in a transaction of its own; return how many."""
    by_seller: dict[int, list[int]] = defaultdict(list)
    for row in call_function("accounts_expired", at, limit):
        by_seller[row["seller_id"]].append(row["account_id"])

    def end(seller_id: int, account_ids: Sequence[int]) -> int:
        return len(lift_expired(account_ids=account_ids, by=system(seller_id), at=at).done)

    return sum(_tried(end, seller_id, account_ids) for seller_id, account_ids in by_seller.items())


def empty_bin(*, at: datetime, limit: int = 50) -> int:
    """Remove what has lain in the bin long enough, each account in a transaction of its own; return how many."""

    def remove(seller_id: int, account_ids: Sequence[int]) -> int:
        return int(purge_account(account_id=account_ids[0], by=system(seller_id), at=at))

    due = call_function("accounts_due", at - KEPT, limit)
    return sum(_tried(remove, row["seller_id"], [row["account_id"]]) for row in due)


def _tried(work: Callable[[int, Sequence[int]], int], seller_id: int, account_ids: Sequence[int]) -> int:
    try:
        return work(seller_id, account_ids)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all alike
    except Exception:
        # One account that cannot be changed must not keep the others waiting.
        log.exception("accounts %s of seller %s could not be swept", account_ids, seller_id)
        return 0
