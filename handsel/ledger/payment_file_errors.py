"""Write the rows of a bank's list that were left, each with its reason, to be completed and uploaded again (FUN-1)."""

import csv
import io
from collections.abc import Iterable

from handsel.accounts.importing.errors import neutral
from handsel.ledger.payment_files import Fate, PaymentFile, RowSeen


def rows_left(file: PaymentFile, rows: Iterable[RowSeen]) -> bytes:
    """Return a CSV file with the rows as they stood, behind their reasons and an empty column for the account number.

    Its mark tells Excel that it is UTF-8.
    """
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["Row", "What is wrong", "Account number", *map(neutral, file.names)])
    for seen in rows:
        number = str(seen.account.number) if seen.account else ""
        writer.writerow([seen.row.line, reason_of(seen), number, *map(neutral, seen.row.cells)])
    return made.getvalue().encode("utf-8-sig")


def reason_of(seen: RowSeen) -> str:
    """Return why a row was left, in a sentence."""
    if seen.fate == Fate.ALIKE and seen.receipt:
        return f"Receipt {seen.receipt.number} of {seen.receipt.received_on} may be the same payment."
    return seen.reason
