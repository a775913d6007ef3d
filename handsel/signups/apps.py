from django.apps import AppConfig


class SignupsConfig(AppConfig):
    name = "handsel.signups"
    default_auto_field = "django.db.models.BigAutoField"
