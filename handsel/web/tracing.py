"""In development: each answer carries the view's name in a header, each fragment names its file in a comment."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template import Origin
from django.template.loaders.app_directories import Loader


class TracingMiddleware:
    """Say which view answered, in `X-View`; does nothing outside of development."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if match := request.resolver_match:
            response["X-View"] = f"{match.func.__module__}.{match.func.__name__}"
        return response


class FragmentLoader(Loader):
    """Finds templates in the packages, and lets each fragment begin with its own name."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        name = PurePosixPath(str(origin.template_name))
        return f"<!-- {name} -->{contents}" if name.name.startswith("_") else contents
