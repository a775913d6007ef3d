"""Fields of business: terms, balance, orders, what runs, what was bought (ACC-10)."""

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.ledger.models import Wallet
from handsel.orders.models import Leg, LegLine, LegQuerySet
from handsel.segments.account_fields import YES_NO, yes_no
from handsel.segments.conditions import Apply, Condition, Context, Operator, make_field
from handsel.segments.operator_labels import NEVER, NONE_SINCE, NOT_LAST_DAYS
from handsel.segments.operators import (
    EVERYBODY,
    NOBODY,
    OF_FIGURES,
    choice_operators,
    date_operators,
    minor_units,
    more_or_less,
    yes_or_no,
)
from handsel.segments.values import Input
from handsel.segments.vocabulary import Choice, Vocabulary


def _edges(context: Context, condition: Q) -> Q:
    edges = Edge.objects.filter(seller_id=context.seller_id, buyer=OuterRef("pk"), ended_at__isnull=True)
    return Q(Exists(edges.filter(condition)))


def _paid_by(asked: Condition, context: Context) -> Q:
    return _edges(context, Q(payment_method__in=asked.values))


def _priced_by(asked: Condition, context: Context) -> Q:
    """Keep those with one of these price lists; the default list counts where none is chosen."""
    chosen = Q(price_list__in=asked.values)
    if str(context.default_price_list) in asked.values:
        chosen |= Q(price_list=None)
    return _edges(context, chosen)


def _balance(lookup: str) -> Apply:
    def kept(asked: Condition, context: Context) -> Q:
        minor, same, _below = minor_units(asked.value, "currency")
        wallets = Wallet.objects.filter(seller_id=context.seller_id, buyer=OuterRef("pk"), edge__ended_at__isnull=True)
        return Q(Exists(wallets.filter(same, **{f"balance_minor__{lookup}": minor})))

    return kept


def _legs_within(asked: Condition, context: Context) -> LegQuerySet:
    """Return what reached the seller in the period and was not canceled."""
    assert asked.days, "only asked where there is a period"
    since = context.days_ago(asked.days)
    return Leg.objects.filter(seller_id=context.seller_id, asked_at__gte=since).exclude(fulfilment="canceled")


def _ordered_over(asked: Condition, context: Context) -> Q:
    minor, same, is_below = minor_units(asked.value, "currency" if asked.days else "figures__currency")
    if is_below:
        return EVERYBODY
    if not asked.days:
        return same & Q(figures__orders_minor__gt=minor)
    sums = _legs_within(asked, context).filter(same).values("buyer", "currency").annotate(sum=Sum("gross_minor"))
    return Q(pk__in=sums.filter(sum__gt=minor).values("buyer"))


def _ordered_under(asked: Condition, context: Context) -> Q:
    minor, same, _is_below = minor_units(asked.value, "figures__currency")
    if minor_is_nothing(asked.value):
        return NOBODY
    if not asked.days:
        return same & Q(figures__orders_minor__lt=minor)
    minor, in_currency, _is_below = minor_units(asked.value, "currency")
    sums = _legs_within(asked, context).filter(in_currency).values("buyer", "currency").annotate(sum=Sum("gross_minor"))
    return same & ~Q(pk__in=sums.filter(sum__gte=minor).values("buyer"))


def minor_is_nothing(value: str) -> bool:
    """Whether no sum of orders can be under this amount."""
    return value.startswith("-") or value.split(" ", maxsplit=1)[0] == "0"


def _often_over(asked: Condition, context: Context) -> Q:
    if not asked.days:
        return Q(figures__orders_count__gt=int(asked.value))
    counts = _legs_within(asked, context).values("buyer").annotate(n=Count("*"))
    return Q(pk__in=counts.filter(n__gt=int(asked.value)).values("buyer"))


def _often_under(asked: Condition, context: Context) -> Q:
    if int(asked.value) == 0:
        return NOBODY
    if not asked.days:
        return Q(figures__orders_count__lt=int(asked.value))
    counts = _legs_within(asked, context).values("buyer").annotate(n=Count("*"))
    return ~Q(pk__in=counts.filter(n__gte=int(asked.value)).values("buyer"))


def _run_rate(lookup: str) -> Apply:
    def kept(asked: Condition, _context: Context) -> Q:
        minor, same, _below = minor_units(asked.value, "figures__currency")
        return OF_FIGURES & same & Q(**{f"figures__run_rate_minor__{lookup}": minor})

    return kept


def _none_since_day(asked: Condition, context: Context) -> Q:
    return OF_FIGURES & Q(figures__last_order_rank__lt=context.start_of(asked.value))


def _none_in_days(asked: Condition, context: Context) -> Q:
    return OF_FIGURES & Q(figures__last_order_rank__lt=context.days_ago(asked.value))


def _bought(asked: Condition, context: Context) -> Q:
    lines = LegLine.objects.filter(seller_id=context.seller_id, product__in=asked.values, leg__asked_at__isnull=False)
    return Q(pk__in=lines.exclude(leg__fulfilment="canceled").values("buyer"))


def _methods(_vocabulary: Vocabulary) -> list[Choice]:
    return [(value, str(label)) for value, label in PaymentMethod.choices]


TRADE_FIELDS = (
    make_field(
        "payment_method",
        _("Payment method"),
        *choice_operators(_paid_by, _("Payment method is %(value)s"), _("Payment method is not %(value)s")),
        choices=_methods,
        known=frozenset(PaymentMethod.values),
    ),
    make_field(
        "price_list",
        _("Price list"),
        *choice_operators(_priced_by, _("Price list is %(value)s"), _("Price list is not %(value)s")),
        choices=lambda vocabulary: vocabulary.price_lists,
        is_numbered=True,
    ),
    make_field(
        "balance",
        _("Balance"),
        *more_or_less(
            Input.MONEY, _balance("gt"), _balance("lt"), _("Balance is over %(value)s"), _("Balance is under %(value)s")
        ),
    ),
    make_field(
        "orders_total",
        _("Orders total"),
        *more_or_less(
            Input.MONEY,
            _ordered_over,
            _ordered_under,
            _("Ordered more than %(value)s"),
            _("Ordered less than %(value)s"),
            _("Ordered in the last %(days)s more than %(value)s"),
            _("Ordered in the last %(days)s less than %(value)s"),
        ),
    ),
    make_field(
        "orders_count",
        _("Number of orders"),
        *more_or_less(
            Input.NUMBER,
            _often_over,
            _often_under,
            _("More than %(value)s orders"),
            _("Fewer than %(value)s orders"),
            _("More than %(value)s orders in the last %(days)s"),
            _("Fewer than %(value)s orders in the last %(days)s"),
        ),
    ),
    make_field(
        "run_rate",
        _("Monthly run rate"),
        *more_or_less(
            Input.MONEY,
            _run_rate("gt"),
            _run_rate("lt"),
            _("Monthly run rate is over %(value)s"),
            _("Monthly run rate is under %(value)s"),
        ),
    ),
    make_field(
        "last_order",
        _("Last order"),
        *date_operators(
            "figures__last_order_at",
            _("Ordered since %(value)s"),
            _("Last order before %(value)s"),
            _("Ordered in the last %(value)s"),
        ),
        Operator("none_since", NONE_SINCE, _("No order since %(value)s"), Input.DATE, _none_since_day),
        Operator("none_in_days", NOT_LAST_DAYS, _("No order in the last %(value)s"), Input.DAYS, _none_in_days),
        Operator("never", NEVER, _("Never ordered"), Input.YES, lambda _a, _c: Q(figures__last_order_at=None)),
    ),
    make_field(
        "bought",
        _("Products bought"),
        *choice_operators(_bought, _("Bought %(value)s"), _("Never bought %(value)s")),
        choices=lambda vocabulary: vocabulary.products,
    ),
    make_field(
        "transacting",
        _("Transacting"),
        yes_or_no(
            lambda _asked, _context: Q(figures__running_count__gt=0),
            _("Has something running"),
            _("Has nothing running"),
        ),
        choices=yes_no,
        known=YES_NO,
    ),
)
