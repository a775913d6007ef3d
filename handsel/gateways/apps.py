from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "handsel.gateways"
    default_auto_field = "django.db.models.BigAutoField"
