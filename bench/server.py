"""A server of the benchmark's own, as durable as in production, with an empty installation in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg import sql

SQL = Path(__file__).parent / "sql"


DURABLE = {"shared_buffers": "512MB", "fsync": "on", "synchronous_commit": "on"}

TO_FILL = {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "maintenance_work_mem": "2GB"}
"""For a server that is filled with very much and then only read."""

ALONE = "SET session_replication_role = replica; SET synchronous_commit = off"
"""Rows are written past all triggers."""

UNINDEXED = "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = %s::regclass"
"""The indexes of a table are not kept until they are made again."""


@contextmanager
def installation(settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """Have a PostgreSQL with all tables running, and Django set up for it, within the block."""
    folder = Path(tempfile.mkdtemp(prefix="handsel-bench-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update({"HANDSEL_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "handsel.settings.laptop"})
    # These read the environment.
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from handsel.cli.preparation import prepare_embedded  # noqa: PLC0415
    from handsel.settings.environment import embedded_server  # noqa: PLC0415

    server = embedded_server()
    assert server, "the environment names no other database"
    process = server.start(DURABLE | settings)
    try:
        prepare_embedded(server)
        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connection  # noqa: PLC0415

        connection.close()
        server.stop()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def administrator() -> "psycopg.Connection[tuple[object, ...]]":
    """Connect past all walls, to generate data and to prove it right."""
    from handsel.kernel.embedded import SUPERUSER  # noqa: PLC0415
    from handsel.settings.environment import DATABASE, embedded_server  # noqa: PLC0415

    server = embedded_server()
    assert server, "the environment names no other database"
    return psycopg.connect(server.url(SUPERUSER, DATABASE), autocommit=True)


def server_seconds(backend: int) -> float:
    """Return how long a process of the server has been on a processor."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(name: str, **numbers: int) -> None:
    """Run `sql/<name>.sql`, with `:word` standing for a number, in one session."""
    text = (SQL / f"{name}.sql").read_text()
    for word, number in numbers.items():
        text = text.replace(f":{word}", str(int(number)))
    with administrator() as connection:
        connection.execute(text)
        connection.execute("VACUUM ANALYZE")


def fill(tables: Sequence[str]) -> None:
    """Run `sql/<table>.sql` for each of `tables`, which adds its rows; as many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(_fill, tables))


def _fill(table: str) -> None:
    name = sql.Identifier(table)
    with administrator() as connection:
        connection.execute(ALONE)
        with connection.transaction():
            connection.execute(UNINDEXED, (table,))
            connection.execute((SQL / f"{table}.sql").read_text())
            connection.execute(sql.SQL("REINDEX TABLE {}").format(name))
        connection.execute(sql.SQL("VACUUM (ANALYZE, FREEZE) {}").format(name))
