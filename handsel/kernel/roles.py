"""The database roles, what each may do, and the check that refuses to serve as a wrong one (OPS-3)."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

LOGIN = ("owner", "app")
DEFINERS = ("ledger", "search", "chain")
"""Roles nobody logs in as: each owns the functions, and the tables, of one subject that crosses tenants."""

FRAMEWORK_RIGHTS = {
    "django_migrations": "SELECT",
    "django_content_type": "SELECT",
    "auth_permission": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
}
"""What the application may do in the framework's tables, which no migration of ours makes."""


@dataclass(frozen=True)
class Login:
    """A role that logs in, and its password where the server asks for one."""

    name: str
    password: str = ""


def prepare(admin_url: str, database: str, roles: Mapping[str, str], logins: Mapping[str, Login]) -> None:
    """Make the roles, the database and their rights; run again, it puts right what differs.

    `admin_url` logs in as somebody who may make roles and databases. `roles` maps owner, app, ledger, search and
    chain to names in this cluster; `logins` gives the names and passwords of owner and app.

    Raises psycopg.Error.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for login in (logins[key] for key in LOGIN):
            _make_role(admin, login.name, "LOGIN", login.password)
        for name in (roles[key] for key in DEFINERS):
            _make_role(admin, name, "NOLOGIN")
            _run(admin, "GRANT {} TO {}", name, roles["owner"])
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            _run(admin, "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0", database, roles["owner"])
        _run(admin, "ALTER DATABASE {} OWNER TO {}", database, roles["owner"])
        _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", database, roles["app"])
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as admin:
        _run(admin, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(admin, "GRANT ALL ON SCHEMA public TO {}", roles["owner"])
        _run(admin, "GRANT USAGE ON SCHEMA public TO {}", roles["app"])
        for name in (roles[key] for key in DEFINERS):
            _run(admin, "GRANT USAGE, CREATE ON SCHEMA public TO {}", name)


def framework_grants(present: set[str], app: str) -> list[str]:
    """Return the statements that give the application its rights in those of the framework's tables that exist."""
    return [f'GRANT {rights} ON {table} TO "{app}"' for table, rights in FRAMEWORK_RIGHTS.items() if table in present]


def faults_of_login(url: str, roles: Mapping[str, str]) -> list[str]:
    """Return why it is not safe to serve with the login `url`, a sentence each; an empty list says it is.

    Raises psycopg.OperationalError when the database cannot be reached.
    """
    with psycopg.connect(url, connect_timeout=5) as connection:
        rows = connection.execute(_FAULTS, {"owner": roles["owner"], "definers": [roles[key] for key in DEFINERS]})
        return [fault for (fault,) in rows]


_FAULTS = """
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user)
SELECT format('%%s is a superuser', rolname) FROM me WHERE rolsuper
UNION ALL
SELECT format('%%s bypasses row security', rolname) FROM me WHERE rolbypassrls
UNION ALL
SELECT format('%%s is %%s, or may become it', me.rolname, other.rolname)
  FROM me, pg_roles other
 WHERE (other.rolname = %(owner)s OR other.rolname = ANY (%(definers)s)) AND pg_has_role(me.oid, other.oid, 'MEMBER')
   AND NOT me.rolsuper
UNION ALL
SELECT format('%%s owns %%s', me.rolname, string_agg(relname, ', ' ORDER BY relname))
  FROM me JOIN pg_class ON relowner = me.oid WHERE relnamespace = 'public'::regnamespace GROUP BY me.rolname
UNION ALL
SELECT format('%%s owns function %%s', me.rolname, proname)
  FROM me JOIN pg_proc ON proowner = me.oid WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT format('%%s may create in schema public', rolname) FROM me
 WHERE has_schema_privilege(oid, 'public', 'CREATE') AND NOT rolsuper
UNION ALL
SELECT format('function %%s runs with the rights of %%s', proname, rolname)
  FROM pg_proc JOIN pg_roles ON pg_roles.oid = proowner
 WHERE prosecdef AND pronamespace = 'public'::regnamespace AND NOT rolname = ANY (%(definers)s)
"""


def _make_role(admin: "psycopg.Connection[tuple[object, ...]]", name: str, kind: str, password: str = "") -> None:
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        _run(admin, "CREATE ROLE {}", name)
    _run(admin, f"ALTER ROLE {{}} {kind} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB", name)
    if password:
        # Only the hash is sent, so that no log of the server holds the password.
        scram = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(scram)))


def _run(admin: "psycopg.Connection[tuple[object, ...]]", text: str, *names: str) -> None:
    admin.execute(sql.SQL(text).format(*map(sql.Identifier, names)))
