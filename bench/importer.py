"""One import of the import benchmark, in a process of its own, so that its memory is its own.

`python -m bench.importer command|console SELLER FILE` says how many accounts it added and in how many seconds, for how
long it, its child and its process of the server were on a processor, and how many MiB it and its child took at most.
"""

import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.files import File  # noqa: E402
from django.db import connection  # noqa: E402

from bench.server import server_seconds  # noqa: E402
from handsel.accounts.importing.carrying import carry_out_import  # noqa: E402
from handsel.accounts.importing.checking import start_check  # noqa: E402
from handsel.accounts.importing.opening import open_import  # noqa: E402
from handsel.accounts.importing.running import start_run  # noqa: E402
from handsel.accounts.importing.tally import Tally  # noqa: E402
from handsel.accounts.importing.uploads import receive_import  # noqa: E402
from handsel.accounts.importing.work import IMPORT_KINDS  # noqa: E402
from handsel.accounts.models import Kind  # noqa: E402
from handsel.identity.actor import Actor, system  # noqa: E402
from handsel.identity.roles import Role  # noqa: E402
from handsel.kernel import clock  # noqa: E402
from handsel.tasks.running import run_next  # noqa: E402

KINDS = {kind.name: kind for kind in IMPORT_KINDS}
MIB_OF_KIB = 1 / 1024


def as_command(seller: int, path: Path) -> int:
    """Take the file over in one go, as `handsel import` does."""
    tally = Tally()
    with open_import(path) as opened:
        for decisions in carry_out_import(opened, kind=Kind.CUSTOMER, by=system(seller), at=clock.now()):
            tally.add(decisions)
    return tally.accounts


def as_console(seller: int, path: Path) -> int:
    """Upload the file, have every row checked, then imported, as staff and the worker do."""
    by = Actor(None, "Bench", seller, Role.OWNER)
    with path.open("rb") as stream:
        found = receive_import(file=File(stream), file_name=path.name, kind=Kind.CUSTOMER, by=by, at=clock.now())
    start_check(import_id=found.pk, choices=found.choices, without_email=False, by=by, at=clock.now())
    while run_next(KINDS, at=clock.now()):
        pass
    over = start_run(import_id=found.pk, by=by, at=clock.now())
    while run_next(KINDS, at=clock.now()):
        pass
    return over.task.total or 0


def main() -> None:
    way, seller, path = sys.argv[1:]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    begun, own, servers = time.perf_counter(), time.process_time(), server_seconds(backend)
    added = {"command": as_command, "console": as_console}[way](int(seller), Path(path))
    seconds = time.perf_counter() - begun
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = time.process_time() - own, child.ru_utime + child.ru_stime, server_seconds(backend) - servers
    most = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MIB_OF_KIB, child.ru_maxrss * MIB_OF_KIB)
    print(added, seconds, *busy, *most)


if __name__ == "__main__":
    main()
