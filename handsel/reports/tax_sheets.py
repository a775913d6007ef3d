"""The tax of a period as a workbook, for the accountant (CAT-4, ACC-13)."""

from datetime import datetime, tzinfo
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.reports.periods import Period
from handsel.reports.taxes import tax_summary
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, days, decimals, texts, wholes
from handsel.timeline.exports import note_export


def tax_file(period: Period, *, zone: tzinfo, by: Actor, at: datetime) -> bytes:
    """Return the workbook of the tax of `period`, and note that it was taken. Raises Invalid, as `tax_summary` does."""
    rows = tax_summary(by.seller_id, period, zone=zone).rows
    made = BytesIO()
    batch: Batch = [
        [period.first] * len(rows),
        [period.last] * len(rows),
        [row.country for row in rows],
        [row.region for row in rows],
        [row.reason for row in rows],
        [row.percent for row in rows],
        [row.net for row in rows],
        [row.tax for row in rows],
        [row.gross for row in rows],
        [row.currency for row in rows],
        [row.orders for row in rows],
        [row.credit_notes for row in rows],
    ]
    columns = [
        Column(_("From"), days),
        Column(_("Until"), days),
        Column(_("Country"), texts),
        Column(_("State or province"), texts),
        Column(_("Reason"), texts),
        Column(_("Rate in percent"), decimals),
        Column(_("Net"), amounts),
        Column(_("Tax"), amounts),
        Column(_("Gross"), amounts),
        Column(_("Currency"), texts),
        Column(_("Orders"), wholes),
        Column(_("Credit notes"), wholes),
    ]
    write_workbook(made, _("Tax"), columns, [batch] if rows else [], is_rtl=translation.get_language_bidi())
    asked = {"from": period.first.isoformat(), "until": period.last.isoformat()}
    note_export(what="tax summary", narrowed=asked, rows=len(rows), by=by, at=at)
    return made.getvalue()


def file_name(period: Period) -> str:
    """Return what the file is called."""
    return f"Tax {period.first.isoformat()} to {period.last.isoformat()}.xlsx"
