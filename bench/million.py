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
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from handsel.identity.models import User  # noqa: PLC0415

    found = {}
    for number, user_id in enumerate(_managers()):
        session = SessionStore()
        user = User(pk=user_id, password="!")  # noqa: S106 - nobody logs in with it
        session[SESSION_KEY] = str(user_id)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found[f"seller-{number}"] = str(session.session_key)
    return found


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
