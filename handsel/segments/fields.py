"""Every field that accounts can be found by, with its operators; nothing else is one (ACC-10, safety P6)."""

from collections.abc import Mapping

from handsel.segments.account_fields import ACCOUNT_FIELDS
from handsel.segments.conditions import Field
from handsel.segments.trade_fields import TRADE_FIELDS

FIELDS: Mapping[str, Field] = {field.name: field for field in (*ACCOUNT_FIELDS, *TRADE_FIELDS)}
