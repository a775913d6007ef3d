"""What an answer may show: whose canaries somebody may see, and why (OPS-3)."""

import re
from collections.abc import Iterator

from tests.isolation.asking import Asker
from tests.isolation.canaries import Canary
from tests.isolation.staging import Staged
from tests.isolation.world import WALLS

BOTH_ENDS = re.compile(
    r"^(ledger_|gateways_(savedcard|charge)\.|orders_(leg|particulars\.)|deliveries_(delivery|refund)\.|subscriptions_subscription)"
)
"""A trade is shown to its seller and to its buyer (safety T8)."""
DOWN = re.compile(
    r"^catalog_(product|plan|category|productoption|productpicture)\.|^orders_legline\."
    r"|^subscriptions_subscription\.(product|plan_name)"
)
"""Names of products go down with the product, to everybody who can buy it."""
PORTAL = re.compile(
    r"^accounts_portal\.|^tax_taxsetup\.\w+_words$|^accounts_portalterms\.(text|url)|^accounts_waystopay\.|^identity_signinprovider\.name$"
)
"""What a portal shows everybody who comes to it, and a provider those who buy from it."""
CUSTOMERS_OWN = re.compile(
    r"^(accounts_account|accounts_address|accounts_site\.|identity_user|identity_session|identity_passkey|orders_|deliveries_(delivery|refund)\.|ledger_|subscriptions_"
    r"|gateways_(savedcard|charge)\.|timeline_event\.reason$)"
)
"""What the people of a customer see of their own account; the reason of a suspension stands in a mail to them."""
OWN_RECORD = re.compile(r"^accounts_account\.")
"""What its provider keeps of a reseller's name and address is what it shows itself as."""
BELOW = re.compile(r"^accounts_account\.(company_name|contact_name|name|city)$")
"""What a parent sees of the accounts below its child, where the glass walls on the way let names through (ACC-25)."""
INVITED = re.compile(r"^(mail_message|identity_user)\.")
"""A parent sees the invitation that it caused, and whom it invited."""


class Judge:
    """Says of each canary in an answer whether it may be there."""

    def __init__(self, world: Staged) -> None:
        self.world, self.aviary = world, world.aviary
        self.ids = {name: told["id"] for name, told in world.tenants.items()}
        self.ancestors = {told["id"]: set(told["ancestors"]) for told in world.tenants.values()}

    def foreign(self, asker: Asker, text: str) -> Iterator[Canary]:
        """Yield the canaries of `text` that `asker` must not see."""
        if "cnr" in text.lower():
            yield from (canary for canary in self.aviary.found_in(text) if not self.may_see(asker, canary))

    def own(self, asker: Asker, text: str) -> bool:
        """Whether `text` shows something of the asker's own reseller."""
        return any(canary.seller == asker.tenant for canary in self.aviary.found_in(text))

    def may_see(self, asker: Asker, canary: Canary) -> bool:
        portal = self.ids.get(asker.portal, 0)
        if PORTAL.search(canary.column) and canary.seller == portal:
            return True
        if asker.tenant != portal:
            return False  # they stand at a portal that is not theirs
        line = {asker.tenant} | self.ancestors.get(asker.tenant, set())
        if DOWN.search(canary.column) and canary.seller in line and asker.tenant:
            return True
        if asker.buyer:
            return self._customer_may(asker, canary)
        return bool(asker.tenant) and self._staff_may(asker, canary)

    @staticmethod
    def _customer_may(asker: Asker, canary: Canary) -> bool:
        own = canary.seller == asker.tenant and canary.about == asker.buyer
        return own and bool(CUSTOMERS_OWN.search(canary.column))

    def _staff_may(self, asker: Asker, canary: Canary) -> bool:
        if canary.seller == asker.tenant:
            return asker.accounts is None or canary.about in asker.accounts | {0, asker.tenant}
        if canary.about == asker.tenant:
            return bool(
                BOTH_ENDS.search(canary.column) or OWN_RECORD.search(canary.column) or INVITED.search(canary.column)
            )
        if BELOW.search(canary.column) and asker.tenant in self.ancestors.get(canary.seller, set()):
            return asker.accounts is None and self._lets_names_through(canary.seller, asker.tenant)
        parent = canary.seller in self.ancestors.get(asker.tenant, set())
        return parent and bool(PORTAL.search(canary.column))

    def _lets_names_through(self, below: int, to: int) -> bool:
        """Whether every reseller from the one below up to the child of the asker shows names."""
        name = self.world.named(below)
        way = [below, *self.world.tenants[name]["ancestors"]]
        return all(WALLS.get(self.world.named(seller)) == "names" for seller in way[: way.index(to)])
