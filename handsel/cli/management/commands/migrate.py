"""`handsel migrate`: Django's, as the owner of the tables; then the framework's tables get their rights."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection

from handsel.cli.ownership import as_owner
from handsel.kernel.roles import framework_grants


class Command(migrate.Command):
    """Bring the tables up to date, logged in as their owner."""

    help = "Bring the tables up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            with connection.cursor() as cursor:
                present = set(connection.introspection.table_names(cursor))
                for statement in framework_grants(present, settings.HANDSEL_ROLES["app"]):
                    cursor.execute(statement)
