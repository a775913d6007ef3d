"""What the operators are called where a filter is built (ACC-10)."""

from django.utils.translation import gettext_lazy as _

BEFORE = _("before")
BEGINS = _("begins with")
CONTAINS = _("contains")
IS = _("is")
IS_EMPTY = _("is empty")
IS_NOT = _("is not")
LAST_DAYS = _("in the last … days")
LESS = _("less than")
MORE = _("more than")
NEVER = _("never")
NONE_SINCE = _("none since")
NOT_LAST_DAYS = _("none in the last … days")
SINCE = _("on or after")
