"""Send what is queued: never lost, never two different mails for one thing (MAI-1, safety L2).

A batch is leased in one short transaction, handed over one by one with no transaction open, and each outcome is
recorded in a transaction of its own. A worker that dies loses its lease; whoever takes the message next sends the
same bytes under the same Message-ID.
"""

import time
from datetime import datetime, timedelta
from email.errors import MessageError
from email.utils import parseaddr

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Replace

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.mail.mime import as_bytes
from handsel.mail.models import Message, MessageQuerySet, State
from handsel.mail.server import MailConnection, MailDeferred, MailRefused, MailServer, ServerUnreachable

BATCH = 20
LEASE = timedelta(minutes=5)
TRIES = 5
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long a message waits after its first, second, … failed try; the fifth is the last."""
UNREACHABLE_FOR = timedelta(seconds=30)
MASK = "•" * 12
"""What stands in a kept mail where the secret part of its link was."""


def deliver(server: MailServer, *, at: datetime, limit: int = BATCH) -> int:
    """Hand the next due messages of all sellers to `server` and return how many were taken up; 0 when none is due."""
    with transaction.atomic(durable=True):
        claimed = call_function("mail_claim", at, LEASE, limit)
    patience = time.monotonic() + LEASE.total_seconds() / 2
    with MailConnection(server) as connection:
        for row in claimed:
            if time.monotonic() > patience:
                break  # the rest falls due again when its lease ends
            _deliver_one(connection, row["id"], row["seller_id"], at)
    return len(claimed)


def _deliver_one(connection: MailConnection, message_id: int, seller_id: int, at: datetime) -> None:
    by = system(seller_id)
    with Reading(by.scope):
        message = Message.objects.get(seller_id=seller_id, pk=message_id)
    lease = {"message_id": message.pk, "attempt": message.attempts, "by": by, "at": at}
    if not connection.server.may_take(message.recipient):
        keep_unsent(reason="Nobody real has an address like this.", **lease)
        return
    try:
        connection.send(parseaddr(message.sender)[1], message.recipient, as_bytes(message))
    except ServerUnreachable as trouble:
        wait_for_server(reason=str(trouble), **lease)
    except MailDeferred as trouble:
        retry_or_fail(reason=str(trouble), **lease)
    except (MailRefused, MessageError, ValueError) as trouble:
        fail(reason=str(trouble), **lease)
    else:
        mark_sent(**lease)


@operation
def mark_sent(*, message_id: int, attempt: int, by: Actor, at: datetime) -> None:
    """Record that the message was handed over, and take the secret of its link out of what is kept.

    Raises nothing: an `attempt` that is no longer the latest has lost its lease and changes nothing.
    """
    secret, mask = F("secret"), Value(MASK)
    _leased(by, message_id, attempt).exclude(secret="").update(
        html=Replace("html", secret, mask), text=Replace("text", secret, mask), secret=Value("", TextField())
    )
    _leased(by, message_id, attempt).update(state=State.SENT, sent_at=at, due_at=None, error="")


@operation
def retry_or_fail(*, message_id: int, attempt: int, reason: str, by: Actor, at: datetime) -> None:
    """Queue the message again for later, longer each time; after the fifth try it has failed.

    Raises nothing: an `attempt` that is no longer the latest changes nothing.
    """
    if attempt >= TRIES:
        _leased(by, message_id, attempt).update(state=State.FAILED, due_at=None, error=reason)
    else:
        _leased(by, message_id, attempt).update(state=State.QUEUED, due_at=at + BACK_OFF[attempt - 1], error=reason)


@operation
def wait_for_server(*, message_id: int, attempt: int, reason: str, by: Actor, at: datetime) -> None:
    """Queue the message again without counting the try: no server was there to take it.

    Raises nothing: an `attempt` that is no longer the latest changes nothing.
    """
    _leased(by, message_id, attempt).update(
        state=State.QUEUED, due_at=at + UNREACHABLE_FOR, attempts=F("attempts") - 1, error=reason
    )


@operation
def fail(*, message_id: int, attempt: int, reason: str, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the others
    """Give the message up: no server will ever take it.

    Raises nothing: an `attempt` that is no longer the latest changes nothing.
    """
    _leased(by, message_id, attempt).update(state=State.FAILED, due_at=None, error=reason)


@operation
def keep_unsent(*, message_id: int, attempt: int, reason: str, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """Keep the message in the Mailbox without sending it.

    Raises nothing: an `attempt` that is no longer the latest changes nothing.
    """
    _leased(by, message_id, attempt).update(state=State.KEPT, due_at=None, error=reason)


def _leased(by: Actor, message_id: int, attempt: int) -> MessageQuerySet:
    return Message.objects.filter(seller_id=by.seller_id, pk=message_id, state=State.SENDING, attempts=attempt)
