from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "handsel.reports"
    default_auto_field = "django.db.models.BigAutoField"
