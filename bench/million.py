"""A million customers of a thousand resellers, and somebody at each of the largest who is logged in."""

from datetime import UTC, datetime

from bench.server import administrator, load

RESELLERS = 1_000
CUSTOMERS = 1_000_000
DESKS = 40
"""At so many of the largest resellers somebody is logged in."""


def generate(customers: int = CUSTOMERS) -> None:
    """Fill the empty installation; takes some minutes."""
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - needs Django to be set up

    cast = tell(datetime(2019, 1, 1, 9, tzinfo=UTC))
    load("million", operator=cast.operator, resellers=RESELLERS, customers=customers)


def desks() -> dict[str, str]:
    """Return the portal's name and the session of a manager at each of the largest resellers."""
    return {f"seller-{number}": logged_in(user_id, 100_000 + number) for number, user_id in enumerate(_managers())}


def logged_in(user_id: int, seller_id: int) -> str:
    """Log somebody in at a seller's console, and return the session."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 - needs Django to be set up

    from handsel.identity.actor import system  # noqa: PLC0415 - the same
    from handsel.identity.session_models import Proof  # noqa: PLC0415 - the same
    from handsel.identity.sessions import Entry, begin_session  # noqa: PLC0415 - the same
    from handsel.kernel.clock import now  # noqa: PLC0415 - the same
    from handsel.timeline.origin import Origin, Way  # noqa: PLC0415 - the same

    store = SessionStore()
    store.save()
    by = system(seller_id).coming_from(Origin(way=Way.CONSOLE))
    entry = Entry(Proof.PASSWORD, "Bench")
    begin_session(user_id=user_id, secret=str(store.session_key), entry=entry, by=by, at=now())
    return str(store.session_key)


def _managers() -> list[int]:
    with administrator() as db:
        rows = db.execute(MANAGERS, {"last": 100_000 + DESKS - 1}).fetchall()
        db.execute(
            "INSERT INTO identity_seat (seller_id, user_id, buyer_id, role) SELECT seller_id, id, NULL, 'manager' "
            "FROM identity_user WHERE email = 'bench@example.org'"
        )
    return [int(str(row[0])) for row in sorted(rows, key=lambda row: int(str(row[1])))]


MANAGERS = """
    INSERT INTO identity_user (password, seller_id, login_key, email, first_name, last_name, language, date_format,
                               created_at, activated_at)
    SELECT '!', id, id || ':bench@example.org', 'bench@example.org', 'Bench', 'Manager', 'en', 'Y-m-d', now(), now()
      FROM accounts_account WHERE id BETWEEN 100000 AND %(last)s ORDER BY id
    RETURNING id, seller_id
"""
