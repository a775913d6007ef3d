"""What every page knows: whose portal it is, and whether it is asked for as a dialog."""

from typing import Any

from django.http import HttpRequest

from handsel.web.manners import prefer_dates


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `portal` and `dialog_base`, and write dates as the reader likes them."""
    prefer_dates(getattr(getattr(request, "user", None), "date_format", ""))
    return {
        "portal": getattr(request, "portal", None),
        "dialog_base": "web/dialog.html" if request.headers.get("HX-Request") else "web/dialog_page.html",
    }
