"""A server of the benchmark's own, as durable as in production, with an empty installation in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SQL = Path(__file__).parent / "sql"


@contextmanager
def installation() -> Iterator[None]:
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
    process = server.start({"shared_buffers": "512MB", "fsync": "on", "synchronous_commit": "on"})
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


def load(name: str, **numbers: int) -> None:
    """Run `sql/<name>.sql`, with `:word` standing for a number, in one session."""
    text = (SQL / f"{name}.sql").read_text()
    for word, number in numbers.items():
        text = text.replace(f":{word}", str(int(number)))
    with administrator() as connection:
        connection.execute(text)
        connection.execute("VACUUM ANALYZE")
