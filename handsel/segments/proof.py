"""Prove the figures of accounts against what they are figures of (ACC-10, FUN-8)."""

from handsel.kernel.database import call_function


def segment_faults(seller_id: int | None = None) -> list[str]:
    """Return where figures and tallies differ from the truth, of all sellers or of one; an empty list is the proof."""
    return [row["fault"] for row in call_function("segments_faults", seller_id)]
