"""Prove books, orders and figures together: on demand, and once an hour, where a fault is shown (FUN-8)."""

import logging
from dataclasses import replace
from datetime import datetime

from handsel.deliveries.proof import delivery_faults
from handsel.gateways.proof import gateway_faults
from handsel.ledger.proof import Proof, begin_hourly_proof, end_hourly_proof, prove_books
from handsel.orders.proof import order_faults
from handsel.segments.proof import segment_faults

log = logging.getLogger(__name__)


NOT_AT = "held money, cards, deliveries and segments are proved as they stand now only; leave out --at for these"
"""What a proof as of an earlier day does not look at, because only its present state is kept."""


def prove_all(seller_id: int | None = None, *, before: datetime | None = None) -> Proof:
    """Return what does not add up, of all sellers or of one; with `before`, in what was posted and settled earlier.

    See NOT_AT.
    """
    proof = prove_books(seller_id, before=before)
    if before is not None:
        return replace(proof, faults=[*proof.faults, *order_faults(seller_id, before=before)])
    others = (gateway_faults, order_faults, delivery_faults, segment_faults)
    return replace(proof, faults=[*proof.faults, *(fault for faults_of in others for fault in faults_of(seller_id))])


def prove_hourly(*, at: datetime) -> int:
    """Prove everything when nobody has in this hour, keep what came of it, and return how many proofs there were."""
    if not begin_hourly_proof(at):
        return 0
    proof = prove_all()
    for fault in proof.faults:
        log.error("the books do not add up: %s", fault)
    end_hourly_proof(proof, at)
    return 1
