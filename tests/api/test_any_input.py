"""Whatever is sent, the API answers as it describes itself and never fails (safety: how it is proved)."""

import os
import random

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from handsel.api.rest import api
from tests.api.calling import Program, number_of, program
from tests.api.test_orders import placed_by_berta, plan_of

pytestmark = [pytest.mark.covers("API-1"), pytest.mark.usefixtures("committed_db")]

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
SEED = int(os.environ.get("HANDSEL_SEED", random.randrange(2**32)))
METHODS = ("get", "post", "put", "patch")


@pytest.fixture
def kleinbach(committed_db, cast, settings) -> Program:
    settings.HANDSEL_API_CALLS_A_MINUTE = 10**9
    return program(cast.karl, "kleinbach")


@pytest.fixture
def known(kleinbach, cast) -> dict[str, object]:
    """What is there, for half of the calls to find something."""
    number, plan = number_of(cast.bakery, cast.karl), plan_of(kleinbach)
    return {
        "number": number,
        "receipt_number": 1001,
        "currency": "EUR",
        "list_id": kleinbach.get("/price-lists").json()[0]["id"],
        "user_id": cast.berta.user_id,
        "order": placed_by_berta(cast, plan),
        "buyer": number,
        "version": 1,
        "lines": [{"plan_id": plan, "quantity": 1}],
    }


def try_all(kleinbach: Program, known: dict[str, object], examples: int, mode: GenerationMode) -> set[int]:
    """Send each operation as many bodies and parameters of `mode`, and return which statuses came back."""
    print(f"HANDSEL_SEED={SEED}")
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = get_wsgi_application()
    seen: set[int] = set()
    for path, methods in api.get_openapi_schema()["paths"].items():
        names = known | ({"number": known["order"]} if path.startswith(("/api/v1/orders", "/api/v1/purch")) else {})
        for method in sorted(set(METHODS) & set(methods)):
            operation = schema[path][method]
            if mode is GenerationMode.POSITIVE or operation.body or operation.query:
                try_one(kleinbach, operation.as_strategy(generation_mode=mode), names, examples, seen)
    return seen


def try_one(kleinbach: Program, cases: object, names: dict[str, object], examples: int, seen: set[int]) -> None:
    headers = {"Host": "kleinbach.localhost", "Authorization": f"Bearer {kleinbach.secret}"}

    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, is_found=st.booleans())
    def holds(case: schemathesis.Case, *, is_found: bool) -> None:
        if is_found:
            put_in(case, names)
        response = case.call(headers=headers, base_url="http://kleinbach.localhost")
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    holds()


def put_in(case: schemathesis.Case, names: dict[str, object]) -> None:
    """Put what is there into the path, and into the body where it asks for it."""
    if case.path_parameters:
        case.path_parameters |= {name: names[name] for name in case.path_parameters if name in names}
    if isinstance(case.body, dict):
        case.body |= {name: names[name] for name in case.body if name in names}


def test_a_few_of_all_inputs_are_answered_as_described(kleinbach, known):
    assert {200, 201, 404, 422} <= try_all(kleinbach, known, 6, GenerationMode.POSITIVE)


def test_a_few_wrong_inputs_are_refused_as_described(kleinbach, known):
    assert 422 in try_all(kleinbach, known, 6, GenerationMode.NEGATIVE)


@pytest.mark.long
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_many_of_all_inputs_are_answered_as_described(kleinbach, known, mode):
    assert 422 in try_all(kleinbach, known, 300, mode)
