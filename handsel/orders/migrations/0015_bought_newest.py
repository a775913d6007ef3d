"""Have an index for what somebody buys, the newest first (ORD-1, API-1).

Locks: the legs while the index is built; with millions of orders, some seconds. There is no way back.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_faults_at")]
    operations = [
        migrations.RemoveIndex(model_name="leg", name="leg_bought"),
        migrations.AddIndex(model_name="leg", index=models.Index(fields=["buyer", "-id"], name="leg_bought")),
    ]
