"""The worker asks the service about numbers that are due, one after the other (CAT-4)."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError

from handsel.identity.actor import system
from handsel.kernel.database import call_function
from handsel.tax.numbers import note_answer, take_up_check
from handsel.tax.vies import ServiceAway, look_up

log = logging.getLogger(__name__)


def check_numbers(*, at: datetime, limit: int = 10) -> int:
    """Ask about what is due, no transaction being open meanwhile, and return how much there was.

    Without an address of the service none is asked.
    """
    if not settings.HANDSEL_VIES_URL:
        return 0
    due = call_function("tax_due", at, limit)
    for row in due:
        try:
            _check(row["seller_id"], row["account_id"], at)
        except (OperationalError, InterfaceError):
            raise  # the database is away, for all alike
        except Exception:
            # One that fails must not keep the others waiting.
            log.exception("the tax number of account %s could not be checked", row["account_id"])
    return len(due)


def _check(seller_id: int, account_id: int, at: datetime) -> None:
    by = system(seller_id)
    taken = take_up_check(account_id=account_id, by=by, at=at)
    if taken is None:
        return
    number, asker = taken
    try:
        told = look_up(number, asker)
    except ServiceAway as away:
        note_answer(account_id=account_id, number=number, told=None, trouble=str(away), by=by, at=at)
    else:
        note_answer(account_id=account_id, number=number, told=told, trouble="", by=by, at=at)
