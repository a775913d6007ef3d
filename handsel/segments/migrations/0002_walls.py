"""Wall segments in and keep figures per account, worked out now from all that was traded (ACC-10 to ACC-12, OPS-3).

Locks: short ones on accounts, edges, legs, subscriptions, seats and users, for triggers; then reads all of them once.
Undo: drops the triggers and keeps the rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
WORK_OUT = """
INSERT INTO segments_figures (id, seller_id, kind, is_listed, currency, orders_count, orders_minor, last_order_at, run_rate,
                              running_count, users_count)
SELECT * FROM segments_truth
"""


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0001_initial"),
        ("identity", "0002_walls"),
        ("orders", "0002_legs"),
        ("subscriptions", "0002_walls"),
    ]
    operations = [
        # What was bought is kept by the database alone.
        tenant_table("segments_figures", Walls(rights="SELECT")),
        tenant_table("segments_tally", Walls(rights="SELECT")),
        tenant_table("segments_segment", Walls(), {"owner_id": "identity_user"}),
        tenant_table("segments_listview", Walls(), {"user_id": "identity_user"}),
        run_sql(SQL, "figures"),
        migrations.RunSQL(WORK_OUT, "TRUNCATE segments_figures, segments_tally"),
    ]
