"""handsel openapi: print the OpenAPI description of the API, for those who generate a client from it (API-1)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from handsel.api.rest import api


class Command(BaseCommand):
    """The command. The copy in docs/reference is written, and compared, by `handsel docs`."""

    help = "Print the OpenAPI description of the API, or write it to FILE."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        text = json.dumps(api.get_openapi_schema(), indent=2, sort_keys=True)
        if options["file"]:
            options["file"].write_text(text + "\n")
        else:
            self.stdout.write(text)
