"""What one reseller has before it: where every query of a console screen and of an API call starts (OPS-3)."""

from django.db.models import Q, QuerySet

from handsel.accounts.import_models import Import, ImportQuerySet
from handsel.accounts.models import Account, AccountQuerySet, Edge
from handsel.accounts.paying_models import WaysToPay
from handsel.accounts.payment import ways_to_pay
from handsel.accounts.portal_models import Domain, Portal, PortalTerms
from handsel.accounts.record_models import Address, Note, Site
from handsel.accounts.tag_models import Tag
from handsel.catalog.models import PriceList, Product
from handsel.catalog.rate_models import ExchangeRate, ExchangeRateQuerySet
from handsel.gateways.models import CardForm, Charge, SavedCard, SellerGateway
from handsel.identity.actor import Actor
from handsel.identity.guests import VisitKind
from handsel.identity.models import ApiKey, Seat
from handsel.identity.provider_models import SignInProvider
from handsel.identity.second_factor import with_second_factor
from handsel.mail.models import MessageQuerySet
from handsel.mail.queries import mailbox
from handsel.orders.conversion_models import Conversion, ConversionQuerySet
from handsel.orders.models import Leg, LegQuerySet, Order
from handsel.orders.particulars_models import InternalNote
from handsel.subscriptions.models import Subscription
from handsel.tasks.models import Task, TaskQuerySet
from handsel.tax.models import TaxRate, TaxRateQuerySet, TaxSetup
from handsel.timeline.models import Event
from handsel.visits.models import Visit
from handsel.web.delivery_rows import DeliveryRows
from handsel.web.money_rows import MoneyRows
from handsel.web.visitor_rows import VisitorRows


class SellerRows(MoneyRows, DeliveryRows, VisitorRows):
    """The rows of one reseller, as its staff and its programs see them, and nothing else.

    An account manager who is narrowed to their own accounts has before them those of these accounts only (USR-5); of
    what concerns no account, they see the long work and the imports of their own.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.seller_id = actor.seller_id

    @property
    def account(self) -> Account:
        """The reseller itself."""
        return Account.objects.get(pk=self.seller_id)

    @property
    def portal(self) -> Portal:
        """Its portal with the settings of its own; nulls are inherited."""
        return Portal.objects.get(seller_id=self.seller_id)

    @property
    def sign_in_providers(self) -> QuerySet[SignInProvider]:
        """Who vouches for people of this portal."""
        return SignInProvider.objects.filter(seller_id=self.seller_id)

    @property
    def gateways(self) -> QuerySet[SellerGateway]:
        """The payment gateways that it uses, or has used."""
        return SellerGateway.objects.filter(seller_id=self.seller_id)

    @property
    def cards(self) -> QuerySet[SavedCard]:
        """The cards of its buyers that are on file."""
        cards = SavedCard.objects.filter(seller_id=self.seller_id, removed_at__isnull=True, gateway__is_on=True)
        return self._own(cards, "buyer__manager_id")

    @property
    def charges(self) -> QuerySet[Charge]:
        """What was taken from its buyers' cards, or was to be."""
        charges = Charge.objects.select_related("gateway", "card", "receipt").filter(seller_id=self.seller_id)
        return self._own(charges, "buyer__manager_id")

    @property
    def card_forms(self) -> QuerySet[CardForm]:
        """The visits to the gateway's page for its buyers."""
        forms = CardForm.objects.select_related("gateway", "charge", "card").filter(seller_id=self.seller_id)
        return self._own(forms, "buyer__manager_id")

    @property
    def own_charges(self) -> QuerySet[Charge]:
        """What it paid its parent by card itself."""
        charges = Charge.objects.select_related("card", "receipt").filter(buyer_id=self.seller_id)
        return charges if self.actor.manager_id is None else charges.none()

    @property
    def own_card(self) -> SavedCard | None:
        """Its own card, which its parent charges."""
        cards = SavedCard.objects.filter(buyer_id=self.seller_id, removed_at__isnull=True)
        return cards.order_by("-pk").first() if self.actor.manager_id is None else None

    @property
    def ways_to_pay(self) -> WaysToPay:
        """What it offers its buyers to pay by, and what it tells them about it."""
        return ways_to_pay(self.seller_id)

    @property
    def domains(self) -> QuerySet[Domain]:
        """The host names of its own at which its portal answers."""
        return Domain.objects.filter(seller_id=self.seller_id)

    @property
    def terms(self) -> QuerySet[PortalTerms]:
        """The versions of its terms."""
        return PortalTerms.objects.filter(seller_id=self.seller_id)

    @property
    def accounts(self) -> AccountQuerySet:
        """Its customers and sub-resellers."""
        return self._own(Account.objects.sold_to_by(self.seller_id), "manager_id")

    @property
    def addresses(self) -> QuerySet[Address]:
        """The address books of its customers and sub-resellers."""
        return self._own(Address.objects.filter(seller_id=self.seller_id), "account__manager_id")

    @property
    def sites(self) -> QuerySet[Site]:
        """The sites of its customers and sub-resellers."""
        return self._own(Site.objects.filter(seller_id=self.seller_id), "account__manager_id")

    @property
    def tags(self) -> QuerySet[Tag]:
        """The words that its staff put on accounts."""
        return Tag.objects.filter(seller_id=self.seller_id)

    @property
    def notes(self) -> QuerySet[Note]:
        """What its staff wrote about its customers and sub-resellers."""
        return self._own(Note.objects.filter(seller_id=self.seller_id), "account__manager_id")

    @property
    def imports(self) -> ImportQuerySet:
        """The files that were, or are being, taken over."""
        return self._own(Import.objects.filter(seller_id=self.seller_id), "user_id")

    @property
    def edges(self) -> QuerySet[Edge]:
        """The live trade relations in which it sells."""
        return self._own(Edge.objects.filter(seller_id=self.seller_id, ended_at__isnull=True), "buyer__manager_id")

    @property
    def sales(self) -> LegQuerySet:
        """What its buyers have asked it for."""
        return self._own(Leg.objects.sold_by(self.seller_id), "buyer__manager_id")

    @property
    def purchases(self) -> LegQuerySet:
        """What it buys from its parent, for itself or for those below it."""
        bought = Leg.objects.bought_by(self.seller_id)
        return bought if self.actor.manager_id is None else bought.none()

    @property
    def conversions(self) -> ConversionQuerySet:
        """From which costs its prices were made, and at which rate of its own where it buys in another currency."""
        return self._own(Conversion.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def exchange_rates(self) -> ExchangeRateQuerySet:
        """Its own rates: past, present, to come, and those it withdrew."""
        return ExchangeRate.objects.filter(seller_id=self.seller_id)

    @property
    def tax_setup(self) -> TaxSetup | None:
        """Where it is established for tax; None where it charges none."""
        return TaxSetup.objects.filter(seller_id=self.seller_id).first()

    @property
    def tax_rates(self) -> TaxRateQuerySet:
        """Its tax rates: past, present, to come, and those it withdrew."""
        return TaxRate.objects.filter(seller_id=self.seller_id)

    @property
    def begun(self) -> QuerySet[Order]:
        """What its buyers have begun, placed or not."""
        return self._own(Order.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def carts(self) -> QuerySet[Order]:
        """What its buyers have begun and not placed."""
        return self.begun.filter(placed_at__isnull=True)

    @property
    def internal_notes(self) -> QuerySet[InternalNote]:
        """What its staff noted about orders for themselves."""
        return self._own(InternalNote.objects.filter(seller_id=self.seller_id), "buyer__manager_id")

    @property
    def products(self) -> QuerySet[Product]:
        """What it supplies itself."""
        return Product.objects.filter(seller_id=self.seller_id)

    @property
    def price_lists(self) -> QuerySet[PriceList]:
        """Its rules from cost to price, the default first."""
        return PriceList.objects.filter(seller_id=self.seller_id).order_by("-is_default", "name")

    @property
    def staff_seats(self) -> QuerySet[Seat]:
        """Those who work for it."""
        return with_second_factor(Seat.objects.filter(seller_id=self.seller_id, buyer__isnull=True))

    @property
    def api_keys(self) -> QuerySet[ApiKey]:
        """The keys of the programs that work for it."""
        return ApiKey.objects.filter(seller_id=self.seller_id)

    @property
    def storefront_seats(self) -> QuerySet[Seat]:
        """The storefront users of its customers, each at one of them."""
        seats = Seat.objects.filter(seller_id=self.seller_id, buyer__isnull=False)
        return with_second_factor(self._own(seats, "buyer__manager_id"))

    @property
    def mailbox(self) -> MessageQuerySet:
        """What it sent, and the invitations to the portals it opened."""
        return self._own(mailbox(self.seller_id), "buyer__manager_id")

    @property
    def events(self) -> QuerySet[Event]:
        """What happened at it."""
        events = Event.objects.filter(seller_id=self.seller_id)
        if self.actor.manager_id is None:
            return events
        return events.filter(Q(account_id=self.seller_id) | Q(account_id__in=self.accounts.values("pk")))

    @property
    def tasks(self) -> TaskQuerySet:
        """The long work that its people and programs asked for."""
        return self._own(Task.objects.filter(seller_id=self.seller_id), "user_id")

    @property
    def support_visits(self) -> QuerySet[Visit]:
        """Who of its parent came into its console."""
        return Visit.objects.filter(seller_id=self.seller_id, kind=VisitKind.SUPPORT)

    @property
    def subscriptions(self) -> QuerySet[Subscription]:
        """What its buyers have running."""
        return self._own(Subscription.objects.filter(seller_id=self.seller_id), "buyer__manager_id")
