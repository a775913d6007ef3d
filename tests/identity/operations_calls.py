"""How each operation is called on a real object of the cast, for whoever asks (USR-5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from handsel.accounts.details import AccountDetails
from handsel.accounts.domains import add_domain
from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.importing.uploads import _begin
from handsel.accounts.models import Kind, PaymentMethod, Wall
from handsel.accounts.notes import add_note
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tag_words import make_tag
from handsel.accounts.tree import Terms
from handsel.bulk.audience import Audience
from handsel.bulk.starting import start_bulk
from handsel.catalog.models import PriceList, ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.models import Seat
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.profiles import Profile
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.arrivals import Payment
from handsel.ledger.confirming import set_confirmation_limit
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.models import Receipt
from handsel.ledger.receiving import Received
from handsel.ledger.wanted import Wanted
from handsel.reports.list_files import start_list_file
from handsel.reports.lists import ListWanted
from handsel.segments.saving import save_segment
from handsel.segments.search import Search
from handsel.timeline.audit import AuditSearch
from tests.accounts.operations_calls import OF_OWN_DATA
from tests.cast import NOON
from tests.catalog.operations_calls import OF_CATALOGUE, OF_RATES
from tests.deliveries.operations_calls import OF_DELIVERIES
from tests.gateways.operations_calls import OF_GATEWAYS
from tests.identity.colleagues import colleague
from tests.identity.factors import PROVIDER, added_provider
from tests.ledger.operations_calls import OF_PAYING
from tests.orders.buying import buy
from tests.orders.operations_calls import OF_CARTS, OF_DRAFTS
from tests.signups.operations_calls import OF_SIGNING_UP
from tests.tax.operations_calls import OF_TAXES

Arguments = Callable[["Stage", Actor], dict[str, Any]]


@dataclass
class Stage:
    """The cast, with somebody of each role at Kleinbach who asks."""

    cast: Cast
    people: dict[Role, Actor]

    @property
    def owner(self) -> Actor:
        return self.people[Role.OWNER]

    def able(self, by: Actor, right: Right) -> Actor:
        """Return `by`, or the owner where `by` could not have made the thing that is asked about."""
        return by if by.has(right) else self.owner

    def staff(self, by: Actor) -> Actor:
        return by if by.buyer_id is None else self.owner


def set_stage(cast: Cast) -> Stage:
    """Return the stage; the roles are those of new people, so that nobody has done anything yet."""
    return Stage(cast, {role: colleague(cast, role, name=f"The{role.value.replace('_', '')}") for role in Role})


def person(name: str) -> Person:
    return Person(name, "Neu", f"{name.lower()}@kleinbach.example", "en", "Y-m-d")


DETAILS = AccountDetails(company_name="Mill", email="mill@mill.example")
TEN = Money(1_000, "EUR")
PRODUCT = ProductDetails("OWN", "Own", "Own", ProductKind.SERVICE, (PlanDetails("Once", ONCE, "EUR", 100),), "")


def wish(key: str) -> Wanted:
    return Wanted(Document.CREDIT_NOTE, TEN, "Goodwill", key)


def price_list(stage: Stage) -> int:
    with scoped(stage.owner.scope):
        return PriceList.objects.get(seller_id=stage.cast.kleinbach).pk


def transfer(stage: Stage) -> int:
    with scoped(stage.owner.scope):
        return Receipt.objects.filter(buyer_id=stage.cast.bakery).latest("pk").transfer_id


def bakery(**more: Any) -> Arguments:
    return lambda stage, _: {"account_id": stage.cast.bakery, **more}


def told(**more: Any) -> Arguments:
    return lambda _stage, _by: dict(more)


def colleague_of(**more: Any) -> Arguments:
    return lambda stage, _: {"user_id": stage.cast.ruth.user_id, **more}


def place(stage: Stage) -> int:
    with scoped(stage.owner.scope):
        return Seat.objects.get(user_id=stage.cast.berta.user_id).pk


def domain(stage: Stage) -> int:
    return add_domain(host="shop.mill.example", by=stage.owner, at=NOON).pk


def started(stage: Stage, by: Actor) -> int:
    """Return an import that runs already, so that whoever may is told only that it is too late."""
    found = import_of(stage, by)
    with scoped(stage.owner.scope):
        Import.objects.filter(pk=found).update(state=ImportState.RUNNING)
    return found


def note(stage: Stage, by: Actor) -> int:
    by = stage.able(by, Right.NOTES)
    return add_note(account_id=stage.cast.bakery, text="Rye.", by=by, at=NOON).pk


def tag(stage: Stage, name: str = "One") -> int:
    return make_tag(name=name, by=stage.owner, at=NOON).pk


def import_of(stage: Stage, by: Actor) -> int:
    return _begin(file_name="a.csv", kind=Kind.CUSTOMER, by=stage.able(by, Right.ACCOUNTS), at=NOON).pk


def segment(stage: Stage, by: Actor) -> int:
    search = Search.from_params({}).search
    return save_segment(kind=Kind.CUSTOMER, name="S", search=search, by=stage.staff(by), at=NOON).pk


def api_key(stage: Stage) -> int:
    return make_api_key(name="K", reach=Reach(Role.READ_ONLY), by=stage.owner, at=NOON)[0].pk


def invited(stage: Stage) -> int:
    return add_storefront_user(buyer_id=stage.cast.bakery, person=person("Bea"), by=stage.owner, at=NOON).pk


def confirmation(stage: Stage, by: Actor) -> int:
    set_confirmation_limit(limit=Money(100, "EUR"), by=stage.owner, at=NOON)
    asked = adjust_wallet(buyer_id=stage.cast.bakery, wanted=wish("asked"), by=by, at=NOON)
    return asked.pk


def bulk_task(stage: Stage) -> int:
    audience = Audience(Kind.CUSTOMER, Search.from_params({}).search)
    return start_bulk(action="tag", params={"names": ["A"]}, audience=audience, by=stage.owner, at=NOON).pk


LIST = ListWanted(Kind.CUSTOMER, Search.from_params({}).search, ("name",))
PROFILE = Profile("Bea", "Neu", "en", "Y-m-d")
PORTAL = PortalDetails("mill", "Mill", "Grinds", "#0f766e")
MONEY_IN = Received(TEN, PaidBy.BANK_TRANSFER, NOON.date(), "ref", "", "k")


CALLS: dict[str, Arguments] = {
    "accounts.archiving.archive_account": bakery(),
    "accounts.archiving.unarchive_account": bakery(),
    "accounts.bin.delete_account": bakery(),
    "accounts.bin.restore_account": bakery(),
    "accounts.domains.add_domain": told(host="shop.mill.example"),
    "accounts.domains.choose_main_domain": told(domain_id=None, opened_at="kleinbach.localhost"),
    "accounts.domains.remove_domain": lambda s, _: {"domain_id": domain(s)},
    "accounts.finding.note_for_merging": lambda s, _: {"account_ids": (s.cast.bakery, s.cast.bakery), "reasons": ()},
    "accounts.importing.checking.start_check": lambda s, by: {
        "import_id": started(s, by), "choices": (), "without_email": False,
    },
    "accounts.importing.running.resume_work": lambda s, by: {"import_id": import_of(s, by)},
    "accounts.importing.running.start_run": lambda s, by: {"import_id": import_of(s, by)},
    "accounts.importing.undoing.start_undo": lambda s, by: {"import_id": import_of(s, by)},
    "accounts.importing.uploads._begin": told(file_name="a.csv", kind=Kind.CUSTOMER),
    "accounts.importing.uploads._take_again": lambda s, by: {"import_id": import_of(s, by)},
    "accounts.importing.uploads.discard_import": lambda s, by: {"import_id": import_of(s, by)},
    "accounts.leaving.deactivate_colleague": colleague_of(),
    "accounts.leaving.remove_colleague": colleague_of(),
    "accounts.managers.set_manager": bakery(manager_id=None),
    "accounts.notes.add_note": bakery(text="Rye."),
    "accounts.notes.edit_note": lambda s, by: {"note_id": note(s, by), "text": "Wheat.", "version": 1},
    "accounts.notes.pin_note": lambda s, by: {"note_id": note(s, by), "is_pinned": True},
    "accounts.notes.remove_note": lambda s, by: {"note_id": note(s, by)},
    "accounts.payment.set_payment_method": bakery(method=PaymentMethod.DEPOSIT),
    "accounts.portal_changes.change_settings": told(changes={"tagline": "New"}, version=1),
    "accounts.portal_changes.set_logo": told(logo=None, version=1),
    "accounts.suspending.activate_account": bakery(reason="So"),
    "accounts.suspending.deactivate_account": bakery(reason="So"),
    "accounts.suspending.lift_suspension": bakery(reason="So"),
    "accounts.suspending.suspend_account": bakery(reason="So"),
    "accounts.tag_words.delete_tag": lambda s, _: {"tag_id": tag(s)},
    "accounts.tag_words.make_tag": told(name="One"),
    "accounts.tag_words.merge_tags": lambda s, _: {"tag_id": tag(s), "into_id": tag(s, "Two")},
    "accounts.tag_words.rename_tag": lambda s, _: {"tag_id": tag(s), "name": "Two"},
    "accounts.tags.change_tags": bakery(add=["One"], remove=[]),
    "accounts.tags.tag_account": bakery(names=["One"]),
    "accounts.tags.untag_account": bakery(names=["One"]),
    "accounts.terms.publish_terms": told(text="Fair.", url="", version=0),
    "accounts.tree.add_customer": told(details=DETAILS),
    "accounts.tree.add_reseller": told(
        details=DETAILS, terms=Terms("EUR"), portal=PORTAL, owner=Owner("Mia", "Mill", "mia@mill.example")
    ),
    "accounts.tree.update_account": bakery(details=DETAILS, version=1),
    "accounts.walls.set_wall": told(wall=Wall.NAMES),
    "bulk.starting.start_bulk": told(
        action="archive", params={"reason": ""}, audience=Audience(Kind.CUSTOMER, Search.from_params({}).search)
    ),
    "bulk.undoing.undo_bulk": lambda s, _: {"task_id": bulk_task(s)},
    "catalog.assigning.set_price_list": bakery(price_list_id=None),
    "catalog.price_lists.set_markup": lambda s, _: {
        "price_list_id": price_list(s), "markup_percent": Decimal(5), "version": 1,
    },
    "catalog.products.add_product": told(product=PRODUCT),
    "catalog.products.withdraw_product": lambda s, _: {
        "product_id": add_product(product=PRODUCT, by=s.owner, at=NOON).pk
    },
    "identity.deactivation.activate_user": lambda s, _: {"user_id": s.cast.berta.user_id},
    "identity.deactivation.deactivate_user": lambda s, _: {"user_id": s.cast.berta.user_id},
    "identity.forgotten.send_reset_link": lambda s, _: {"user_id": s.cast.berta.user_id},
    "identity.keys.change_api_key": lambda s, _: {"key_id": api_key(s), "reach": Reach(Role.READ_ONLY)},
    "identity.keys.make_api_key": told(name="New", reach=Reach(Role.READ_ONLY)),
    "identity.keys.revoke_api_key": lambda s, _: {"key_id": api_key(s)},
    "identity.keys.rotate_api_key": lambda s, _: {"key_id": api_key(s), "grace": timedelta(0)},
    "identity.layouts.keep_layout": told(list_name="customers", columns=["name"]),
    "identity.providers.add_provider": told(details=PROVIDER),
    "identity.providers.change_provider": lambda s, _: {"provider_id": added_provider(s.owner), "details": PROVIDER},
    "identity.providers.remove_provider": lambda s, _: {"provider_id": added_provider(s.owner)},
    "identity.second_factor.reset_second_factor": lambda s, _: {"user_id": s.cast.berta.user_id},
    "identity.own_users.activate_own_user": lambda s, _: {"seat_id": place(s)},
    "identity.own_users.change_own_user": lambda s, _: {"seat_id": place(s), "profile": PROFILE, "role": Role.BILLING},
    "identity.own_users.deactivate_own_user": lambda s, _: {"seat_id": place(s)},
    "identity.own_users.invite_own_user": told(person=person("Ben"), role=Role.BUYER),
    "identity.own_users.resend_own_link": lambda s, _: {"seat_id": place(s)},
    "identity.people.add_storefront_user": lambda s, _: {"buyer_id": s.cast.bakery, "person": person("Ben")},
    "identity.people.invite_staff": told(person=person("Ida"), role=Role.READ_ONLY),
    "identity.people.resend_activation_link": lambda s, _: {"user_id": invited(s)},
    "identity.profiles.change_own_profile": told(profile=PROFILE),
    "identity.profiles.change_storefront_user": lambda s, _: {
        "seat_id": place(s), "profile": PROFILE, "role": Role.BILLING,
    },
    "identity.profiles.remove_storefront_user": lambda s, _: {"seat_id": place(s)},
    "identity.staff.change_role": colleague_of(role=Role.SUPPORT),
    **OF_PAYING, **OF_OWN_DATA, **OF_CARTS, **OF_DRAFTS, **OF_GATEWAYS, **OF_CATALOGUE, **OF_RATES,
    **OF_TAXES, **OF_SIGNING_UP, **OF_DELIVERIES,
    "ledger.adjusting.adjust_wallet": lambda s, _: {"buyer_id": s.cast.bakery, "wanted": wish("mine")},
    "ledger.arrivals.receive_payments": lambda s, _: {"payments": [Payment(s.cast.bakery, MONEY_IN)]},
    "ledger.confirming.confirm_adjustment": lambda s, by: {"confirmation_id": confirmation(s, another(s, by))},
    "ledger.confirming.decline_adjustment": lambda s, by: {
        "confirmation_id": confirmation(s, another(s, by)), "reason": "No.",
    },
    "ledger.confirming.withdraw_adjustment": lambda s, by: {
        "confirmation_id": confirmation(s, s.able(by, Right.MONEY))
    },
    "ledger.funds.add_funds": lambda s, _: {"buyer_id": s.cast.bakery, "received": MONEY_IN},
    "ledger.funds.reverse_transfer": lambda s, _: {"transfer_id": transfer(s), "reason": "So"},
    "orders.approval.approve_order": lambda s, _: {"leg_id": buy(s.cast).pk},
    "orders.approval.reject_order": lambda s, _: {"leg_id": buy(s.cast).pk, "reason": "So"},
    "orders.approval.retry_order": lambda s, _: {"order_id": buy(s.cast).order_id},
    "orders.approval.set_approval": bakery(required=False),
    "orders.approval.set_approval_for_all": told(required=False),
    "orders.approval.skip_order": lambda s, _: {"leg_id": buy(s.cast).pk},
    "orders.giving_up.give_up_order": lambda s, _: {"order_id": buy(s.cast).order_id},
    "reports.audit_file.start_audit_file": told(search=AuditSearch()),
    "reports.list_files.start_list_file": told(wanted=LIST),
    "segments.saving.change_segment": lambda s, by: {"segment_id": segment(s, by), "search": LIST.search},
    "segments.saving.delete_segment": lambda s, by: {"segment_id": segment(s, by)},
    "segments.saving.rename_segment": lambda s, by: {"segment_id": segment(s, by), "name": "T"},
    "segments.saving.save_segment": told(kind=Kind.CUSTOMER, name="S", search=LIST.search),
    "segments.saving.share_segment": lambda s, by: {"segment_id": segment(s, by), "is_shared": True},
    "tasks.asking.cancel_task": lambda s, _: {"task_id": start_list_file(wanted=LIST, by=s.cast.karl, at=NOON).pk},
    "visits.looking.let_staff_buy": told(allowed=True),
    "visits.looking.look_as_customer": bakery(came_from="/console/"),
    "visits.support.end_support_access": told(),
    "visits.support.give_support_access": told(role=Role.READ_ONLY, hours=1, reason="So"),
}  # fmt: skip


def another(stage: Stage, by: Actor) -> Actor:
    """Return somebody who may move money and is not `by`."""
    return next(actor for actor in stage.people.values() if actor.has(Right.MONEY) and actor != by)
