"""What holds for every call, whatever it asks: JSON only, problems only, nothing kept by caches (API-1)."""

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from handsel.api import problems
from handsel.api.limits import Quota
from handsel.api.refusals import MethodNotAllowed, NotJson, TooLarge

View = Callable[..., HttpResponse]


def call(view: View) -> View:
    """Hold `view`, all methods of one address, to what every call promises."""

    @csrf_exempt
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _refused_body(request) or view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = _other_method(response)
        response["Cache-Control"] = "private, no-store"
        quota: Quota | None = getattr(request, "quota", None)
        if quota:
            _tell_quota(response, quota)
        return response

    answered.needs = "key"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return answered


def nothing(request: HttpRequest, path: str = "") -> HttpResponse:  # noqa: ARG001 - the form of a view
    """Answer for an address that is none, as for a number that is none."""
    return problems.not_found()


def _refused_body(request: HttpRequest) -> HttpResponse | None:
    try:
        has_body = bool(request.body)
    except RequestDataTooBig:
        return problems.problem(TooLarge, "Send less at once; a body may have five megabytes.")
    if has_body and request.content_type != "application/json":
        return problems.problem(NotJson, "Send the body as JSON with the header Content-Type: application/json.")
    return None


def _other_method(response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    told = problems.problem(MethodNotAllowed, f"This address knows {allowed or 'no such method'}.")
    told["Allow"] = allowed
    return told


def _tell_quota(response: HttpResponse, quota: Quota) -> None:
    response["RateLimit-Limit"] = str(quota.limit)
    response["RateLimit-Remaining"] = str(max(quota.remaining, 0))
    response["RateLimit-Reset"] = str(quota.resets_in)
    if quota.is_spent:
        response["Retry-After"] = str(quota.resets_in)
