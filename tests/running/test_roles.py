"""Which database login may serve (OPS-3)."""

import subprocess
import sys

import psycopg
import pytest

from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.roles import faults_of_login
from handsel.settings.environment import ROLES
from tests.database import ROOT, SERVER, drop


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

    for statement in ("CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)"):
        with psycopg.connect(committed_db.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.covers("OPS-1")
def test_a_second_installation_in_a_cluster_has_roles_and_passwords_of_its_own(committed_db, request):
    roles = {key: f"second_{key}" for key in ROLES}
    env = committed_db.env | {
        **{f"HANDSEL_{key.upper()}_ROLE": name for key, name in roles.items()},
        "DATABASE_URL": SERVER.url(f"{roles['app']}:secret", "second"),
        "HANDSEL_OWNER_DATABASE_URL": SERVER.url(f"{roles['owner']}:secret", "second"),
        "HANDSEL_ADMIN_DATABASE_URL": SERVER.url(SUPERUSER, "postgres"),
    }
    request.addfinalizer(lambda: drop("second"))

    for command in (["database", "prepare"], ["database", "prepare"], ["migrate"]):
        done = subprocess.run([sys.executable, "-m", "handsel", *command], check=False, cwd=ROOT, env=env)
        assert done.returncode == 0

    assert faults_of_login(env["DATABASE_URL"], roles) == []
    with psycopg.connect(SERVER.url(SUPERUSER, "second")) as connection:
        hashed = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'second_app'").fetchone()
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert hashed[0].startswith("SCRAM-SHA-256$")
    assert {name for (name,) in owners} <= {roles["owner"], roles["ledger"], roles["search"], roles["chain"]}
