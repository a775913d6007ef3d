"""Benchmark 1: the customer list of a million customers, from the request to the rendered page (ACC-11)."""

import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any

from bench import million, plain_list
from bench.frame import Result, compare
from bench.server import installation, server_seconds

REQUESTS = 400
GOAL_TIMES = 2.2
GOAL_P50_MS, GOAL_P99_MS = 5.0, 25.0
WORDS = (
    "garage", "nova", "weber", "müller", "bakery", "fjord", "silber", "hamburg", "ott", "ina", "schneid", "electr",
    "4903", "gmbh solar", "ada weber", "harbour", "okafor", "lyon", "garden", "zephyr",
)  # fmt: skip
COUNTRIES = ("DE", "AT", "FR", "GB", "CA", "IT")
TAGS = ("priority", "vip", "old", "press")

_DATA = f"""
{million.CUSTOMERS:,} customers of {million.RESELLERS:,} resellers, the largest with a seventh of them; asked by the
staff of the {million.DESKS} largest, who have 3,000 to 140,000 customers each.
"""
_MIX = "40 % first page, 40 % search for a part of a word, 20 % a country and a tag; fifty rows each, and the total."
_PRODUCT = """
Handsel: the whole request as its web process answers it, session, permission, row security, filter, figures of the
page and the rendered list included.
"""
_LIMIT = "Limit: bare SQL without any walls, and a view that renders fifty plain rows with the same template engine."
FACTS = tuple(" ".join(fact.split()) for fact in (_DATA, _MIX, _PRODUCT, _LIMIT))

Asked = tuple[int, dict[str, str]]
"""The number of the seller, and the parameters."""
Answer = Callable[[Asked], bytes]


def run() -> Result:
    """Generate the data, check that both find the same, then measure both in turn."""
    result = Result(
        "The customer list at a million customers",
        f"p50 at most {GOAL_TIMES} times the limit's and {GOAL_P50_MS:.0f} ms, p99 at most {GOAL_P99_MS:.0f} ms",
        "requests/s",
        facts=list(FACTS),
        goal_ratio=1 / GOAL_TIMES,
    )
    with installation():
        million.generate()
        gather_static()
        measure(result, through_web(million.desks()), plain_list.answer)
    return result


def measure(result: Result, product: Answer, limit: Answer) -> None:
    _check(product, limit)
    sides = Timed(limit, plain_list.backend), Timed(product, backend)
    compare(result, {"one client, the mix": (partial(_rate, sides[0]), partial(_rate, sides[1]))})
    result.facts += [f"By the clock: {told(*sides)}.", _queries_told(product)]


def _queries_told(product: Answer) -> str:
    """Return how many statements a page takes, besides those that open and end its transaction."""
    from django.db import connection  # noqa: PLC0415 - needs Django to be set up

    counts: list[int] = []

    def count(execute: Callable[..., Any], *asked: Any) -> Any:
        counts[-1] += 1
        return execute(*asked)

    with connection.execute_wrapper(count):
        for asked in requests(8):
            counts.append(0)
            product(asked)
    return f"A page of Handsel takes {statistics.median(counts):.0f} queries, at most {max(counts)}."


def gather_static() -> None:
    from django.conf import settings  # noqa: PLC0415 - needs Django to be set up

    from handsel.cli.preparation import gather_static_files  # noqa: PLC0415 - the same

    gather_static_files(settings.HANDSEL_DATA_DIR)


def requests(seed: int) -> Iterator[Asked]:
    """Return the mix, the same for limit and product."""
    chance = random.Random(seed)  # noqa: S311 - which page is next
    for _ in range(REQUESTS):
        seller, dice = chance.randrange(million.DESKS), chance.random()
        if dice < 0.4:  # noqa: PLR2004 - the share of the mix
            yield seller, {}
        elif dice < 0.8:  # noqa: PLR2004 - the same
            yield seller, {"q": chance.choice(WORDS)}
        else:
            yield seller, {"country.is": chance.choice(COUNTRIES), "tag.is": chance.choice(TAGS)}


def through_web(sessions: dict[str, str], path: str = "/console/customers/") -> Answer:
    """Return how the product is asked for the list at `path`, by the sessions of the sellers."""
    ask = browser()

    def answer(asked: Asked) -> bytes:
        name = f"seller-{asked[0]}"
        return ask(name, sessions[name], path, asked[1])

    return answer


def browser() -> Callable[[str, str, str, dict[str, str]], bytes]:
    """Return how the product is asked for a page: through its WSGI application, as a web process does.

    Of the portal with a name, by a session, at a path, with parameters.
    """
    from django.conf import settings  # noqa: PLC0415 - needs Django to be set up
    from django.test import RequestFactory  # noqa: PLC0415 - the same

    from handsel.settings.wsgi import application  # noqa: PLC0415 - the same

    factory = RequestFactory()

    def ask(name: str, session: str, path: str, params: dict[str, str]) -> bytes:
        request = factory.get(
            path,
            params,
            HTTP_HOST=f"{name}.{settings.HANDSEL_DOMAIN}",
            HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={session}",
        )
        status: list[str] = []
        environ = request.environ | {"wsgi.input": BytesIO()}
        body: Any = application(environ, lambda line, _headers: status.append(line))
        page = b"".join(body)
        body.close()
        assert status[0].startswith(str(int(HTTPStatus.OK))), (status, params)
        return page

    return ask


def backend() -> int:
    """Return the process of the server that works for the product."""
    from django.db import connection  # noqa: PLC0415 - needs Django to be set up

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


class Timed:
    """One side of a comparison, and how long its answers took: each by the clock, all of them on processors."""

    def __init__(self, answer: Answer, backend: Callable[[], int]) -> None:
        self.answer, self.backend = answer, backend
        self.times: list[float] = []
        self.busy = 0.0

    def rate(self, wanted: Iterable[Asked]) -> float:
        """Ask for all that is `wanted` and return how many answers a second came."""
        busy, before = self._busy(), len(self.times)
        for asked in wanted:
            start = time.perf_counter()
            self.answer(asked)
            self.times.append(time.perf_counter() - start)
        self.busy += self._busy() - busy
        return (len(self.times) - before) / sum(self.times[before:])

    def _busy(self) -> float:
        return time.process_time() + server_seconds(self.backend())

    @property
    def processor_ms(self) -> float:
        """What one answer takes on processors, which other load changes less."""
        return 1000 * self.busy / len(self.times)

    @property
    def told(self) -> str:
        cuts = statistics.quantiles((1000 * seconds for seconds in self.times), n=100)
        quantiles = f"p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f} ms, p99 {cuts[98]:.1f} ms"
        return f"{quantiles}, {self.processor_ms:.1f} ms on processors"


def _rate(side: Timed) -> float:
    return side.rate(requests(len(side.times)))


def told(limit: Timed, product: Timed) -> str:
    """Return how long the answers of both took."""
    times = product.processor_ms / limit.processor_ms
    return f"limit {limit.told}; Handsel {product.told}, **{times:.1f} times**"


def _check(product: Answer, limit: Answer) -> None:
    for asked in requests(7):
        page = product(asked).decode()
        for name in plain_list.names(asked):
            assert name in page, (asked, name)
        limit(asked)
