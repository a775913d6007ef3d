"""The worker: one loop that does what time and events set off (OPS-1).

Each turn reads the timeline, tries again what failed, lets waiting orders go on and sends mail. Every piece of work is
a transaction of its own and finds its work in the database, so a worker that is killed loses nothing, and several
share the work: readers skip a cursor that another holds, orders and messages are locked one by one.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from handsel.accounts.importing.keeping import forget_imports
from handsel.accounts.sweeping import empty_bin, end_suspensions
from handsel.catalog.scheduling import carry_out_due
from handsel.catalog.telling import tell_of_changes
from handsel.deliveries.refunding import confirm_due_refunds
from handsel.deliveries.telling import tell_programs
from handsel.gateways.reconciling import ask_gateways, forget_webhooks
from handsel.identity.key_warning import warn_of_expiring_keys
from handsel.identity.sessions import remove_old_sessions
from handsel.jobs.consequences import READERS
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel import clock
from handsel.ledger.balances import roll_up
from handsel.mail.delivery import deliver
from handsel.mail.server import configured_server
from handsel.orders.giving_up import give_up_stale_orders
from handsel.orders.left_carts import see_to_left_carts
from handsel.orders.waiting import let_go_stale_cards, retry_waiting_orders, tell_of_waiting_orders
from handsel.reports.proving import prove_hourly
from handsel.signups.expiring import remove_expired_visitor_carts
from handsel.signups.reminding import remind_visitors
from handsel.tasks.running import remove_expired_files, run_next
from handsel.tax.checking import check_numbers
from handsel.timeline.forgetting import forget_addresses
from handsel.timeline.reading import read_on, try_again
from handsel.visits.staying import end_overdue_visits

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
"""How long an idle worker waits: it bounds how late anything starts."""
TROUBLE_SECONDS = 5.0


def run_once(*, at: datetime, horizon: int | None = None) -> int:
    """Do what is due now and return how many pieces of work there were; 0 means nothing is left.

    `horizon` is for tests, where nothing commits: read the timeline below this transaction id.
    """
    done = sum(read_on(reader, at=at, horizon=horizon) for reader in READERS)
    done += sum(try_again(reader, at=at) for reader in READERS)
    return done + retry_waiting_orders(at=at)


def send_once(*, at: datetime) -> int:
    """Hand due mail to the server, where one is configured, and return how many messages were taken up."""
    server = configured_server()
    return deliver(server, at=at) if server else 0


def run_tasks_once(*, at: datetime) -> int:
    """Do a slice of the long work that has waited longest, and return how many pieces of work there were."""
    return run_next(TASK_KINDS, at=at) + remove_expired_files(at=at)


def sweep_once(*, at: datetime) -> int:
    """Do what time alone sets off at accounts, files, keys, visits, orders, sessions; return how many were changed."""
    done = end_suspensions(at=at) + empty_bin(at=at) + forget_imports(at=at) + tell_of_waiting_orders(at=at)
    done += warn_of_expiring_keys(at=at) + end_overdue_visits(at=at) + let_go_stale_cards(at=at)
    done += give_up_stale_orders(at=at) + see_to_left_carts(at=at) + remind_visitors(at=at)
    done += remove_expired_visitor_carts(at=at)
    done += tell_of_changes(at=at) + carry_out_due(at=at) + confirm_due_refunds(at=at)
    return done + forget_addresses() + remove_old_sessions(at=at) + forget_webhooks(at=at)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set, resting only when there is nothing to do; mail and long work have threads of their own.

    A slow mail server or a large import must not keep an order waiting.
    """
    jobs: dict[str, tuple[Callable[..., int], float]] = {
        "mail": (send_once, PAUSE_SECONDS),
        "tasks": (run_tasks_once, PAUSE_SECONDS),
        "gateways": (ask_gateways, 1.0),
        "deliveries": (tell_programs, 1.0),
        "tax": (check_numbers, 2.0),
        "sweep": (sweep_once, 30.0),
        "books": (roll_up, 5.0),
        "proof": (prove_hourly, 60.0),
    }
    threads = [
        threading.Thread(target=_loop, args=(job, stop, pause), name=name, daemon=True)
        for name, (job, pause) in jobs.items()
    ]
    for thread in threads:
        thread.start()
    _loop(run_once, stop)
    for thread in threads:
        thread.join(timeout=10)


def _loop(job: Callable[..., int], stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    while not stop.is_set():
        try:
            done = job(at=clock.now())
        except DatabaseError:
            log.exception("the database did not answer; trying again")
            close_old_connections()
            stop.wait(TROUBLE_SECONDS)
        except Exception:
            # One poisonous piece of work must not stop the others.
            log.exception("a piece of work failed; trying again")
            stop.wait(TROUBLE_SECONDS)
        else:
            if not done:
                stop.wait(pause)
