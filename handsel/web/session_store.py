"""Where sessions are kept: in the database, beside the reading of a request."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from handsel.kernel.isolation import reading_paused


class SessionStore(DatabaseStore):
    """Django's own; one that counts no more is removed outside of the request's read-only transaction."""

    def flush(self) -> None:
        with reading_paused():
            super().flush()
