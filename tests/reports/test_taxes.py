"""The tax of a period is what the books say: settled less given back, by country, rate and reason (CAT-4)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from handsel.deliveries.giving_back import give_back_line
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import Reading, scoped
from handsel.kernel.refusal import Invalid
from handsel.ledger.models import Entry
from handsel.orders.approval import approve_order
from handsel.reports.periods import Period
from handsel.reports.tax_sheets import tax_file
from handsel.reports.taxes import TaxSummary, tax_summary
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks, work
from tests.identity.colleagues import colleague
from tests.orders.buying import buy
from tests.tax.story import charges, move_to, rate

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]

DAY = NOON.date()
TODAY = Period(DAY, DAY)


def summary(by: Actor, period: Period = TODAY) -> TaxSummary:
    with transaction.atomic(), scoped(by.scope):
        return tax_summary(by.seller_id, period, zone=UTC)


def rows(found: TaxSummary) -> list[tuple[str, str, str, int, int, int, int]]:
    return [
        (row.country, row.treatment, row.rate, row.net_minor, row.tax_minor, row.orders, row.credit_notes)
        for row in found.rows
    ]


def settle(cast, *, at: datetime = NOON, **wanted: object) -> None:
    leg = buy(cast, **wanted)
    approve_order(leg_id=leg.pk, by=cast.karl, at=at)


def test_what_is_taxed_alike_is_one_row_and_every_tier_has_its_own(cast):
    charges(cast.olga, "CH", "8.1")
    charges(cast.karl, "DE", "19")
    settle(cast)
    settle(cast, sku="MAIL")

    assert rows(summary(cast.karl)) == [("DE", "domestic", "19", 792 + 286, 150 + 54, 2, 0)]
    assert rows(summary(cast.nora)) == [("", "none", "0", 660 + 238, 0, 2, 0)]
    assert [row[:3] for row in rows(summary(cast.olga))] == [("DE", "export", "0")]
    for by in (cast.karl, cast.nora, cast.olga):
        assert [total.agrees for total in summary(by).totals] == [True]


def test_another_rate_or_country_is_another_row(cast):
    charges(cast.karl, "DE", "19")
    rate(cast.karl, "FR", "20")
    settle(cast)
    move_to(cast.karl, cast.bakery, country="FR")
    settle(cast)

    assert rows(summary(cast.karl)) == [
        ("DE", "domestic", "19", 792, 150, 1, 0),
        ("FR", "destination", "20", 792, 158, 1, 0),
    ]


def test_what_is_not_settled_is_no_turnover_and_counts_on_the_day_it_is(cast):
    charges(cast.karl, "DE", "19")
    leg = buy(cast)
    assert rows(summary(cast.karl)) == []

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON + timedelta(days=1))

    assert rows(summary(cast.karl)) == []
    tomorrow = DAY + timedelta(days=1)
    assert len(rows(summary(cast.karl, Period(tomorrow, tomorrow)))) == 1


def test_what_is_given_back_is_taken_off_at_its_rate_on_the_day_of_its_credit_note(cast):
    charges(cast.karl, "DE", "19")
    bought(cast)
    before = rows(summary(cast.karl))
    (task,) = tasks(cast.olga)
    later = NOON + timedelta(days=3)
    rate(cast.karl, "DE", "21", day=DAY + timedelta(days=1))

    give_back_line(delivery_id=task.delivery_id, reason="No space", by=cast.olga, at=later)

    assert rows(summary(cast.karl)) == before
    on_that_day = Period(later.date(), later.date())
    ((country, treatment, percent, net, tax, orders, notes),) = rows(summary(cast.karl, on_that_day))
    assert (country, treatment, percent, orders, notes) == ("DE", "domestic", "19", 0, 1)
    both = summary(cast.karl, Period(DAY, later.date()))
    assert (both.totals[0].net.minor, both.totals[0].tax.minor) == (0, 0)
    assert (net, tax) == (-before[0][3], -before[0][4])
    assert all(total.agrees for total in (*both.totals, *summary(cast.karl, on_that_day).totals))


def test_the_sums_are_those_of_the_books_to_the_cent(cast):
    charges(cast.karl, "DE", "7.77")
    for quantity in (1, 2, 3):
        settle(cast, quantity=quantity)
    bought(cast)
    work()

    found = summary(cast.karl)

    with transaction.atomic(), scoped(cast.karl.scope):
        booked = Entry.objects.filter(seller_id=cast.kleinbach, ledger_account__role="tax")
        assert sum(row.tax_minor for row in found.rows) == sum(booked.values_list("amount_minor", flat=True)) != 0
    assert [total.agrees for total in found.totals] == [True]
    assert all(row.gross_minor == row.net_minor + row.tax_minor for row in found.rows)


def test_who_sees_own_accounts_only_sums_those(cast):
    charges(cast.karl, "DE", "19")
    settle(cast)
    anna = colleague(cast, Role.ACCOUNT_MANAGER, own=True, name="Anna")
    assert summary(anna).rows == []


def test_days_that_are_no_period_are_refused(cast):
    with pytest.raises(Invalid) as refused:
        summary(cast.karl, Period(DAY, DAY - timedelta(days=1)))
    assert "until" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        summary(cast.karl, Period(date(1900, 1, 1), DAY))
    assert "from" in refused.value.fields


def test_the_workbook_has_the_same_rows_and_is_noted(cast):
    charges(cast.karl, "DE", "19")
    settle(cast)

    with Reading(cast.karl.scope):
        made = tax_file(TODAY, zone=UTC, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.filter(name="export.made").latest("pk").data

    heading, row = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert heading[2:9] == ["Country", "State or province", "Reason", "Rate in percent", "Net", "Tax", "Gross"]
    assert (row[2], row[5], row[6], row[7], row[8]) == ("DE", 19, 7.92, 1.5, 9.42)
    assert (told["what"], told["rows"]) == ("tax summary", 1)


def test_as_many_queries_for_many_orders_as_for_one(cast):
    charges(cast.karl, "DE", "19")
    counts = []
    for _more in range(2):
        settle(cast)
        with CaptureQueriesContext(connection) as taken:
            summary(cast.karl)
        counts.append(len(taken))
    assert counts[0] == counts[1]
