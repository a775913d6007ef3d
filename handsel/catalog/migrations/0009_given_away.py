"""Sell at a price of zero what is given away on purpose until a day, and let those below sell on from there (CAT-2).

Locks: catalog_pricerule and catalog_pricebasis, while their rows are checked.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
WITHIN_REASON = (
    (Q(percent__isnull=True) | Q(percent__gte=-100, percent__lte=10_000))
    & (Q(fixed_minor__isnull=True) | Q(fixed_minor__gte=0, fixed_minor__lte=10**12))
    & Q(amount_minor__gte=-(10**12), amount_minor__lte=10**12)
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_only_what_changes")]
    operations = [
        migrations.RemoveConstraint("pricerule", "price_rule_is_within_reason"),
        migrations.AddConstraint(
            "pricerule", models.CheckConstraint(condition=WITHIN_REASON, name="price_rule_is_within_reason")
        ),
        migrations.RemoveConstraint("pricebasis", "price_basis_is_above_zero"),
        migrations.AddConstraint(
            "pricebasis", models.CheckConstraint(condition=Q(cost_minor__gte=0), name="price_basis_is_not_negative")
        ),
        *run_sql(SQL, "converting", "rules"),
    ]
