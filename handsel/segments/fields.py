"""Every field that accounts can be found by, with its operators; nothing else is one (ACC-10, safety P6)."""

from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Status
from handsel.accounts.tag_models import Tagging
from handsel.segments.conditions import Condition, Context, Field, Operator
from handsel.segments.values import Input, Words
from handsel.segments.vocabulary import Choice, Vocabulary, countries


def _field(name: str, label: Words, *operators: Operator, **more: object) -> Field:
    return Field(name, label, {operator.name: operator for operator in operators}, **more)  # type: ignore[arg-type]


def _one_of(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, _context: Q(**{f"{column}__in": asked.values})


def _none_of(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, _context: ~Q(**{f"{column}__in": asked.values})


def _equals(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, _context: Q(**{f"{column}__iexact": asked.values[0]})


def _since(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, context: Q(**{f"{column}__gte": context.start_of(asked.values[0])})


def _before(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, context: Q(**{f"{column}__lt": context.start_of(asked.values[0])})


def _last_days(column: str) -> Callable[[Condition, Context], Q]:
    return lambda asked, context: Q(**{f"{column}__gte": context.days_ago(int(asked.values[0]))})


def _tagged(asked: Condition, context: Context) -> Q:
    keys = [name.casefold() for name in asked.values]
    return Q(Exists(Tagging.objects.filter(seller_id=context.seller_id, account=OuterRef("pk"), tag__key__in=keys)))


def _statuses(_vocabulary: Vocabulary) -> list[Choice]:
    return [(value, str(label)) for value, label in Status.choices]


_FIELDS = (
    _field(
        "city",
        _("City"),
        Operator("is", _("is"), _("City is %(value)s"), Input.TEXT, _equals("city")),
    ),
    _field(
        "country",
        _("Country"),
        Operator("is", _("is"), _("Country is %(value)s"), Input.CHOICE, _one_of("country"), takes_many=True),
        Operator(
            "is_not", _("is not"), _("Country is not %(value)s"), Input.CHOICE, _none_of("country"), takes_many=True
        ),
        choices=lambda vocabulary: vocabulary.countries,
        known=frozenset(code for code, _name in countries("en")),
    ),
    _field(
        "status",
        _("Status"),
        Operator("is", _("is"), _("Status is %(value)s"), Input.CHOICE, _one_of("status"), takes_many=True),
        Operator(
            "is_not", _("is not"), _("Status is not %(value)s"), Input.CHOICE, _none_of("status"), takes_many=True
        ),
        choices=_statuses,
        known=frozenset(Status.values),
    ),
    _field(
        "tag",
        _("Tag"),
        Operator("is", _("is"), _("Tag is %(value)s"), Input.CHOICE, _tagged, takes_many=True),
        Operator(
            "is_not",
            _("is not"),
            _("Tag is not %(value)s"),
            Input.CHOICE,
            lambda asked, context: ~_tagged(asked, context),
            takes_many=True,
        ),
        choices=lambda vocabulary: vocabulary.tags,
    ),
    _field(
        "joined",
        _("Joined"),
        Operator("after", _("on or after"), _("Joined on or after %(value)s"), Input.DATE, _since("joined_at")),
        Operator("before", _("before"), _("Joined before %(value)s"), Input.DATE, _before("joined_at")),
        Operator(
            "last_days", _("in the last days"), _("Joined in the last %(value)s"), Input.DAYS, _last_days("joined_at")
        ),
    ),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}
