"""The addresses of the API: its operations, its description, and the same no for everything else (API-1)."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, path, re_path

from handsel.api import edge, reference
from handsel.api.rest import api

app_name = "api"


def _operations() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        # Ninja's own root answers nothing that we promise.
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = edge.call(pattern.callback)
            yield pattern


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", reference.description, name="openapi"),
    path("docs", reference.docs, name="docs"),
    *_operations(),
    # Whatever else, a line break among it, which a point does not match.
    re_path(r"^(?P<path>[\s\S]*)$", edge.call(edge.nothing), name="nothing"),
]
