"""Find an order by its whole number at once, among millions (ORD-8). Locks: the legs while the index is built."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_xray")]

    operations = [
        migrations.AddIndex(model_name="leg", index=models.Index(fields=["seller", "number"], name="leg_number")),
    ]
