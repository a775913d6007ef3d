"""`handsel books export`: a seller's journal as CSV, for the programs of accountants (FUN-8)."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from handsel.accounts.models import Account
from handsel.identity.actor import system
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.reports.journal import tell_of_journal, write_journal
from handsel.timeline.origin import Origin, Way


class Command(BaseCommand):
    """Write one line for each side of each transfer; lines with the same number sum to zero."""

    help = "Export a seller's journal as CSV: the plain layout that Odoo, GnuCash and hledger import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export"])
        parser.add_argument("--seller", type=int, required=True, metavar="N", help="whose books, by its id")
        parser.add_argument("--since", type=_day, metavar="DATE", help="from this day on")
        parser.add_argument("--until", type=_day, metavar="DATE", help="up to this day, included")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it; else it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        by = system(options["seller"]).coming_from(Origin(Way.COMMAND))
        with transaction.atomic(), scoped(by.scope):
            if not Account.objects.filter(pk=by.seller_id).exclude(kind="customer").exists():
                raise CommandError(f"No seller with the id {by.seller_id} keeps books.", returncode=1)
        period = {"since": options["since"], "until": options["until"]}
        tell_of_journal(**period, by=by, at=now())
        if options["output"] is None:
            write_journal(sys.stdout, **period, by=by)
            return
        with options["output"].open("w", encoding="utf-8", newline="") as target:
            lines = write_journal(target, **period, by=by)
        self.stdout.write(f"{lines:,} lines written to {options['output']}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-30") from None
