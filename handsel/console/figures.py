"""The start page in numbers: where the reseller stands, and what waits for its staff (REP-1 as far as these)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.accounts.models import Account
from handsel.accounts.tree import own_currency
from handsel.catalog.deciding import COUNTED, costs_changed
from handsel.catalog.losses import losses_ending
from handsel.catalog.rates_needed import worrying_pairs
from handsel.console.desk import Desk
from handsel.console.shortages import shortage_of, waiting_for_us
from handsel.kernel.money import Money
from handsel.mail.models import State
from handsel.orders.status import in_queue, in_situation
from handsel.reports.new_customers import new_customers
from handsel.reports.periods import Period, Step
from handsel.subscriptions.run_rate import run_rate_of
from handsel.web.tables import counted
from handsel.web.templatetags.dates import day_text
from handsel.web.templatetags.design import number
from handsel.web.templatetags.money import money, money_text

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Figure:
    """A tile."""

    label: str
    value: SafeString | str
    icon: str
    href: str = ""
    note: str = ""
    line: tuple[int, ...] = ()


@dataclass(frozen=True)
class Todo:
    """Something that waits for a person, and where it is done."""

    text: str
    icon: str
    tone: str
    count: str
    href: str


def figures(desk: Desk, at: datetime) -> Iterator[Figure]:
    """Yield the tiles of the start page, each with the line of the last twelve months where there is one."""
    customers = desk.accounts.customers()
    yield Figure(
        _("Customers"),
        _count(*counted(customers)),
        "users",
        reverse("console:customers"),
        _new_this_month(desk, at),
        _per_month(customers.filter(joined_at__gte=at - YEAR)),
    )
    rates = [money_text(rate) for rate in run_rate_of(desk.seller_id) or [Money(0, own_currency(desk.seller_id))]]
    yield Figure(_("Monthly run rate"), rates[0], "refresh", note=" + ".join(rates[1:]))
    yield _own_funds(desk)
    yield Figure(
        _("Orders to approve"),
        _count(*desk.waiting_in("orders")),
        "clipboard-check",
        _queue("awaiting-approval"),
    )


def _new_this_month(desk: Desk, at: datetime) -> str:
    """Return how many customers joined this month, beside those of the same days of the last (ACC-19)."""
    zone = get_current_timezone()
    joined = new_customers(desk.seller_id, Period.this_month(at.astimezone(zone).date()), Step.MONTH, zone=zone)
    counts = {"count": number(joined.count), "before": number(joined.before_count)}
    return _("%(count)s new this month, %(before)s up to this day last month") % counts


def _own_funds(desk: Desk) -> Figure:
    """Return what the reseller can spend at its seller; the operator, who has none, sees its sub-resellers."""
    wallet = desk.own_wallet
    if wallet is None:
        resellers = counted(desk.accounts.resellers())
        return Figure(_("Sub-resellers"), _count(*resellers), "sitemap", reverse("console:resellers"))
    held = Money(wallet.held_minor, wallet.currency)
    note = _("%s held for orders") % money_text(held) if held else ""
    available = money(wallet.available_minor, wallet.currency)
    return Figure(_("Available funds"), available, "wallet", reverse("console:funds-own"), note)


def _per_month(customers: QuerySet[Account]) -> tuple[int, ...]:
    """Return how many of `customers` joined in each month, from the first that has any."""
    months = customers.order_by().annotate(month=TruncMonth("joined_at")).values("month").annotate(n=Count("pk"))
    return tuple(row["n"] for row in months.order_by("month"))


def todo(desk: Desk, at: datetime) -> Iterator[Todo]:
    """Yield what needs action today, the most pressing first."""
    yield from _own_shortage(desk)
    yield from _orders(desk)
    yield from _deliveries(desk)
    proof = desk.proof_runs.first()
    if proof and proof.fault_count:
        yield Todo(
            _("The books do not add up"), "alert-triangle", "red", number(proof.fault_count), reverse("console:proof")
        )
    waiting, is_more = desk.waiting_in("funds")
    if waiting:
        href = reverse("console:confirmations")
        yield Todo(_("Movements of money need a second person"), "checks", "yellow", _count(waiting, is_more), href)
    waiting, is_more = desk.waiting_in("sign-ups")
    if waiting:
        href = reverse("console:sign-ups")
        yield Todo(_("Sign-ups wait for your answer"), "user-plus", "yellow", _count(waiting, is_more), href)
    yield from _rates(desk, at)
    yield from _prices(desk, at)
    waiting, is_more = desk.waiting_in("announcements")
    if waiting:
        href = reverse("console:announcements")
        yield Todo(_("Announced payments to look for"), "inbox", "yellow", _count(waiting, is_more), href)
    failed, is_more = counted(desk.mailbox.filter(state=State.FAILED))
    if failed:
        href = f"{reverse('console:mailbox')}?state={State.FAILED}"
        yield Todo(_("Mails could not be sent"), "mail", "red", _count(failed, is_more), href)


def _orders(desk: Desk) -> Iterator[Todo]:
    """Yield what waits among orders; what its own people failed to deliver is told by its deliveries instead."""
    failed = in_situation("failed") & ~Q(number__in=desk.delivery_tasks.failed().values("number"))
    approval, payment = "awaiting-approval", "awaiting-payment"
    for found, text, icon, tone, queue in (
        (in_situation("awaiting_approval"), _("Orders need your approval"), "clipboard-check", "yellow", approval),
        (in_queue(payment), _("Orders wait for payment"), "cash", "red", payment),
        (failed, _("Orders could not be delivered"), "package-off", "red", approval),
    ):
        waiting, is_more = counted(desk.sales.filter(found))
        if waiting:
            yield Todo(text, icon, tone, _count(waiting, is_more), _queue(queue))


def _deliveries(desk: Desk) -> Iterator[Todo]:
    """Yield what its staff deliver by hand, what failed, and which refunds they decide about (ORD-12)."""
    undecided, is_more = desk.waiting_in("refunds")
    if undecided:
        text, href = _("Refunds wait for your answer"), reverse("console:refunds")
        yield Todo(text, "arrow-back-up", "yellow", _count(undecided, is_more), href)
    for part, tasks, text, icon, tone in (
        ("", desk.delivery_tasks.waiting(), _("Deliveries to make"), "truck-delivery", "yellow"),
        ("failed", desk.delivery_tasks.failed(), _("Deliveries failed"), "package-off", "red"),
    ):
        waiting, is_more = counted(tasks)
        if waiting:
            yield Todo(text, icon, tone, _count(waiting, is_more), f"{reverse('console:deliveries')}?part={part}")


def _rates(desk: Desk, at: datetime) -> Iterator[Todo]:
    """Yield for want of which exchange rates something is not offered, and which are old (CAT-5)."""
    pairs = worrying_pairs(desk.seller_id, at=at)
    missing = [pair for pair in pairs if pair.is_missing]
    href = reverse("console:settings-rates")
    if missing:
        yield Todo(_("Exchange rates are missing"), "switch-horizontal", "red", number(len(missing)), href)
    if len(pairs) > len(missing):
        text = _("Exchange rates are old")
        yield Todo(text, "switch-horizontal", "yellow", number(len(pairs) - len(missing)), href)


def _prices(desk: Desk, at: datetime) -> Iterator[Todo]:
    """Yield which prices wait for a decision since their cost changed, and which go below cost not much longer."""
    waiting = len(costs_changed(desk.seller_id, most=COUNTED + 1, at=at))
    if waiting:
        text, told = _("Costs changed: decide about your prices"), _count(min(waiting, COUNTED), waiting > COUNTED)
        yield Todo(text, "trending-up", "yellow", told, reverse("console:price-costs"))
    for ending in losses_ending(desk.seller_id, at=at):
        asked = {
            "only": "loss",
            "currency": ending.currency,
            "q": ending.lines[0].sku if len(ending.lines) == 1 else "",
        }
        address = urlencode({name: value for name, value in asked.items() if value})
        href = f"{reverse('console:price-list', args=[ending.price_list.pk])}?{address}"
        day = day_text(ending.last_moment.astimezone(get_current_timezone()).date())
        text = _("%(name)s: below cost until %(day)s, then not sold") % {"name": ending.price_list.name, "day": day}
        yield Todo(text, "tags", "yellow", number(len(ending.lines)), href)


def _own_shortage(desk: Desk) -> Iterator[Todo]:
    """Yield what the reseller itself lacks with its parent, which holds up orders of its customers."""
    shortage = shortage_of(desk, waiting_for_us(desk))
    if shortage is None:
        return
    text = ngettext(
        "%(count)s order waits until you have %(missing)s more at your seller",
        "%(count)s orders wait until you have %(missing)s more at your seller",
        shortage.count,
    ) % {"count": shortage.count, "missing": money_text(shortage.missing)}
    yield Todo(text, "hourglass-high", "red", number(shortage.count), reverse("console:orders-waiting"))


def _count(exact: int, is_more: bool = False) -> str:  # noqa: FBT001, FBT002 - as `counted` returns it
    return f"{number(exact)}+" if is_more else number(exact)


def _queue(slug: str) -> str:
    return f"{reverse('console:orders')}?queue={slug}"
