"""May this process serve? The login is checked before the first request is taken (OPS-3)."""

from django.core.exceptions import ImproperlyConfigured

from handsel.kernel.roles import faults_of_login
from handsel.settings.environment import ROLES, database_url


def refuse_wrong_login() -> None:
    """Return when the login is the application's and nothing more.

    Raises ImproperlyConfigured otherwise, psycopg.OperationalError when the database cannot be reached.
    """
    faults = faults_of_login(database_url("app"), ROLES)
    if faults:
        raise ImproperlyConfigured(
            f"Handsel does not serve with this database login, because {faults[0]}. "
            "Let `handsel database prepare` make the roles, and put the application's into DATABASE_URL."
        )
