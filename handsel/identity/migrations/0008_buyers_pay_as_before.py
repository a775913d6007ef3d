"""Let those who bought until now go on paying too: the role buyer alone is narrower from here on (USR-1).

Locks: the rows of storefront users, which are few. Undo: keeps the rows as they are.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_link_requests"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE identity_seat SET role = 'buyer_billing' WHERE role = 'buyer'", migrations.RunSQL.noop
        ),
    ]
