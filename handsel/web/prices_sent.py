"""A price that a browser sends along is never read, and told to whoever reads the logs (ORD-9)."""

import functools
import logging
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

PRICES = frozenset(
    {"amount", "amount_minor", "cost", "price", "price_minor", "total", "unit", "unit_minor", "unit_price"}
)
"""Under these names somebody might try."""

log = logging.getLogger(__name__)


def tells_of_prices(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
    """Let the view go on as if no price had been sent, and log that one was. Stands below at_counter and at_door."""

    @functools.wraps(view)
    def told(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if sent := PRICES & request.POST.keys():
            log.warning("price_from_client: %s was ignored at %s", ", ".join(sorted(sent)), request.path)
        return view(request, *args, **kwargs)

    return told  # type: ignore[return-value]  # mypy loses the request's place in wraps
