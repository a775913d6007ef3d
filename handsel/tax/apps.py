from django.apps import AppConfig


class TaxConfig(AppConfig):
    name = "handsel.tax"
    default_auto_field = "django.db.models.BigAutoField"
