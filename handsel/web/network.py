"""From which address of the network a request comes, behind proxies too (safety P4, ACC-16)."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

UNKNOWN = "0.0.0.0"  # noqa: S104 - stands for "unknown"


def client_address(peer: str, forwarded: str, trusted: Sequence[IPv4Network | IPv6Network]) -> str:
    """Return the address of the client, UNKNOWN where there is none.

    `peer` is who connected, `forwarded` the header X-Forwarded-For as it came. A client can write what it likes into
    that header, but each proxy adds at its end whom it speaks for: so it is read from the end, as long as the one who
    says it is in `trusted`.
    """
    found = _address(peer)
    for said in reversed(forwarded.split(",")):
        if found is None or not any(found in network for network in trusted):
            break
        before = _address(said)
        if before is None:
            break
        found = before
    return str(found) if found else UNKNOWN


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return `text` as an address without its port; an IPv4 address in the clothes of IPv6 as what it is."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found
