from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "handsel.subscriptions"
    default_auto_field = "django.db.models.BigAutoField"
