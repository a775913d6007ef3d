from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "handsel.timeline"
    default_auto_field = "django.db.models.BigAutoField"
