"""Write the refused rows of a price file, each with its reason, to be mended and imported again (CAT-2)."""

import csv
import io
from collections.abc import Iterable

from handsel.accounts.importing.errors import neutral
from handsel.catalog.price_columns import LABELS
from handsel.catalog.price_files import RowSeen


def refused_file(rows: Iterable[RowSeen]) -> bytes:
    """Return a CSV file; the two columns in front are not taken for anything. Its mark tells Excel that it is UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made)
    columns = ("sku", "plan", "plan_id", "new_price", "new_percent", "currency")
    writer.writerow(["Row", "What is wrong", *(str(LABELS[column]) for column in columns)])
    for seen in rows:
        row = seen.row
        cells = (seen.reason, row.sku, row.plan, row.plan_id, row.price, row.percent, row.currency)
        writer.writerow([row.line, *map(neutral, cells)])
    return made.getvalue().encode("utf-8-sig")
