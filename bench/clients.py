"""Clients of the benchmarks of money: processes beside the server that work side by side when told to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 3.0
MANY = 50
"""So many payments in one commit."""


class Client:
    """A process that works in one of the ways of `bench.client` when told to."""

    def __init__(self, way: str, seed: int) -> None:
        self.done, self.own_seconds, self.server_seconds = 0, 0.0, 0.0
        command = [sys.executable, "-m", "bench.client", way, str(seed)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.hear() == "ready", "the client does not start"

    def tell(self, seconds: float) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def count(self) -> int:
        """Return how many orders it took through since it was told to; and add up what they cost."""
        done, own, servers = self.hear().split()
        self.done += int(done)
        self.own_seconds += float(own)
        self.server_seconds += float(servers)
        return int(done)


@contextmanager
def clients(way: str, number: int) -> Iterator[list[Client]]:
    started = [Client(way, seed) for seed in range(number)]
    try:
        yield started
    finally:
        for client in started:
            assert client.process.stdin
            client.process.stdin.close()
            client.process.wait(10)


def rate(working: list[Client], seconds: float = SECONDS, each: int = 1) -> float:
    """Let clients work side by side and return their deeds per second, together; one deed may count as many."""
    for client in working:
        client.tell(seconds)
    return each * sum(client.count() for client in working) / seconds


def cost(working: list[Client]) -> tuple[float, float]:
    """Return the processor time of one deed, in milliseconds: of the client, and of the server for it."""
    done = sum(client.done for client in working)
    own, servers = sum(client.own_seconds for client in working), sum(client.server_seconds for client in working)
    return 1000 * own / done, 1000 * servers / done


def cost_told(deed: str, limits: list[Client], products: list[Client]) -> str:
    """Return a sentence that compares the processor time of one deed either way."""
    limit, product = cost(limits), cost(products)
    return (
        f"Processor time of {deed}, which other load changes less: limit {sum(limit):.1f} ms "
        f"(client {limit[0]:.1f}, server {limit[1]:.1f}), Handsel {sum(product):.1f} ms (client {product[0]:.1f}, "
        f"server {product[1]:.1f}): **{sum(limit) / sum(product):.0%}**."
    )
