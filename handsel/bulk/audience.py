"""To whom something is done: accounts named one by one, or all that a search finds (safety T6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from handsel.accounts.models import Account, AccountQuerySet, Kind
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Conflict, Invalid
from handsel.segments.search import Parsed, Search

MOST_NAMED = 1_000
"""So many accounts can be named one by one; for more there is a search."""


class UnknownAccounts(Conflict):
    """One of the accounts is none of the asker's; nothing was done to any."""

    code = "unknown_accounts"


class Unread(Conflict):
    """Part of the search cannot be read; without it too many would be found, so nothing is done."""

    code = "search_not_readable"


def read_search(parsed: Parsed) -> Search:
    """Return the search, all of it. Raises Unread: what is left out of a list must not widen a change."""
    if parsed.faults:
        raise Unread(" ".join(parsed.problems))
    return parsed.search


@dataclass(frozen=True)
class Audience:
    """The accounts with these `numbers`; or, with a `search`, all that it finds but those with the numbers `but`.

    With a `kind` only customers, or only sub-resellers. `count` is how many there were when the person saw them.
    """

    numbers: tuple[int, ...] = ()
    search: Search | None = None
    but: tuple[int, ...] = ()
    kind: Kind | None = None
    count: int | None = None

    def within(self, accounts: AccountQuerySet, by: Actor, at: datetime) -> AccountQuerySet:
        """Keep the accounts of this audience. Raises Invalid, UnknownAccounts when a number is nobody's."""
        if self.kind is not None:
            accounts = accounts.filter(kind=self.kind)
        if self.search is not None:
            return self.search.within(accounts, by=by, at=at).exclude(number__in=self.but)
        wanted = set(self.numbers)
        if len(wanted) > MOST_NAMED:
            raise Invalid(fields={"numbers": f"Name at most {MOST_NAMED:,} accounts, or describe them by a filter."})
        found = accounts.filter(number__in=wanted)
        if found.count() < len(wanted):
            raise UnknownAccounts("One of these accounts does not exist; nothing was changed.")
        return found


def batches_of(found: QuerySet[Account, Any], size: int) -> list[tuple[int, str]]:
    """Return the ids of the accounts found, in order, in batches: how many, and which, as an array of PostgreSQL.

    Read at once, as they are now, and as texts: a million numbers would be a heavy load for nothing.
    """
    try:
        inner, values = found.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    sql = f"""
        SELECT count(*), array_agg(id ORDER BY id)::text
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ({inner}) AS found (id)) AS placed
         GROUP BY (place - 1) / {size:d} ORDER BY min(id)
    """  # noqa: S608 - SQL of the ORM, its values apart
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
