"""`handsel prove`: read every book and every order and say whether all adds up (FUN-8)."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handsel.reports.proving import NOT_AT, prove_all


class Command(BaseCommand):
    """Exit with 0 when all adds up, with 1 and one line per fault otherwise."""

    help = "Prove the books right: transfers balance, wallets are their entries, orders are paid, figures are true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seller", type=int, metavar="N", help="the books of one seller only, by its id")
        parser.add_argument("--at", type=_day, metavar="DATE", help="as the books stood at the end of this day (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        seller_id, day = options["seller"], options["at"]
        before = datetime.combine(day + timedelta(days=1), time(), UTC) if day else None
        proof = prove_all(seller_id, before=before)
        for fault in proof.faults:
            self.stderr.write(fault)
        as_of = f" as of {day}" if day else ""
        self.stdout.write(f"{proof.transfers:,} transfers and {proof.wallets:,} wallets read{as_of}")
        if before:
            self.stdout.write(f"Not proved: {NOT_AT}.")
        if seller_id and not proof.wallets:
            raise CommandError(f"No seller with the id {seller_id} keeps books.", returncode=1)
        if proof.faults:
            raise CommandError(f"{len(proof.faults):,} faults found", returncode=1)
        self.stdout.write("The books are right.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-30") from None
