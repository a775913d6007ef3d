"""What every page knows: whose portal it is, and whether it is asked for as a dialog."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `portal`, and `dialog_base`: what a dialog's template stands on, with htmx and without."""
    return {
        "portal": getattr(request, "portal", None),
        "dialog_base": "web/dialog.html" if request.headers.get("HX-Request") else "web/dialog_page.html",
    }
