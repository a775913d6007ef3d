"""The record of Bakery in the tests: where it is, and what a browser sends of it."""

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped


def bakery(cast):
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery)


def address(account, section=""):
    return f"/console/accounts/{account.number}/{section}"


def typed(account, **changes):
    """What a browser sends: every field as it was seen, and with what was changed."""
    names = (
        "company_name", "contact_name", "email", "phone", "address", "city", "country", "state", "postcode",
        "tax_number", "external_number",
    )  # fmt: skip
    seen = {name: getattr(account, name) for name in names} | {"manager": account.manager_id or ""}
    hidden = {f"initial-{name}": value for name, value in seen.items()}
    return seen | hidden | {"version": account.version} | changes
