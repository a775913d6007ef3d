"""For whom a buyer buys: its customer as the seller may know it, and as the buyer itself does (USR-6, ACC-25)."""

from collections.abc import Iterable
from datetime import datetime

from handsel.accounts.end_customer_models import EndCustomer
from handsel.accounts.models import Account
from handsel.accounts.walls import SeenAccount
from handsel.kernel.database import array_text, call_function


def end_customers_seen(ids: Iterable[int | None], *, at: datetime) -> dict[int, SeenAccount]:
    """Return by their ids the end customers that the seller of the open scope knows, as the walls let it know them.

    One query for all. Whoever stands no longer below its buyer is left out. Nobody is known in a storefront session.
    """
    wanted = {one for one in ids if one}
    rows = call_function("accounts_end_customers", array_text(wanted), at) if wanted else []
    return {row.pop("id"): SeenAccount.of_row(row) for row in rows}


def own_customers_behind(ids: Iterable[int | None], *, buyer_id: int) -> dict[int, Account]:
    """Return by their ids the end customers for whom `buyer_id` buys, as the accounts of its own that they are.

    To be asked as that buyer, for what it buys of its seller. Two queries for all, none where there are none.
    """
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    known = dict(EndCustomer.objects.filter(pk__in=wanted, buyer_id=buyer_id).values_list("pk", "account_ref"))
    accounts = Account.objects.sold_to_by(buyer_id).in_bulk(known.values())
    return {one: accounts[account] for one, account in known.items() if account in accounts}
