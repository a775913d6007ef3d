from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "handsel.console"
    label = "console"
