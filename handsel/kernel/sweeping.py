"""Work that is due is done each by itself, so that what fails keeps nothing else waiting (OPS-1)."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)


def by_itself(act: Callable[[], bool], complaint: str, number: int) -> bool:
    """Return what `act` does; False where it fails, which is logged as `complaint` with the `number` of the row.

    Raises OperationalError and InterfaceError: the database is away, for all alike.
    """
    try:
        return act()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception(complaint, number)
        return False
