"""`handsel demo`: fill an empty installation with a trade that never was, or with that of a data warehouse (OPS-1)."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import reset_hashers
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection

from handsel.cli.demo.history import LENGTH, write_history
from handsel.cli.demo.logins import logins, warehouse_logins
from handsel.cli.demo.warehouse.reading import NotAWarehouse, Warehouse, read_warehouse
from handsel.cli.demo.warehouse.trading import Trade
from handsel.cli.preparation import are_tables_up_to_date
from handsel.kernel import clock

SEED = 20_26
CUT_SHORT = "Loading the demo was cut short, so a part of it is in the database."
BEHIND = (
    "The tables are not up to date, so nothing was loaded. Wait until the server has started, or run "
    "`handsel migrate`; then load the demo."
)
WAY_OUT = "Name a new data folder with HANDSEL_DATA_DIR, or an empty database with DATABASE_URL."


class Command(BaseCommand):
    """Refuses where there are accounts already: the demo is for empty installations only."""

    help = "Load the demo: the cast, a hundred more accounts, two years of orders, funds and mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="what all chance comes from")
        parser.add_argument("--logins", action="store_true", help="load nothing; print addresses and logins")
        parser.add_argument(
            "--from", dest="warehouse", type=Path, default=None, metavar="FOLDER",
            help="play what the tables of AdventureWorksDW in FOLDER tell, instead of the cast; takes a while",
        )  # fmt: skip
        parser.add_argument("--share", type=float, default=1.0, help="the part of all customers that join")
        parser.add_argument("--days", type=int, default=LENGTH.days, help="how long ago it began")
        parser.add_argument("--until", type=datetime.fromisoformat, default=None, help="when it ends; otherwise now")

    def handle(self, *args: Any, **options: Any) -> None:
        warehouse = self._warehouse(options["warehouse"])
        if options["logins"]:
            self.stdout.write(warehouse_logins(warehouse.territories.values()) if warehouse else logins())
            return
        if not are_tables_up_to_date():
            raise CommandError(BEHIND)
        # Nothing of it is sent to anybody, whatever mail server there is.
        settings.HANDSEL_SMTP_URL = ""
        settings.PASSWORD_HASHERS = ["handsel.cli.demo.hashing.QuickHasher"]
        reset_hashers(setting="PASSWORD_HASHERS")
        with connection.cursor() as cursor:
            # Nothing is lost that could not be loaded again, so nobody waits for the disk a thousand times.
            cursor.execute("SET synchronous_commit = off")
        try:
            if warehouse:
                self._play(warehouse)
            else:
                write_history(
                    until=options["until"] or clock.now().replace(microsecond=0),
                    seed=options["seed"],
                    share=options["share"],
                    length=timedelta(days=options["days"]),
                )
        except IntegrityError as error:
            if "account_one_operator" not in str(error):
                self.stderr.write(f"{CUT_SHORT} {WAY_OUT}")
                raise
            raise CommandError(
                "There are accounts already, be they of a demo that was cut short, and the demo needs an empty "
                f"installation. {WAY_OUT}"
            ) from None
        except BaseException:
            self.stderr.write(f"{CUT_SHORT} {WAY_OUT}")
            raise

    @staticmethod
    def _warehouse(folder: Path | None) -> Warehouse | None:
        try:
            return read_warehouse(folder) if folder else None
        except NotAWarehouse as error:
            raise CommandError(f"{error} Name the folder with the tables of AdventureWorksDW.") from None

    def _play(self, warehouse: Warehouse) -> None:
        trade = Trade(warehouse, self.stdout.write)
        trade.play()
        self.stdout.write(
            f"{len(trade.territories)} territories, {len(trade.dealers)} resellers and {len(warehouse.orders)} orders. "
            "The tier of the territories was chosen by Handsel, and so were the mail addresses; the rest is the data's."
        )
