"""What stands in a wallet and how it came there (FUN-2)."""

from django.db.models import QuerySet

from handsel.ledger.models import Entry, Wallet


def statement(wallet: Wallet) -> QuerySet[Entry]:
    """Return the entries of one wallet with their documents, newest first; each says the balance it left behind."""
    return (
        Entry.objects.filter(seller_id=wallet.seller_id, ledger_account_id=wallet.ledger_account_id)
        .select_related("transfer", "transfer__receipt", "transfer__adjustment")
        .order_by("-pk")
    )
