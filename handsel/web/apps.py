from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "handsel.web"
    label = "web"
