"""Send what is queued: never lost, never two different mails for one thing (MAI-1, safety L2).

A batch is leased in one short transaction, handed over one by one with no transaction open, and each outcome is
recorded in a transaction of its own. A worker that dies loses its lease; whoever takes the message next sends the
same bytes under the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.utils import parseaddr
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, Func, TextField, Value

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.mail.mime import as_bytes
from handsel.mail.models import Message, State
from handsel.mail.server import MailConnection, MailDeferred, MailRefused, MailServer, ServerUnreachable

BATCH = 20
LEASE = timedelta(minutes=5)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long a message waits after its first, second, … failed try; the one after these is the last."""
UNREACHABLE_FOR = timedelta(seconds=30)
MASK = "•" * 12
"""What stands in a mail where the secret part of its link was."""


@dataclass(frozen=True)
class Lease:
    """The right to send one message and to say what became of it, until another worker takes it up."""

    message_id: int
    attempt: int


@dataclass(frozen=True)
class Outcome:
    """What becomes of a message after a try. `counts` is false where no server was there to try."""

    state: State
    due_at: datetime | None = None
    error: str = ""
    counts: bool = True


def outcome_of(trouble: Exception | None, attempt: int, at: datetime) -> Outcome:
    """Return what follows from the `attempt`-th try, counted from 1; `trouble` is None when the mail was taken."""
    match trouble:
        case None:
            return Outcome(State.SENT)
        case ServerUnreachable():
            return Outcome(State.QUEUED, at + UNREACHABLE_FOR, str(trouble), counts=False)
        case MailDeferred() if attempt <= len(BACK_OFF):
            return Outcome(State.QUEUED, at + BACK_OFF[attempt - 1], str(trouble))
        case _:
            return Outcome(State.FAILED, error=str(trouble) or type(trouble).__name__)


def deliver(server: MailServer, *, at: datetime, limit: int = BATCH) -> int:
    """Hand the next due messages of all sellers to `server` and return how many were taken up; 0 when none is due."""
    with transaction.atomic(durable=True):
        claimed = call_function("mail_claim", at, LEASE, limit)
    patience = monotonic() + LEASE.total_seconds() / 2
    with MailConnection(server) as connection:
        for row in claimed:
            if monotonic() > patience:
                break  # the rest falls due again when its lease ends
            _deliver_one(connection, row["id"], system(row["seller_id"]), at)
    return len(claimed)


def _deliver_one(connection: MailConnection, message_id: int, by: Actor, at: datetime) -> None:
    with Reading(by.scope):
        message = Message.objects.get(seller_id=by.seller_id, pk=message_id)
    lease = Lease(message.pk, message.attempts)
    record_outcome(lease=lease, outcome=_outcome(connection, message, at), by=by, at=at)


def _outcome(connection: MailConnection, message: Message, at: datetime) -> Outcome:
    if not connection.server.may_take(message.recipient):
        return Outcome(State.KEPT, error="Nobody real has an address like this.")
    trouble: Exception | None = None
    try:
        connection.send(parseaddr(message.sender)[1], message.recipient, as_bytes(message))
    except (ServerUnreachable, MailDeferred, MailRefused, MessageError, ValueError) as error:
        trouble = error
    return outcome_of(trouble, message.attempts, at)


@operation
def record_outcome(*, lease: Lease, outcome: Outcome, by: Actor, at: datetime) -> bool:
    """Record what became of a message; of one that was sent, take the secret of its link out of what is kept.

    Returns False, and changes nothing, when the lease was lost. Raises nothing.
    """
    message = Message.objects.filter(
        seller_id=by.seller_id, pk=lease.message_id, state=State.SENDING, attempts=lease.attempt
    )
    changes: dict[str, Any] = {"state": outcome.state, "due_at": outcome.due_at, "error": outcome.error}
    if not outcome.counts:
        changes["attempts"] = lease.attempt - 1
    if outcome.state == State.SENT:
        message.exclude(secret="").update(html=_masked("html"), text=_masked("text"), secret="")
        changes["sent_at"] = at
    return bool(message.update(**changes))


def _masked(column: str) -> Func:
    return Func(F(column), F("secret"), Value(MASK), function="replace", output_field=TextField())
