"""Answers that views share: go elsewhere after a change, with or without htmx, and say what was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url


def done(request: HttpRequest, said: str, to: str, *parts: object, is_all: bool = True) -> HttpResponse:
    """Lead to `to` (a URL name with its `parts`, or an address) and say `said` there in a toast.

    Where not all was done that was asked for, `is_all` is false: the toast is no good news, and stays until it is read.
    """
    messages.add_message(request, messages.SUCCESS if is_all else messages.WARNING, said)
    address = resolve_url(to, *parts)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def said(request: HttpRequest, text: str, to: str, *parts: object) -> HttpResponse:
    """Say `text` in a toast and leave the page as it is; without htmx, lead to `to` and say it there."""
    if not request.headers.get("HX-Request"):
        return done(request, text, to, *parts)
    response = render(request, "web/_done.html", {"text": text})
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response
