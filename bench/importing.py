"""Benchmark 10: take over 18,484 real customers from a file, with all checks on (ACC-22)."""

import csv
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from bench.frame import Result, compare
from bench.server import administrator, installation, load

ROWS = 18_484
RATE = 2_000
MEMORY_MIB = 500
SELLERS = 40
FIRST_SELLER = 100_001
SAMPLES = Path(os.environ.get("HANDSEL_SAMPLE_DATA") or Path(__file__).parents[2] / "shared" / "data")

_DATA = f"""
{ROWS:,} people of AdventureWorks with their places in one compressed CSV file; each round into a reseller of its own.
"""
_PRODUCT = """
Handsel, the command: the child process reads the file, every row is cleaned, matched and decided about, and added with
its number, edge, wallet, search text and event, under row security, in batches; each row is kept for undoing.
The console does that after a dry run that keeps the fate of every row.
"""
_LIMIT = "Limit: COPY of the same rows, cleaned already, into a plain table with a primary key, in one transaction."
FACTS = tuple(" ".join(fact.split()) for fact in (_DATA, _PRODUCT, _LIMIT))


@dataclass
class Way:
    """What the imports of one way cost: seconds of client, child and server, and MiB of client and child."""

    costs: list[list[float]] = field(default_factory=list)

    @property
    def memory(self) -> float:
        return max(own + child for *_, own, child in self.costs)

    def told(self) -> str:
        client, child, server = (statistics.median(cost[n] for cost in self.costs) for n in range(3))
        whole = client + child + server
        return (
            f"{self.memory:.0f} MiB at most; processor time, which other load changes less: {whole:.1f} s "
            f"(client {client:.1f}, child that reads the file {child:.1f}, server {server:.1f}), "
            f"**{ROWS / whole:,.0f} rows** a second of it."
        )


def run() -> Result:
    """Import the file both ways and copy its rows, in turn."""
    result = Result(
        "Import: 18,484 customers",
        f"at least {RATE:,} rows/s, with at most {MEMORY_MIB} MiB",
        "rows/s",
        facts=list(FACTS),
    )
    with installation(), tempfile.TemporaryDirectory() as folder:
        _generate()
        path = Path(folder) / "customers.csv.gz"
        _join(path)
        sellers = count(FIRST_SELLER)
        ways = {"command": Way(), "console": Way()}
        rows = _cleaned(path)
        cases = {
            said: (partial(_copy, rows), partial(_import, way, ways[way], sellers, path))
            for way, said in (("command", "the command"), ("console", "the console, with its dry run"))
        }
        compare(result, cases)
        _check(next(sellers) - FIRST_SELLER)
    result.facts += [f"{way.capitalize()}: {taken.told()}" for way, taken in ways.items()]
    within = all(taken.memory <= MEMORY_MIB for taken in ways.values())
    result.goal_ratio = max(RATE / row.limit for row in result.rows) if within else float("inf")
    return result


def _generate() -> None:
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - needs Django to be set up

    cast = tell(datetime(2024, 1, 1, 9, tzinfo=UTC))
    load("accounts", operator=cast.operator, first=SELLERS, second=1, customers=1)


def _join(path: Path) -> None:
    """Write the customers with the places that their list only refers to."""
    folder = SAMPLES / "adventureworks-dw"
    with (folder / "DimGeography.csv").open(encoding="utf-8", newline="") as stream:
        places = {row.pop("GeographyKey"): row for row in csv.DictReader(stream)}
    with (
        gzip.open(folder / "DimCustomer.csv.gz", "rt", encoding="utf-8", newline="") as customers,
        gzip.open(path, "wt", encoding="utf-8", newline="") as joined,
    ):
        read = csv.DictReader(customers)
        writer = csv.DictWriter(joined, [*(read.fieldnames or ()), *next(iter(places.values()))])
        writer.writeheader()
        for row in read:
            writer.writerow(row | places[row["GeographyKey"]])


def _cleaned(path: Path) -> list[tuple[str, ...]]:
    from handsel.accounts.importing.opening import open_import  # noqa: PLC0415 - needs Django to be set up

    with open_import(path) as opened:
        return [tuple(draft.fields.values()) for batch in opened.batches() for draft in batch]


def _copy(rows: list[tuple[str, ...]]) -> float:
    columns = ", ".join(f"c{number} text NOT NULL" for number in range(len(rows[0])))
    with administrator() as db, db.transaction():
        db.execute("DROP TABLE IF EXISTS plain_customer")
        db.execute(f"CREATE TABLE plain_customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {columns})")
        begun = time.perf_counter()
        names = ", ".join(f"c{number}" for number in range(len(rows[0])))
        with db.cursor() as cursor, cursor.copy(f"COPY plain_customer ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    return len(rows) / (time.perf_counter() - begun)


def _import(way: str, taken: Way, sellers: Iterator[int], path: Path) -> float:
    command = [sys.executable, "-m", "bench.importer", way, str(next(sellers)), str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    added, seconds, *costs = (float(word) for word in said)
    assert added == ROWS, f"{added} of {ROWS} were added"
    taken.costs.append(costs)
    return ROWS / seconds


def _check(imports: int) -> None:
    """Prove that every import added everybody once, with a wallet and an event each."""
    from handsel.ledger.proof import prove_books  # noqa: PLC0415 - needs Django to be set up

    with administrator() as db:
        for table in ("accounts_account", "ledger_wallet", "timeline_event"):
            condition = "AND name = 'account.imported'" if table == "timeline_event" else ""
            (found,) = db.execute(
                f"SELECT count(*) FROM {table} WHERE seller_id BETWEEN %s AND %s {condition}",  # noqa: S608 - names of ours
                [FIRST_SELLER, FIRST_SELLER + imports - 1],
            ).fetchone() or (0,)
            assert isinstance(found, int)
            assert found >= imports * ROWS, f"{table} has {found}"
    assert prove_books().faults == []
