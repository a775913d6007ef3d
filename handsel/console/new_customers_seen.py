"""New customers as the screen shows them: what was asked for, three figures, a chart and its table (ACC-19)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, Self

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.console.charts import Chart, chart_of
from handsel.console.desk import Desk
from handsel.console.routes import address
from handsel.kernel.refusal import Invalid
from handsel.reports.new_customers import Joined, NewCustomers, new_customers
from handsel.reports.periods import Period, Span, Step
from handsel.web.manners import date_format
from handsel.web.templatetags.design import number
from handsel.web.templatetags.money import reader_locale

PERIODS = {
    "this-month": Period.this_month,
    "last-month": Period.last_month,
    "30-days": lambda today: Period.last_days(30, today),
    "this-year": Period.this_year,
}
STANDARD = "30-days"
OWN_DAYS = "days"


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what cannot be read or shown is left out, and `problem` says so."""

    name: str
    period: Period
    step: Step | None
    is_below: bool
    problem: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str], today: date) -> Self:
        name = params.get("period", STANDARD)
        step = Step(params["step"]) if params.get("step") in set(Step) else None
        is_below = params.get("whose") == "below"
        if name in PERIODS:
            return cls(name, PERIODS[name](today), step, is_below)
        try:
            period = Period(date.fromisoformat(params.get("from", "")), date.fromisoformat(params.get("until", "")))
        except ValueError:
            standard = PERIODS[STANDARD](today)
            return cls(OWN_DAYS, standard, step, is_below, "" if "from" not in params else _("Choose both days."))
        return cls(OWN_DAYS, period, step, is_below)

    def found(self, desk: Desk, zone: tzinfo) -> NewCustomers:
        """Return the figures. Raises Invalid."""
        return new_customers(desk.seller_id, self.period, self.step, zone=zone, is_below=self.is_below)


@dataclass(frozen=True)
class Seen:
    """The screen: what was `asked`, and the figures found."""

    asked: Asked
    found: NewCustomers
    problem: str = ""

    @property
    def chart(self) -> Chart:
        return chart_of(
            (_short(one.span, self.found.step), one.count, self._title(one), self.href(one.span, one.count))
            for one in self.found.spans
        )

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the table."""
        for one in self.found.spans:
            yield {
                "label": long_label(one.span, self.found.step),
                "count": one.count,
                "href": self.href(one.span, one.count),
            }

    @property
    def left_out(self) -> str:
        """Who is not counted, in words; empty where nobody was left out."""
        count = self.found.left_out
        told = ngettext(
            "Without %s sub-reseller that shows nothing of who is below it.",
            "Without %s sub-resellers that show nothing of who is below them.",
            count,
        )
        return told % number(count) if count else ""

    @property
    def period(self) -> str:
        return days_text(self.found.period.whole)

    @property
    def before(self) -> str:
        return days_text(self.found.before.whole)

    @property
    def list_href(self) -> str:
        return self.href(self.found.period.whole, self.found.count)

    @property
    def change(self) -> SafeString:
        return _signed(change_text(self.found.count, self.found.before_count))

    @property
    def share(self) -> SafeString:
        """The change in percent of what was before; empty where there was nothing."""
        if not self.found.before_count:
            return SafeString()
        percent = round((self.found.count - self.found.before_count) * 100 / self.found.before_count)
        return _signed(f"{percent:+d} %".replace("-", "−"))

    def href(self, span: Span, count: int) -> str:
        """Return where those who joined in `span` are listed; of the tiers below nobody is shown."""
        if self.asked.is_below or not count:
            return ""
        return joined_href(span)

    def _title(self, one: Joined) -> str:
        told = ngettext("%(count)s new customer", "%(count)s new customers", one.count) % {"count": number(one.count)}
        return f"{long_label(one.span, self.found.step)}: {told}"


def seen(desk: Desk, params: Mapping[str, str], today: date, zone: tzinfo) -> Seen:
    """Return the screen that `params` ask for; the standard one, with a word about it, where they cannot be shown."""
    asked = Asked.from_params(params, today)
    try:
        return Seen(asked, asked.found(desk, zone), asked.problem)
    except Invalid as refusal:
        standard = Asked(asked.name, PERIODS[STANDARD](today), None, asked.is_below)
        return Seen(standard, standard.found(desk, zone), " ".join(refusal.fields.values()))


def joined_href(span: Span) -> str:
    """Return the address of the list of customers who joined in `span`."""
    asked = {"joined.after": span.first.isoformat(), "joined.before": span.until.isoformat(), "sort": "-joined"}
    return f"{address('customers')}?{urlencode(asked)}"


def change_text(count: int, before: int) -> str:
    """Return how many more or fewer there are, with its sign."""
    change = count - before
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{number(abs(change))}"


def _signed(text: str) -> SafeString:
    """Return a figure with its sign, which stands before it in every direction of writing."""
    return format_html('<bdi dir="ltr">{}</bdi>', text) if text else SafeString()


def days_text(span: Span) -> str:
    """Return the days of `span` as the reader writes them."""
    first = formats.date_format(span.first, date_format())
    return first if span.first == span.last else f"{first} – {formats.date_format(span.last, date_format())}"


def long_label(span: Span, step: Step) -> str:
    """Return what `span` is called in a table."""
    if step == Step.MONTH and span.first.day == 1 and span.until.day == 1:
        return format_skeleton("yMMMM", span.first, locale=reader_locale())
    return days_text(span)


def _short(span: Span, step: Step) -> str:
    return format_skeleton("yMMM" if step == Step.MONTH else "MMMd", span.first, locale=reader_locale())
