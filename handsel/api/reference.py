"""The description of the API, for programs and for people: served by every portal, naming none (API-1)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from handsel.api.examples import Member, example_of, members_of, needed_of, resolved, type_of
from handsel.api.once import HEADER
from handsel.api.openapi import operations
from handsel.api.refusals import Failed, MethodNotAllowed, by_code, title_of
from handsel.api.rest import api
from handsel.web.access import anyone

_PARAMETER = re.compile(r"{(\w+)}")
_EXAMPLES = {"number": "1001", "currency": "EUR"}


@dataclass(frozen=True)
class Code:
    """One way to be refused."""

    code: str
    status: int
    title: str


@dataclass(frozen=True)
class Shown:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    text: str
    parameters: list[Member]
    members: list[Member]
    body: str
    answer_status: str
    answer: str
    codes: list[Code]
    needs_key: bool

    @property
    def example_path(self) -> str:
        """The path with numbers in place of its parameters."""
        return _PARAMETER.sub(lambda found: _EXAMPLES.get(found[1], "1"), self.path)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI description; it is made once per process."""
    return dict(api.get_openapi_schema())


@anyone
def description(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the form of a view
    """Serve the OpenAPI description."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@anyone
def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with its parameters, bodies, examples and refusals, without any script."""
    groups, codes = _shown()
    known = {
        "groups": groups,
        "codes": codes,
        "portal": getattr(request, "portal", None),
        "address": f"{request.scheme}://{request.get_host()}",
        "about": document()["info"],
        "key_header": HEADER,
    }
    return render(request, "api/docs.html", known)


@cache
def _shown() -> tuple[dict[str, list[Shown]], list[Code]]:
    described = document()
    groups: dict[str, list[Shown]] = {}
    for path, method, operation in operations(described):
        shown = _one(path, method, operation, described["components"]["schemas"])
        groups.setdefault(operation["tags"][0], []).append(shown)
    codes = {code.code: code for group in groups.values() for shown in group for code in shown.codes}
    # What no operation tells of itself: an address can be called in the wrong way, and a program can fail.
    codes |= {code.code: code for code in _codes([MethodNotAllowed.code, Failed.code])}
    return groups, sorted(codes.values(), key=lambda code: (code.status, code.code))


def _one(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Shown:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status, answer = next((status, told) for status, told in operation["responses"].items() if status < "3")
    told = [code for response in operation["responses"].values() for code in response.get("x-codes", [])]
    return Shown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["operationId"].replace("_", " "),
        text=operation.get("description", "").replace("`", ""),
        parameters=[_parameter(parameter, schemas) for parameter in operation["parameters"]],
        members=list(members_of(body, schemas)) if body else [],
        body=_written(needed_of(body, schemas)) if body else "",
        answer_status=status,
        answer=_answer(answer, schemas),
        codes=_codes(told),
        needs_key="idempotency_key_needed" in told,
    )


def _answer(told: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Return an example of an answer; of a file just what it is."""
    content = told["content"].get("application/json")
    return _written(example_of(content["schema"], schemas)) if content else str(told["description"])


def _codes(told: list[str]) -> list[Code]:
    return [Code(kind.code, kind.status, title_of(kind)) for kind in by_code(told)]


def _parameter(parameter: dict[str, Any], schemas: dict[str, Any]) -> Member:
    text = parameter.get("description", "").replace("`", "")
    kind = type_of(resolved(parameter["schema"], schemas))
    return Member(parameter["name"], f"{kind} in {parameter['in']}", bool(parameter.get("required")), text)


def _written(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)
