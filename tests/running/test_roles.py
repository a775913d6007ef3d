"""Which database login may serve (OPS-3)."""

import subprocess
import sys

import pytest

from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.roles import faults_of_login
from handsel.settings.environment import ROLES
from tests.database import ROOT, SERVER


@pytest.mark.covers("OPS-3")
def test_the_application_may_serve(committed_db):
    assert faults_of_login(committed_db.url, ROLES) == []


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize(("login", "reason"), [(ROLES["owner"], "or may become it"), (SUPERUSER, "is a superuser")])
def test_nobody_with_more_rights_may_serve(committed_db, login, reason):
    url = SERVER.url(login, committed_db.name)
    command = [sys.executable, "-m", "handsel", "web"]

    done = subprocess.run(
        command, check=False, cwd=ROOT, env=committed_db.env | {"DATABASE_URL": url}, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Handsel does not serve with this database login, because")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.covers("OPS-3")
def test_the_application_cannot_make_functions_or_tables(committed_db):
    import psycopg  # noqa: PLC0415

    for statement in ("CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)"):
        with psycopg.connect(committed_db.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
