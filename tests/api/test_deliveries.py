"""Deliveries over the API: listed, started, delivered, failed, tried again, paid back, called off (ORD-12)."""

import pytest

from handsel.cli.demo.story import Cast
from tests.api.calling import Program, program
from tests.cast import wallet
from tests.deliveries.delivering import bought, tasks

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "API-1")]


@pytest.fixture
def operator(db: None, cast: Cast) -> Program:
    return program(cast.olga, "operator")


def test_a_program_lists_starts_and_delivers(operator: Program, kleinbach: Program, cast: Cast):
    leg = bought(cast, "TLS", "One year")
    (found,) = operator.get("/deliveries?state=waiting").json()["items"]
    assert (found["order"], found["product"], found["way"]) == (leg.number, "TLS certificate", "manual")
    at = f"/deliveries/{found['id']}"
    assert operator.get(at).json() == found
    assert operator.post(f"{at}/start").json()["state"] == "started"
    missing = operator.post(f"{at}/deliver", {"service": []})
    assert (missing.status_code, missing.json()["code"]) == (422, "delivery_data_missing")

    done = operator.post(
        f"{at}/deliver", {"service": [{"label": "Key", "value": "K-1"}], "expires_on": "2027-11-02"}
    ).json()

    assert (done["state"], done["service"], done["expires_on"]) == (
        "delivered", [{"label": "Key", "value": "K-1"}], "2027-11-02",
    )  # fmt: skip
    assert operator.post(f"{at}/start").json()["code"] == "delivery_state_conflict"
    assert kleinbach.get(at).status_code == 404
    assert kleinbach.get(f"/orders/{leg.number}").json()["situation"] == "executed"


def test_what_failed_is_tried_again_and_paid_back(operator: Program, cast: Cast):
    leg = bought(cast)
    at = f"/deliveries/{tasks(cast.olga)[0].delivery_id}"
    assert operator.post(f"{at}/fail", {"reason": "None left"}).json()["reason"] == "None left"
    assert operator.get("/deliveries?state=failed&q=" + leg.number).json()["total"] == 1
    assert operator.post(f"{at}/retry").json()["state"] == "waiting"
    assert operator.post(f"{at}/refund", {"reason": "So"}).json()["code"] == "idempotency_key_needed"

    done = operator.post(f"{at}/refund", {"reason": "None left"}, key="back")

    assert (done.json()["state"], done.json()["is_paid_back"]) == ("canceled", True)
    again = operator.post(f"{at}/refund", {"reason": "None left"}, key="back")
    assert again.json() == done.json()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_an_order_is_called_off_while_nobody_delivers_it(kleinbach: Program, operator: Program, cast: Cast):
    leg, other = bought(cast), bought(cast)
    operator.post(f"/deliveries/{tasks(cast.olga)[1].delivery_id}/start")

    done = kleinbach.post(f"/orders/{leg.number}/call-off", {"reason": "Twice"}, key="off")
    refused = kleinbach.post(f"/orders/{other.number}/call-off", {"reason": "Twice"}, key="no")

    assert done.json()["situation"] == "canceled", done.content
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_begun")


def test_whoever_bought_or_sold_reads_what_was_delivered_with_the_order(
    operator: Program, kleinbach: Program, cast: Cast
):
    leg = bought(cast, "TLS", "One year")
    at = f"/deliveries/{tasks(cast.olga)[0].delivery_id}"
    assert operator.send("PUT", f"{at}/note", {"note": "Ask the registry"}).json()["note"] == "Ask the registry"
    operator.post(f"{at}/deliver", {"service": [{"label": "Key", "value": "K-1"}], "expires_on": "2027-11-02"})

    sold, purchase = (kleinbach.get(f"/{what}/{leg.number}").json()["lines"][0] for what in ("orders", "purchases"))

    assert sold["delivery"] == purchase["delivery"]
    assert (sold["delivery"]["state"], sold["delivery"]["service"], sold["delivery"]["expires_on"]) == (
        "delivered", [{"label": "Key", "value": "K-1"}], "2027-11-02",
    )  # fmt: skip
    assert "registry" not in str(sold)


def test_what_was_taken_back_is_read_by_nobody_any_more(operator: Program, kleinbach: Program, cast: Cast):
    leg = bought(cast, "TLS", "One year")
    at = f"/deliveries/{tasks(cast.olga)[0].delivery_id}"
    operator.post(f"{at}/deliver", {"service": [{"label": "Key", "value": "K-1"}]})
    operator.post(f"{at}/refund", {"reason": "Revoked"}, key="back")

    line = kleinbach.get(f"/orders/{leg.number}").json()["lines"][0]["delivery"]

    assert (line["state"], line["service"], line["is_paid_back"]) == ("canceled", [], True)
