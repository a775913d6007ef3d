"""`handsel docs`: write docs/reference anew, or tell with --check that it is out of date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handsel.cli.reference import pages

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "reference"


class Command(BaseCommand):
    """Make the generated documents from the program as it is."""

    help = "Write the generated documents in docs/reference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when something would change")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = {name: text for name, text in pages().items() if _standing(name) != text}
        if options["check"]:
            if stale:
                raise CommandError(f"docs/reference is out of date ({', '.join(stale)}); run `handsel docs`.")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in stale.items():
            (FOLDER / name).write_text(text)
            self.stdout.write(f"docs/reference/{name}")


def _standing(name: str) -> str:
    path = FOLDER / name
    return path.read_text() if path.exists() else ""
