"""Which scope each operation needs: that of its router's subject, to read for GET and else to write (USR-8)."""

from collections.abc import Callable
from typing import TypeVar

from ninja import Router

from handsel.api.keys import BearerKey
from handsel.identity.scopes import READ, WRITE, Subject, scope

View = TypeVar("View", bound=Callable[..., object])

ANY_KEY = ""
"""For an operation that every key may call."""


def needs(wanted: str) -> Callable[[View], View]:
    """Let one operation need another scope than the others of its router, or ANY_KEY; stands below its route."""

    def marked(view: View) -> View:
        view.needs_scope = wanted  # type: ignore[attr-defined]  # read when the router is scoped
        return view

    return marked


def scoped(router: Router, subject: Subject) -> Router:
    """Return `router` with a key demanded of every operation, and the scope that it needs told in the description."""
    for view in router.path_operations.values():
        for operation in view.operations:
            usual = scope(subject, READ if operation.methods == ["GET"] else WRITE)
            wanted = getattr(operation.view_func, "needs_scope", usual)
            operation.auth_param = BearerKey(wanted)
            operation.auth_callbacks = [operation.auth_param]
            operation.openapi_extra = {**(operation.openapi_extra or {}), "x-scope": wanted}
    return router
