"""The database of the probes: the world with its canaries, made once per run; who needs one gets a clone."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from django.db import connection
from django.test import Client, override_settings

from handsel.cli.demo.story import PASSWORD
from handsel.kernel.embedded import SUPERUSER
from handsel.settings.environment import ROLES
from tests import cast, database
from tests.isolation import world
from tests.isolation.canaries import Aviary
from tests.isolation.fabricating import Fabricator
from tests.settings import RUN, SERVER

NAME = "isolation_world"
APART = 1_000_000
"""What a reseller's numbers are moved by, times its id, so that no number means something at two of them."""


@dataclass
class Staged:
    """What is known of the world: each reseller as `world.Tenant` says, sessions, and the columns of the canaries."""

    tenants: dict[str, dict]
    cookies: dict[str, dict[str, str]]
    columns: list[str]
    refused: dict[str, str]
    admin: "psycopg.Connection[tuple]" = field(init=False)

    def named(self, seller: int) -> str:
        return next((name for name, told in self.tenants.items() if told["id"] == seller), "")

    @property
    def aviary(self) -> Aviary:
        return Aviary(self.admin, self.columns)


@contextmanager
def staged(name: str) -> Iterator[Staged]:
    """Have a clone of the world connected within the block, made first when it is not there."""
    _have_world()
    told = Staged(**json.loads((RUN / f"{NAME}.json").read_text()))
    database.clone(name, NAME)
    try:
        with database.connected_to(name), _administering(name) as told.admin:
            yield told
    finally:
        database.drop(name)


def _have_world() -> None:
    database._have_template()
    kept = RUN / f"{NAME}.json"
    with (RUN / "world-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            return
        database.clone(NAME)
        with database.connected_to(NAME), override_settings(HANDSEL_API_CALLS_A_MINUTE=10**9):
            tenants = world.build(cast.the_cast())
            cookies = dict(_logged_in(tenants))
        with _administering(NAME) as admin:
            people = {tenant.id: _ids_of(admin, tenant) for tenant in tenants}
            Fabricator(admin, people).fill()
            _move_numbers_apart(admin)
            _keep_keys_apart(admin)
            _install_digest(admin)
            aviary = Aviary(admin)
            aviary.write()
        told = {
            tenant.name: {"id": tenant.id, "ancestors": tenant.ancestors, "keys": tenant.keys} for tenant in tenants
        }
        told = {"tenants": told, "cookies": cookies, "columns": aviary.columns, "refused": aviary.refused}
        kept.write_text(json.dumps(told))


@contextmanager
def _administering(name: str) -> "Iterator[psycopg.Connection[tuple]]":
    with psycopg.connect(SERVER.url(SUPERUSER, name), autocommit=True) as admin:
        yield admin


def _ids_of(admin: "psycopg.Connection[tuple]", tenant: world.Tenant) -> dict[str, int]:
    rows = admin.execute("SELECT email, id FROM identity_user WHERE seller_id = %s", [tenant.id])
    ids = dict(rows.fetchall())
    return {who: ids[email] for who, email in tenant.people.items()}


def _logged_in(tenants: list[world.Tenant]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the cookies of everybody who logs in, by "who@portal"."""
    for tenant in tenants:
        for who, email in tenant.people.items():
            client = Client(SERVER_NAME=f"{tenant.name}.localhost")
            path = "/log-in/" if who in {"main", "other"} else "/console/log-in/"
            answer = client.post(path, {"email": email, "password": PASSWORD})
            assert answer.status_code == 302, (who, tenant.name, answer.content.decode())
            yield f"{who}@{tenant.name}", {name: morsel.value for name, morsel in client.cookies.items()}


def _move_numbers_apart(admin: "psycopg.Connection[tuple]") -> None:
    tables = admin.execute("""
        SELECT table_name FROM information_schema.columns n WHERE column_name = 'number' AND data_type = 'integer'
           AND EXISTS (SELECT FROM information_schema.columns s
                        WHERE s.table_name = n.table_name AND s.column_name = 'seller_id')
    """).fetchall()
    admin.execute("SET session_replication_role = replica")
    for (table,) in tables:
        admin.execute(f"UPDATE {table} SET number = number + seller_id * {APART}")
    admin.execute(f"UPDATE accounts_series SET last = last + seller_id * {APART}")
    admin.execute("SET session_replication_role = DEFAULT")


def _keep_keys_apart(admin: "psycopg.Connection[tuple]") -> None:
    """Let no two resellers have sent a call with the same key, so that a key is somebody's."""
    admin.execute("UPDATE identity_idempotencykey SET key = 'kept-' || seller_id || '-' || id")


def _install_digest(admin: "psycopg.Connection[tuple]") -> None:
    """Make a function that sees all rows and says, per table and seller, what they are in one number."""
    tables = admin.execute("""
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'seller_id'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
    """).fetchall()
    selects = " UNION ALL ".join(
        f"SELECT '{table}', seller_id, sum(hashtextextended(t::text, 0)) FROM {table} t GROUP BY seller_id"
        for (table,) in tables
    )
    admin.execute(f"""
        CREATE FUNCTION probe_digest() RETURNS TABLE (name text, seller bigint, digest numeric)
        LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$ {selects} $$;
        CREATE FUNCTION probe_mails(p_after bigint) RETURNS TABLE (seller bigint, buyer bigint, written text)
        LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT seller_id, CASE WHEN EXISTS (SELECT FROM identity_seat s WHERE s.user_id = m.user_id
                              AND s.seller_id = m.seller_id AND s.buyer_id IS NULL) THEN 0
                   ELSE coalesce(buyer_id, 0) END,
                   m::text FROM mail_message m WHERE id > p_after
        $$;
        REVOKE ALL ON FUNCTION probe_digest(), probe_mails(bigint) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION probe_mails(bigint) TO {ROLES["app"]};
        GRANT EXECUTE ON FUNCTION probe_digest() TO {ROLES["app"]};
    """)


def digest() -> Mapping[tuple[str, int], int]:
    """Return what stands in each table for each seller, as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seller, digest FROM probe_digest()")
        return {(name, seller): found for name, seller, found in cursor.fetchall()}


def mails_after(number: int) -> list[tuple[int, int, str]]:
    """Return seller, buyer and all texts of the mails that were made after mail `number`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seller, buyer, written FROM probe_mails(%s)", [number])
        return cursor.fetchall()
