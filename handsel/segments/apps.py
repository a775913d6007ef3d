from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "handsel.segments"
    default_auto_field = "django.db.models.BigAutoField"
