"""How each operation of addresses and sites is called, for the table of who may do what (USR-5)."""

from collections.abc import Callable
from typing import Any

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.sites import SiteDetails, add_site
from tests.cast import NOON

ADDRESS = AddressDetails(roles=("contact",), contact_name="Bruno", phone="+49 30 111111")


def address(stage: Any) -> int:
    return add_address(account_id=stage.cast.bakery, details=ADDRESS, by=stage.owner, at=NOON).pk


def site(stage: Any) -> int:
    return add_site(account_id=stage.cast.bakery, code="OLD-1", details=SiteDetails(), by=stage.owner, at=NOON).pk


def new(stage: Any, **details: Any) -> dict[str, Any]:
    return {"account_id": stage.cast.bakery} | details


OF_OWN_DATA: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "accounts.addresses.add_address": lambda s, _by: new(s, details=ADDRESS),
    "accounts.addresses.change_address": lambda s, _by: {"address_id": address(s), "details": ADDRESS, "version": 1},
    "accounts.addresses.remove_address": lambda s, _by: {"address_id": address(s)},
    "accounts.addresses.set_default_address": lambda s, _by: {"address_id": address(s), "role": "contact"},
    "accounts.sites.add_site": lambda s, _by: new(s, code="NEW-1", details=SiteDetails()),
    "accounts.sites.archive_site": lambda s, _by: {"site_id": site(s)},
    "accounts.sites.change_site": lambda s, _by: {"site_id": site(s), "details": SiteDetails("New"), "version": 1},
    "accounts.sites.unarchive_site": lambda s, _by: {"site_id": site(s)},
}
