"""From where a key may be used: addresses and networks, written as people write them (USR-8)."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from handsel.kernel.refusal import Invalid

MOST = 50
"""So many addresses and networks one key may name."""

FIELD = "networks"


def read_networks(lines: Sequence[str]) -> list[str]:
    """Return `lines` as networks in one form, each once; empty lines count for nothing.

    Raises Invalid, naming the line that is none and what it should look like.
    """
    networks = list(dict.fromkeys(_network(line.strip()) for line in lines if line.strip()))
    if len(networks) > MOST:
        raise Invalid(fields={FIELD: f"Name {MOST} addresses and networks at most; larger networks take fewer."})
    return networks


def is_within(address: str, networks: Sequence[str]) -> bool:
    """Whether `address` lies in one of `networks`; anywhere is allowed where none is named."""
    if not networks:
        return True
    found = ip_address(address)
    return any(found in ip_network(network) for network in networks)


def _network(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise Invalid(
            fields={
                FIELD: f"“{text[:60]}” is no address or network; write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48."
            }
        ) from None
    if network != _strictly(text):
        raise Invalid(fields={FIELD: f"“{text[:60]}” names one address of a network; write {network} for all of it."})
    if network.prefixlen == 0:
        raise Invalid(fields={FIELD: f"“{text[:60]}” is the whole internet; leave the list empty for that."})
    mapped = _plain(network)
    return str(mapped.network_address) if mapped.num_addresses == 1 else str(mapped)


def _strictly(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None


def _plain(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Return an IPv4 address in the clothes of IPv6 as what it is, as callers are told apart."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < 96:  # noqa: PLR2004 - the bits that clothe it
        return network
    return ip_network(f"{mapped}/{network.prefixlen - 96}")
