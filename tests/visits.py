"""Which addresses the tests have visited; `pytest --every-url` fails a run that left one out."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver


def record() -> Path:
    """Return the file of this run that workers and web processes write to."""
    return Path(os.environ["HANDSEL_TEST_RUN"]) / "visited"


class VisitMiddleware:
    """Note the pattern of each request that was answered, in test client and web process alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.route not in self.noted:
            self.noted.add(request.resolver_match.route)
            with record().open("a") as routes:
                routes.write(request.resolver_match.route + "\n")
        return response


def every_route() -> Iterator[str]:
    """Yield the routes of the program as a resolver match names them."""

    def below(patterns: list[object], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            part = str(pattern.pattern)  # type: ignore[attr-defined]
            route = prefix + (part.removeprefix("^") if prefix else part)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from below(pattern.url_patterns, route)  # type: ignore[attr-defined]

    yield from below(get_resolver().url_patterns, "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-url", action="store_true", help="fail when an address was visited by no test")


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if not config.getoption("every_url") or hasattr(config, "workerinput") or session.exitstatus != pytest.ExitCode.OK:
        return
    visited = set(record().read_text().splitlines()) if record().exists() else set()
    forgotten = sorted(set(every_route()) - visited)
    if forgotten:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        config.stash[FORGOTTEN] = forgotten


FORGOTTEN = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for route in config.stash.get(FORGOTTEN, []):
        terminalreporter.write_line(f"No test visits /{route}", red=True)
