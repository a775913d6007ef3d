"""The front page at the installation's own address: which portals there are (OPS-1)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handsel.kernel.database import call_function


def front(request: HttpRequest) -> HttpResponse:
    """Show the portals that want to be found, each with its address."""
    return render(
        request, "web/front.html", {"portals": [_shown(row) for row in call_function("accounts_listed_portals")]}
    )


def _shown(portal: dict[str, str]) -> dict[str, str]:
    host = f"{portal['name']}.{settings.HANDSEL_DOMAIN}{settings.HANDSEL_PUBLIC_PORT}"
    address = f"{settings.HANDSEL_SCHEME}://{host}/"
    return portal | {"host": host, "storefront": address, "console": f"{address}console/"}
