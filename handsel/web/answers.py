"""Answers that views share: go elsewhere after a change, with or without htmx, and say what was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url


def done(request: HttpRequest, said: str, to: object, *parts: object) -> HttpResponse:
    """Lead to `to` (a URL name with its `parts`, an object or an address) and say `said` there in a toast."""
    messages.success(request, said)
    address = resolve_url(to, *parts)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})
