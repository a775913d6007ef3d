"""Load the program once, and say whether its own checks pass, migrations are missing, or docs/reference is stale."""

import os
import sys
import warnings

import django
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsel.settings.laptop")
    django.setup()
    # The history of a database that may run here says nothing about the files.
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history", RuntimeWarning)
    faults = [fault for fault in (check(), migrations(), docs()) if fault]
    if faults:
        sys.exit("\n".join(faults))


def check() -> str:
    try:
        call_command("check")
    except SystemCheckError as error:
        return str(error)
    return ""


def migrations() -> str:
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, skip_checks=True)
    except (CommandError, SystemExit) as error:
        return f"Migrations are missing, or two have the same parent: {error}"
    return ""


def docs() -> str:
    try:
        call_command("docs", check=True, skip_checks=True)
    except CommandError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    main()
