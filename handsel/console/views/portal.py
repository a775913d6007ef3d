"""What the reseller's portal shows the world, to read (SHO-4 as far as that)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk


@at_desk
@require_GET
def settings(request: DeskRequest) -> HttpResponse:
    addresses = {name: request.build_absolute_uri(path) for name, path in ADDRESSES.items()}
    return render(request, "console/portal/settings.html", {"addresses": addresses})


ADDRESSES = {"storefront": "/", "console": "/console/", "api": "/api/v1/"}
