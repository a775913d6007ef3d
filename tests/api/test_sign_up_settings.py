"""Sign-up and who looks after new customers over the API (ACC-3)."""

import pytest

from handsel.cli.demo.story import Cast
from tests.api.calling import Program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3")]

MANAGERS = "/settings/sign-up/managers"


def test_sign_up_is_a_setting_like_others(kleinbach: Program):
    changed = kleinbach.send("PATCH", "/settings", {"version": 1, "sign_up": "open", "sign_up_fields": ["phone"]})

    assert changed.status_code == 200
    told = changed.json()
    assert told["sign_up"]["value"] == "open"
    assert told["sign_up_fields"]["own"] == ["phone"]
    assert told["visitor_prices"]["source"] == "standard"
    wrong = kleinbach.send("PATCH", "/settings", {"version": 2, "sign_up": "sometimes"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")


def test_the_rule_of_managers_is_read_and_set_as_a_whole(kleinbach: Program, cast: Cast):
    ruth = cast.ruth.user_id
    assert kleinbach.get(MANAGERS).json()["how"] == "nobody"

    body = {"version": 0, "how": "country", "of_countries": {"FR": ruth}, "lets_choose": True, "on_offer": [ruth]}
    told = kleinbach.send("PUT", MANAGERS, body).json()

    assert told == {
        "version": 1, "how": "country", "first_manager": None, "lets_choose": True, "in_turn": [], "on_offer": [ruth],
        "of_countries": {"FR": ruth},
    }  # fmt: skip
    foreign = kleinbach.send("PUT", MANAGERS, {"version": 1, "how": "fixed", "first_manager": cast.nora.user_id})
    assert (foreign.status_code, foreign.json()["code"]) == (422, "manager_unknown")
    assert kleinbach.get(MANAGERS).json() == told


def test_a_key_that_reads_changes_nothing(reading: Program):
    assert reading.send("PUT", MANAGERS, {"version": 0}).status_code == 403
