"""What helps in development stays there."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import RequestFactory
from django.urls import ResolverMatch

from handsel.web.health import healthz
from handsel.web.tracing import TracingMiddleware


def test_each_fragment_names_its_file():
    engine = Engine(
        loaders=["handsel.web.tracing.FragmentLoader"],
        libraries={"i18n": "django.templatetags.i18n", "design": "handsel.web.templatetags.design"},
    )

    assert engine.get_template("web/_banner.html").render(Context()).startswith("<!-- web/_banner.html -->")
    assert "<!--" not in engine.get_template("web/dialog.html").render(Context())


def test_each_answer_names_its_view(settings):
    settings.DEBUG = True
    request = RequestFactory().get("/healthz")
    request.resolver_match = ResolverMatch(healthz, (), {})

    answer = TracingMiddleware(lambda _: HttpResponse())(request)

    assert answer["X-View"] == "handsel.web.health.healthz"


def test_outside_of_development_nothing_is_told(settings):
    settings.DEBUG = False

    with pytest.raises(MiddlewareNotUsed):
        TracingMiddleware(lambda _: HttpResponse())
