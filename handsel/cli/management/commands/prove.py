"""`handsel prove`: read every book and every order and say whether all adds up (FUN-8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from handsel.segments.proof import segment_faults


class Command(BaseCommand):
    """Exit with 0 when all adds up, with 1 and one line per fault otherwise."""

    help = "Prove the books right: transfers balance, wallets are their entries, orders are paid, figures are true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seller", type=int, metavar="N", help="the books of one seller only, by its id")

    def handle(self, *args: Any, **options: Any) -> None:
        seller_id = options["seller"]
        proof = prove_books(seller_id)
        faults = proof.faults + order_faults(seller_id) + segment_faults(seller_id)
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(f"{proof.transfers:,} transfers and {proof.wallets:,} wallets read")
        if seller_id and not proof.wallets:
            raise CommandError(f"No seller with the id {seller_id} keeps books.", returncode=1)
        if faults:
            raise CommandError(f"{len(faults):,} faults found", returncode=1)
        self.stdout.write("The books are right.")
