"""Where every address leads; faces add theirs."""

from django.urls import URLPattern, URLResolver, path

from handsel.web.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]

handler400 = "handsel.web.errors.bad_request"
handler403 = "handsel.web.errors.forbidden"
handler404 = "handsel.web.errors.not_found"
handler500 = "handsel.web.errors.failed"
