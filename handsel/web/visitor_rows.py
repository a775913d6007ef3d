"""What one reseller has before it of those who are not its customers yet (ACC-3, OPS-3)."""

from django.db.models import Q

from handsel.identity.actor import Actor
from handsel.signups.cart_models import VisitorCartQuerySet
from handsel.signups.carts_found import visitor_carts_of
from handsel.signups.models import SignUp, SignUpQuerySet


class VisitorRows:
    """Who signed up, and the carts of visitors, of one reseller."""

    actor: Actor
    seller_id: int

    @property
    def sign_ups(self) -> SignUpQuerySet:
        """Those who signed up by themselves; an account manager sees whom they look after, or were chosen by."""
        found = SignUp.objects.shown().filter(seller_id=self.seller_id)
        asker = self.actor.manager_id
        return found if asker is None else found.filter(Q(manager_id=asker) | Q(account__manager_id=asker))

    @property
    def visitor_carts(self) -> VisitorCartQuerySet:
        """What visitors of its shop want who are nobody's yet; who sees own accounts only sees none of them."""
        return visitor_carts_of(self.actor)
