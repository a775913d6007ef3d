"""Forget from which address something was asked, a year and a day after (OPS-2; decision 0016)."""

from handsel.kernel.database import call_scalar

AT_ONCE = 5_000


def forget_addresses(*, limit: int = AT_ONCE) -> int:
    """Take the IP address off the oldest events that are old enough, and return of how many; all else stays."""
    return int(call_scalar("timeline_forget_addresses", limit))
