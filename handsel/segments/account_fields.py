"""Fields of the account itself: who and where it is, its tags, its people (ACC-10)."""

import re
from functools import reduce
from operator import or_

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _

from handsel.accounts.folding import fold
from handsel.accounts.models import Status
from handsel.accounts.search_terms import terms_of
from handsel.accounts.tag_models import Tag, Tagging
from handsel.accounts.tags import key_of
from handsel.segments.conditions import Condition, Context, Operator, make_field
from handsel.segments.operator_labels import CONTAINS, IS, IS_EMPTY
from handsel.segments.operators import (
    NOBODY,
    OF_FIGURES,
    Text,
    choice_operators,
    date_operators,
    folded,
    keyed,
    more_or_less,
    one_of,
    text_operators,
    yes_or_no,
)
from handsel.segments.values import Input
from handsel.segments.vocabulary import Choice, Vocabulary, countries

YES_NO = frozenset({"yes", "no"})


def yes_no(_vocabulary: Vocabulary) -> list[Choice]:
    return [("yes", str(_("Yes"))), ("no", str(_("No")))]


def _tagged(asked: Condition, context: Context) -> Q:
    keys = [key_of(name) for name in asked.values]
    ids = list(Tag.objects.filter(seller_id=context.seller_id, key__in=keys).values_list("pk", flat=True))
    if not ids:
        return NOBODY
    return Q(Exists(Tagging.objects.filter(seller_id=context.seller_id, account=OuterRef("pk"), tag__in=ids)))


def _untagged(_asked: Condition, context: Context) -> Q:
    return ~Q(Exists(Tagging.objects.filter(seller_id=context.seller_id, account=OuterRef("pk"))))


def _phone(asked: Condition, context: Context) -> Q:
    """Keep those whose phone number, its digits in a row, holds what is typed in any way of writing it."""
    digits = Func(
        Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField()),
        function="concat",
        template="concat(' ', %(expressions)s)",
        output_field=TextField(),
    )
    typed = re.sub(r"\D", "", asked.value, flags=re.ASCII)
    parts = [part for term in terms_of(asked.value) for part in term.instead] + ([typed] if typed else [])
    if not parts:
        return NOBODY
    in_phone = reduce(or_, (Q(Contains(digits, part)) for part in parts))
    return in_phone & context.holding(*parts)


def _numbers(asked: Condition, _context: Context) -> Q:
    return Q(number__in=[int(value) for value in asked.values])


def _statuses(_vocabulary: Vocabulary) -> list[Choice]:
    return [(value, str(label)) for value, label in Status.choices]


ACCOUNT_FIELDS = (
    make_field(
        "name",
        _("Name"),
        *text_operators(
            keyed("name", "sort_name"),
            (
                _("Name contains “%(value)s”"),
                _("Name begins with “%(value)s”"),
                _("Name is %(value)s"),
                _("Name is not %(value)s"),
                _("Has no name"),
            ),
        )[:4],
    ),
    make_field(
        "number",
        _("Number"),
        Operator("is", IS, _("Number is %(value)s"), Input.NUMBER, _numbers, takes_many=True),
        *more_or_less(
            Input.NUMBER,
            lambda asked, _context: Q(number__gt=int(asked.value)),
            lambda asked, _context: Q(number__lt=int(asked.value)),
            _("Number is above %(value)s"),
            _("Number is below %(value)s"),
        ),
    ),
    make_field(
        "email",
        _("E-mail"),
        *text_operators(
            Text("email", F("email"), str.lower, is_searched=True),
            (
                _("E-mail contains “%(value)s”"),
                _("E-mail begins with “%(value)s”"),
                _("E-mail is %(value)s"),
                _("E-mail is not %(value)s"),
                _("Has no e-mail"),
            ),
        ),
    ),
    make_field(
        "phone",
        _("Phone"),
        Operator("contains", CONTAINS, _("Phone contains “%(value)s”"), Input.TEXT, _phone),
        Operator("none", IS_EMPTY, _("Has no phone"), Input.YES, lambda _asked, _context: Q(phone="")),
    ),
    make_field(
        "city",
        _("City"),
        *text_operators(
            keyed("city", "sort_city"),
            (
                _("City contains “%(value)s”"),
                _("City begins with “%(value)s”"),
                _("City is %(value)s"),
                _("City is not %(value)s"),
                _("Has no city"),
            ),
        ),
    ),
    make_field(
        "state",
        _("State or province"),
        *text_operators(
            Text("state", folded("state"), fold),
            (
                _("State contains “%(value)s”"),
                _("State begins with “%(value)s”"),
                _("State is %(value)s"),
                _("State is not %(value)s"),
                _("Has no state"),
            ),
        ),
    ),
    make_field(
        "country",
        _("Country"),
        *choice_operators(one_of("country"), _("Country is %(value)s"), _("Country is not %(value)s")),
        Operator("none", IS_EMPTY, _("Has no country"), Input.YES, lambda _asked, _context: Q(country="")),
        choices=lambda vocabulary: vocabulary.countries,
        known=frozenset(code for code, _name in countries("en")),
    ),
    make_field(
        "postcode",
        _("Postcode"),
        *text_operators(
            Text("postcode", F("postcode"), str.upper),
            (
                _("Postcode contains “%(value)s”"),
                _("Postcode begins with “%(value)s”"),
                _("Postcode is %(value)s"),
                _("Postcode is not %(value)s"),
                _("Has no postcode"),
            ),
        ),
    ),
    make_field(
        "tax_number",
        _("Tax number"),
        *text_operators(
            Text("tax_number", Upper("tax_number"), str.upper, is_searched=True),
            (
                _("Tax number contains “%(value)s”"),
                _("Tax number begins with “%(value)s”"),
                _("Tax number is %(value)s"),
                _("Tax number is not %(value)s"),
                _("Has no tax number"),
            ),
        ),
    ),
    make_field(
        "external_number",
        _("External number"),
        *text_operators(
            Text("external_number", Upper("external_number"), str.upper, is_searched=True),
            (
                _("External number contains “%(value)s”"),
                _("External number begins with “%(value)s”"),
                _("External number is %(value)s"),
                _("External number is not %(value)s"),
                _("Has no external number"),
            ),
        ),
    ),
    make_field(
        "status",
        _("Status"),
        *choice_operators(one_of("status"), _("Status is %(value)s"), _("Status is not %(value)s")),
        choices=_statuses,
        known=frozenset(Status.values),
    ),
    make_field(
        "tag",
        _("Tag"),
        *choice_operators(_tagged, _("Tag is %(value)s"), _("Tag is not %(value)s")),
        Operator("none", IS_EMPTY, _("Has no tag"), Input.YES, _untagged),
        choices=lambda vocabulary: vocabulary.tags,
    ),
    make_field(
        "manager",
        _("Account manager"),
        *choice_operators(
            lambda asked, _context: Q(manager__in=asked.values, manager__isnull=False),
            _("Account manager is %(value)s"),
            _("Account manager is not %(value)s"),
        ),
        Operator("none", IS_EMPTY, _("Has no account manager"), Input.YES, lambda _a, _c: Q(manager=None)),
        choices=lambda vocabulary: vocabulary.managers,
        is_numbered=True,
    ),
    make_field(
        "joined",
        _("Joined"),
        *date_operators(
            "joined_at",
            _("Joined on or after %(value)s"),
            _("Joined before %(value)s"),
            _("Joined in the last %(value)s"),
        ),
    ),
    make_field(
        "access",
        _("Storefront access"),
        yes_or_no(
            lambda _asked, _context: OF_FIGURES & Q(figures__users_count__gt=0),
            _("Has storefront access"),
            _("Has no storefront access"),
        ),
        choices=yes_no,
        known=YES_NO,
    ),
    make_field(
        "archived",
        _("Archived"),
        yes_or_no(
            lambda _asked, _context: Q(archived_at__isnull=False, deleted_at__isnull=True),
            _("Is archived"),
            _("Is not archived"),
        ),
        choices=yes_no,
        known=YES_NO,
    ),
    make_field(
        "deleted",
        _("Deleted"),
        yes_or_no(lambda _asked, _context: Q(deleted_at__isnull=False), _("Is deleted"), _("Is not deleted")),
        choices=yes_no,
        known=YES_NO,
    ),
)
