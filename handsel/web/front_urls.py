"""The installation's own address: a front page that leads to the portals."""

from django.urls import path

from handsel.web.front import front
from handsel.web.health import healthz
from handsel.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", front, name="front"), path("healthz", healthz, name="healthz")]
