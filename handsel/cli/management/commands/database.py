"""`handsel database prepare`: make roles, database and rights, as an administrator of the cluster (OPS-1, OPS-3)."""

import os
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from psycopg.conninfo import conninfo_to_dict

from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.roles import Login, prepare
from handsel.settings.environment import ROLES, database_url, embedded_server


class Command(BaseCommand):
    """Make the database roles, the database and their rights; running it again puts right what differs."""

    help = "Make the database roles, the database and their rights. Needs no rights itself: --admin-url has them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["prepare"])
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("HANDSEL_ADMIN_DATABASE_URL", ""),
            help="address that logs in as a superuser; the embedded server's is known",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        logins = {key: conninfo_to_dict(database_url(key)) for key in ("owner", "app")}
        server = embedded_server()
        admin = options["admin_url"] or (server.url(SUPERUSER, "postgres") if server else "")
        if not admin:
            raise CommandError("Say with --admin-url how to log in as a superuser.")
        for key, login in logins.items():
            if login.get("user") != ROLES[key]:
                raise CommandError(f"The address of the {key} logs in as {login.get('user')}, not as {ROLES[key]}.")
        try:
            prepare(admin, str(logins["app"]["dbname"]), ROLES, _logins(logins))
        except psycopg.Error as error:
            raise CommandError(f"PostgreSQL refused: {str(error).strip()}") from error
        self.stdout.write(f"Database {logins['app']['dbname']} and its roles are ready.")


def _logins(parts: dict[str, dict[str, Any]]) -> dict[str, Login]:
    return {key: Login(ROLES[key], str(login.get("password") or "")) for key, login in parts.items()}
