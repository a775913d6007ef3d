"""`handsel --help`: this program's own commands, each in one sentence, without those of the framework (OPS-1)."""

import django
from django.core.management import get_commands, load_command_class

ASKED = {"help", "--help", "-h"}
UP = "Start Handsel: database, web, worker, test gateway, and a demo if it is empty; script/run does it."


def overview() -> str:
    """Return the usage and one line for each command, by name."""
    django.setup()
    found = {name: _sentence(app, name) for name, app in get_commands().items() if str(app).startswith("handsel.")}
    lines = [f"  {name.replace('_', '-'):<13} {does}" for name, does in sorted((found | {"up": UP}).items())]
    return "\n".join(
        ["usage: handsel COMMAND [options]", "", *lines, "", "handsel COMMAND --help tells the options of a command."]
    )


def _sentence(app: str, name: str) -> str:
    return load_command_class(app, name).help
