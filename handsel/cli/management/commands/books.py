"""`handsel books`: a seller's journal as CSV, for the programs of accountants, and what its books come to (FUN-8)."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from handsel.accounts.models import Account
from handsel.identity.actor import Actor, system
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.ledger.balances import balance_sheets
from handsel.reports.journal import tell_of_journal, write_journal
from handsel.timeline.origin import Origin, Way


class Command(BaseCommand):
    """Write one line for each side of each transfer, or one for each book; each currency sums to zero."""

    help = "Export a seller's journal as CSV, as Odoo, GnuCash and hledger import it, or its balances."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "balances"])
        parser.add_argument("--seller", type=int, required=True, metavar="N", help="whose books, by its id")
        parser.add_argument("--since", type=_day, metavar="DATE", help="from this day on")
        parser.add_argument("--until", type=_day, metavar="DATE", help="up to this day, included")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it; else it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        by = system(options["seller"]).coming_from(Origin(Way.COMMAND))
        with transaction.atomic(), scoped(by.scope):
            if not Account.objects.filter(pk=by.seller_id).exclude(kind="customer").exists():
                raise CommandError(f"No seller with the id {by.seller_id} keeps books.", returncode=1)
            if options["action"] == "balances":
                self._tell_balances(by)
                return
        period = {"since": options["since"], "until": options["until"]}
        tell_of_journal(**period, by=by, at=now())
        if options["output"] is None:
            write_journal(sys.stdout, **period, by=by)
            return
        with options["output"].open("w", encoding="utf-8", newline="") as target:
            lines = write_journal(target, **period, by=by)
        self.stdout.write(f"{lines:,} lines written to {options['output']}")

    def _tell_balances(self, by: Actor) -> None:
        for sheet in balance_sheets(by=by):
            for book in sheet.books:
                side = "debit" if book.debit else "credit"
                name = f"{book.role}:{book.method}" if book.method else book.role
                self.stdout.write(f"{name:<24} {side:<6} {book.debit or book.credit}")
            self.stdout.write(f"{'total of each side':<31} {sheet.total}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-30") from None
