"""What can be asked for: every route and method, read off the URL map and the OpenAPI description."""

import re
from dataclasses import dataclass

from handsel.api.openapi import operations
from handsel.api.rest import api
from tests.visits import every_route

PLACE = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Place:
    """A part of a path that changes: its name, and the word of the path that stands before it."""

    name: str
    after: str
    converter: str


@dataclass(frozen=True)
class Route:
    """A path with places, and a method; `/console/tasks/<int:pk>/`."""

    path: str
    method: str
    described: object = None

    @property
    def places(self) -> list[Place]:
        found, before = [], ""
        for part in self.path.strip("/").split("/"):
            match = PLACE.search(part)
            if match:
                found.append(Place(match["name"], before, match["converter"] or "str"))
            else:
                before = part
        return found

    @property
    def face(self) -> str:
        first = self.path.strip("/").split("/")[0]
        return first if first in {"console", "api"} else "storefront"

    def filled(self, values: dict[str, object]) -> str:
        return PLACE.sub(lambda place: str(values[place["name"]]), self.path)

    def values_in(self, path: str) -> dict[str, str]:
        """Return what stands in the places of `path`."""
        form = PLACE.sub("\0", self.path)
        pattern = "([^/]+)".join(re.escape(part) for part in form.split("\0"))
        found = re.fullmatch(pattern, path)
        return dict(zip([place.name for place in self.places], found.groups(), strict=True)) if found else {}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def every_page() -> list[Route]:
    """Return the routes of console, storefront and web, each with GET and with POST."""
    paths = sorted({"/" + route for route in every_route() if not route.startswith("api/v1/")})
    return [Route(path, method) for path in paths for method in ("GET", "POST")]


def every_call() -> list[Route]:
    """Return the operations of the API."""
    described = api.get_openapi_schema()
    return [
        Route(re.sub(r"{(\w+)}", r"<\1>", path), method.upper(), told) for path, method, told in operations(described)
    ]
