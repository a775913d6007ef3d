"""Those who signed up, over the API (ACC-3)."""

import pytest

from handsel.cli.demo.story import Cast
from tests.api.calling import Program
from tests.signups.visitors import confirmed, portal_lets

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3")]


def test_a_program_lists_accepts_and_rejects(kleinbach: Program, suedwind: Program, reading: Program, cast: Cast):
    portal_lets(cast.karl, sign_up="approval")
    yes, no = (confirmed(cast, f"{name}@x.example").pk for name in ("yes", "no"))

    listed = kleinbach.get("/sign-ups", stage="waiting").json()
    assert [one["email"] for one in listed["items"]] == ["no@x.example", "yes@x.example"]
    assert "password" not in listed["items"][0]
    assert kleinbach.get("/sign-ups", stage="odd").status_code == 422
    accepted = kleinbach.post(f"/sign-ups/{yes}/acceptance").json()
    assert (accepted["stage"], accepted["customer"]) == ("accepted", 1002)
    assert kleinbach.post(f"/sign-ups/{yes}/acceptance").json()["code"] == "sign_up_decided"
    rejected = kleinbach.post(f"/sign-ups/{no}/rejection", {"reason": "Not now"}).json()
    assert (rejected["stage"], rejected["reason"]) == ("rejected", "Not now")

    assert kleinbach.get(f"/sign-ups/{no}").json() == rejected
    assert suedwind.get(f"/sign-ups/{no}").status_code == 404
    assert suedwind.post(f"/sign-ups/{no}/acceptance").status_code == 404
    assert reading.post(f"/sign-ups/{no}/acceptance").status_code == 403
