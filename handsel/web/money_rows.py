"""What one reseller has before it of money: wallets, receipts, notes, and what waits for an answer (FUN-1, OPS-3)."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from handsel.identity.actor import Actor
from handsel.kernel.prepared import Prepared
from handsel.ledger.announcement_models import Announcement, AnnouncementQuerySet
from handsel.ledger.documents import Adjustment, Confirmation, ConfirmationQuerySet
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.proof_models import ProofRun
from handsel.ledger.tellings import given_paper

Rows = TypeVar("Rows", bound=QuerySet[Any])

OWN_WALLET = Prepared(lambda buyer_id: Wallet.objects.filter(buyer_id=buyer_id, edge__ended_at__isnull=True))


class MoneyRows:
    """What one reseller's buyers have with it, and what it has with its parent."""

    actor: Actor
    seller_id: int

    def _own(self, rows: Rows, manager: str) -> Rows:
        """Return those of `rows` whose account names the asker as `manager`, if they are narrowed to those."""
        asker = self.actor.manager_id
        return rows if asker is None else rows.filter(**{manager: asker})

    @property
    def wallets(self) -> QuerySet[Wallet]:
        """The wallets of its buyers with it."""
        return self._own(Wallet.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def own_wallet(self) -> Wallet | None:
        """Its wallet with its parent; the operator has none."""
        return OWN_WALLET.first(self.seller_id)

    def own_paper(self, kind: str, number: int) -> Receipt | Adjustment | None:
        """Return a receipt, a note or a payout of its parent; None above the operator. Raises DoesNotExist."""
        wallet = self.own_wallet
        if wallet is None:
            return None
        return given_paper(kind, number, seller_id=wallet.seller_id, buyer_id=self.seller_id)

    @property
    def receipts(self) -> QuerySet[Receipt]:
        """The payments of its buyers that it took."""
        return self._own(Receipt.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def adjustments(self) -> QuerySet[Adjustment]:
        """The credit notes, debit notes and payouts that it wrote."""
        return self._own(Adjustment.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def confirmations(self) -> ConfirmationQuerySet:
        """What somebody asked for that a second person must confirm, and what was answered."""
        return self._own(Confirmation.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def announcements(self) -> AnnouncementQuerySet:
        """The bank transfers that its buyers say they have sent, and what was answered."""
        return self._own(Announcement.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def own_announcements(self) -> AnnouncementQuerySet:
        """The bank transfers that it announced to its parent."""
        announced = Announcement.objects.filter(buyer_id=self.seller_id)
        return announced if self.actor.manager_id is None else announced.none()

    @property
    def proof_runs(self) -> QuerySet[ProofRun]:
        """What came of the hourly proofs of all books; only the operator has any."""
        return ProofRun.objects.filter(seller_id=self.seller_id).order_by("-hour")
