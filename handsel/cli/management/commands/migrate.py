"""`handsel migrate`: Django's, as the owner of the tables; then the framework's tables get their rights."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from handsel.cli.ownership import as_owner
from handsel.kernel.roles import framework_grants


class Command(migrate.Command):
    """Bring the tables up to date, logged in as their owner."""

    help = "Bring the tables up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            if not options["app_label"] and not options["plan"]:
                refuse_older_tables()
            with connection.cursor() as cursor:
                present = set(connection.introspection.table_names(cursor))
                for statement in framework_grants(present, settings.HANDSEL_ROLES["app"]):
                    cursor.execute(statement)


def refuse_older_tables() -> None:
    """Say so when tables stopped at a step that is not kept any more, from which there is no way on (decision 0024).

    Raises CommandError.
    """
    steps = MigrationLoader(connection)
    if set(steps.disk_migrations) - set(steps.applied_migrations):
        raise CommandError(
            "These tables are of a version from before 0.1, whose steps are not kept. "
            "Bring them up to date with the last version that has them, or begin with an empty database."
        )
