"""How the tests get something running: Bakery buys, Karl approves, the worker delivers."""

from handsel.cli.demo.story import Cast
from handsel.jobs.worker import run_once
from handsel.orders.approval import approve_order
from handsel.timeline.reading import newest_xact
from tests.cast import NOON
from tests.orders.buying import buy


def subscribe(cast: Cast) -> None:
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    while run_once(at=NOON, horizon=newest_xact()):
        pass
