"""Support access over the API: see it, give it, end it (USR-6)."""

import pytest

from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from tests.api.calling import Program, program
from tests.guests.going import help_at_kleinbach

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-6")]
GIVEN = {"role": "read_only", "hours": 8, "reason": "The price list is wrong"}


@pytest.fixture
def kleinbach(db: None, cast: Cast) -> Program:
    return program(cast.karl, "kleinbach")


def test_a_program_gives_support_access_sees_who_came_and_ends_it(kleinbach: Program, cast: Cast):
    assert kleinbach.get("/support-access").json()["role"] is None

    given = kleinbach.post("/support-access", GIVEN).json()
    assert (given["role"], given["reason"], given["visits"]) == ("read_only", "The price list is wrong", [])
    help_at_kleinbach(cast, cast.nora, at=now())
    (visit,) = kleinbach.get("/support-access").json()["visits"]
    assert (visit["person"], visit["provider"], visit["ended_at"]) == ("Nora Nordlicht", "Nordlicht", None)

    assert kleinbach.send("DELETE", "/support-access").json()["role"] is None
    assert kleinbach.send("DELETE", "/support-access").status_code == 200  # twice is once


@pytest.mark.parametrize(("field", "value"), [("role", "owner"), ("hours", 2), ("reason", " "), ("reason", "x" * 501)])
def test_each_wrong_input_is_named(kleinbach: Program, field: str, value: object):
    answer = kleinbach.post("/support-access", GIVEN | {field: value})

    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert kleinbach.get("/support-access").json()["role"] is None


def test_the_operator_has_nobody_to_let_in(db: None, cast: Cast):
    answer = program(cast.olga, "operator").post("/support-access", GIVEN)

    assert (answer.status_code, answer.json()["code"]) == (409, "no_parent")


def test_a_reader_s_program_gives_none(db: None, cast: Cast):
    answer = program(cast.karl, "kleinbach", Role.READ_ONLY).post("/support-access", GIVEN)

    assert answer.status_code == 403
