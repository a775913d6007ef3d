from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "handsel.visits"
    default_auto_field = "django.db.models.BigAutoField"
