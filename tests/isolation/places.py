"""What stands in the places of paths: whose things there are, by kind, as the tables hold them.

Most kinds follow from names: `<int:note_id>` and `notes/<int:pk>/` are notes, `<number>` and `<receipt_number>` are
found by their number. What does not follow has a line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps

from tests.isolation.routes import Place, Route
from tests.isolation.staging import APART, Staged

BOUGHT = "SELECT number, buyer_id{} FROM orders_leg WHERE NOT is_hidden"
REACHED = f"SELECT number, seller_id FROM orders_leg WHERE asked_at IS NOT NULL UNION {BOUGHT.format('')}"
BRANCH = "JOIN accounts_account s ON s.id = p.seller_id JOIN accounts_account a ON a.path LIKE s.path || '%%'"
NOTED = "SELECT order_id FROM orders_internalnote n WHERE n.seller_id = l.seller_id"
CREDIT_NOTES = "SELECT number, seller_id, buyer_id FROM ledger_adjustment WHERE kind = 'credit_note'"
KINDS = {
    "account": "SELECT number, seller_id, id FROM accounts_account ORDER BY kind = 'reseller' DESC, number",
    "reseller": "SELECT number, seller_id, id FROM accounts_account WHERE kind = 'reseller'",
    "below": """
        SELECT deeper.reference, child.seller_id, child.id FROM accounts_account deeper
          JOIN accounts_account child ON child.id = deeper.seller_id WHERE deeper.kind = 'reseller'
    """,
    "view": "SELECT reference, seller_id, 0 FROM accounts_account WHERE kind = 'reseller'",
    "customer": "SELECT number, seller_id, id FROM accounts_account WHERE kind = 'customer'",
    "bin": "SELECT number, seller_id, id FROM accounts_account WHERE deleted_at IS NOT NULL",
    "duplicate": "SELECT number, seller_id, id FROM accounts_account",
    "user": "SELECT s.user_id, s.seller_id, s.buyer_id FROM identity_seat s WHERE s.buyer_id IS NOT NULL",
    "staff": "SELECT s.user_id, s.seller_id, 0 FROM identity_seat s WHERE s.buyer_id IS NULL",
    "order": f"SELECT number, seller_id, buyer_id FROM orders_leg l ORDER BY order_id NOT IN ({NOTED}), number",
    "sale": "SELECT number, seller_id, buyer_id FROM orders_leg WHERE asked_at IS NOT NULL",
    "purchase": BOUGHT.format(", 0") + " ORDER BY position > 0 OR settled_at IS NOT NULL, number",
    "checkout": "SELECT number, seller_id, buyer_id FROM orders_order WHERE placed_at IS NULL",
    "cart": "SELECT number, seller_id, buyer_id FROM orders_order WHERE placed_at IS NULL",
    "line": """
        SELECT l.id, l.seller_id, l.buyer_id FROM orders_line l JOIN orders_order o ON o.id = l.order_id
         WHERE o.placed_at IS NULL
    """,
    "receipt": "SELECT number, seller_id, buyer_id FROM ledger_receipt",
    "ownreceipt": "SELECT number, buyer_id, 0 FROM ledger_receipt",
    **dict.fromkeys(("adjustment", "document"), CREDIT_NOTES),
    "ownannouncement": "SELECT id, buyer_id, 0 FROM ledger_announcement",
    "people": "SELECT s.user_id, s.seller_id, coalesce(s.buyer_id, 0) FROM identity_seat s",
    "cardpayment": "SELECT id, buyer_id, 0 FROM gateways_charge",
    "cardvisit": "SELECT id, buyer_id, 0 FROM gateways_cardform WHERE charge_id IS NOT NULL",
    "through": "SELECT id, seller_id, 0 FROM identity_signinprovider",
    "audit": "SELECT id, seller_id, account_id FROM timeline_event",
    "place": "SELECT id, seller_id, buyer_id FROM identity_seat WHERE buyer_id IS NOT NULL",
    "mailbox": "SELECT id, seller_id, buyer_id FROM mail_message",
    "delivery": "SELECT delivery_id, seller_id, buyer_id FROM deliveries_deliverytask ORDER BY state = 'waiting' DESC",
    "refund": "SELECT id, seller_id, buyer_id FROM deliveries_refund ORDER BY state ~ '^(w|refused)' DESC",
    "pricefile": "SELECT id, seller_id, 0 FROM tasks_task WHERE kind = 'price_look'",
    "plan": "SELECT id, seller_id, 0 FROM catalog_plan",
    "taxedproduct": "SELECT id, seller_id, 0 FROM catalog_product",
    "tagkey": "SELECT key, seller_id, 0 FROM accounts_tag",
}
"""Where things of a kind are found: value for the path, reseller, account. The rest is found by its id."""

SHARED = {
    **dict.fromkeys(("order", "purchase"), REACHED),
    "plan": f"SELECT p.id, a.id FROM catalog_plan p {BRANCH}",
    "taxedproduct": f"SELECT p.id, a.id FROM catalog_product p {BRANCH}",
    "view": """
        SELECT deeper.reference, a.id FROM accounts_account deeper
          JOIN accounts_account a ON deeper.path LIKE a.path || '%%'
    """,
    **dict.fromkeys(("mailbox", "message"), "SELECT id, inviter_id FROM mail_message"),
}
"""Things that others rightly find too: an order all whom it passes, a plan all below, an invitation its inviter."""

OPEN_AT_PORTAL = {
    **{(face, "through"): "whoever comes may log in through its providers" for face in ("console", "storefront")},
    ("storefront", "plan"): "visitors buy what is sold there",
}
"""Kinds of which everybody finds what a portal has, in a face of it, and why."""

BY_NAME = {
    **dict.fromkeys(("plan_id", "plan"), "plan") | {"taxed_id": "taxedproduct", "seat_id": "place"},
    **dict.fromkeys(("first", "second"), "duplicate"),
    **dict.fromkeys(("options", "option_id"), "productoption"),
    **dict.fromkeys(("pictures", "picture_id"), "productpicture"),
    **dict.fromkeys(
        ("category", "categories", "category_ids", "parent_id", "parent_category_id", "into_category_id"), "category"
    ),
    **dict.fromkeys(("planned", "change_id"), "scheduledchange"),
    **dict.fromkeys(("manager_id", "manager", "manager.is"), "staff"),
    **dict.fromkeys(("into_id", "into"), "tag"),
    **dict.fromkeys(("deliveries", "delivery", "delivery_id"), "delivery"),
    "tag.is": "tagkey",
    **dict.fromkeys(("price_list_id", "list_id", "price_list", "price_list.is"), "pricelist"),
    **dict.fromkeys(("key_id", "keys"), "apikey"),
    **dict.fromkeys(("rates", "rate_id"), "exchangerate"),
    **dict.fromkeys(("forms", "form_id", "card"), "cardform"),
    "gateways": "sellergateway",
    **dict.fromkeys(("providers", "provider_id"), "signinprovider"),
    "to-confirm": "confirmation",
    "announced": "announcement",
    "transfers": "ownannouncement",
    "papers": "ownreceipt",
    "bought.is": "product",
    **dict.fromkeys(("account", "accounts", "numbers", "number", "buyer", "end_customer", "ids"), "account"),
    "chosen": "signup",
    **dict.fromkeys(("group", "key", "name", "email", "address", "domain", "title", "lines"), None),
}
"""Names of places, parameters and fields whose kind does not follow from the name; None where there is none."""

CONSTANT = {
    ("lists", "name"): ["customers", "resellers"],
    ("settings", "section"): ["formats", "trade"],
    ("default", "role"): ["billing"],
    ("documents", "kind"): ["credit_note"],
    **{(word, "kind"): ["receipt" if word == "papers" else "credit_note"] for word in ("adjustments", "papers")},
    ("manage", "destination"): ["services", "subscriptions"],
    ("statement", "ending"): ["pdf"],
    ("wallets", "currency"): ["EUR"],
    ("logo", "digest"): ["0" * 64],
    **{(after, "secret"): ["no-such-secret"] for after in ("activate", "confirm", "reminders", "reset-password")},
    ("pictures", "digest"): ["0" * 64],
    **{(word, "deed"): ["withdraw" if word == "plans" else "move"] for word in ("plans", "options", "pictures")},
    ("users", "deed"): ["activate", "deactivate", "reset", "resend"],
}
"""Places that hold no thing of anybody: (word before, name) → values."""

RANDOM = {"int": str(987_654_321), "str": "Z9Z9Z9Z9", "slug": "Z9Z9Z9Z9"}


@dataclass(frozen=True)
class Thing:
    """Something of one reseller that a path can name."""

    value: str
    seller: int
    account: int


class Things:
    """All things of the world, by kind."""

    def __init__(self, world: Staged) -> None:
        self.world = world
        self.of_kind = cache(self._of_kind)
        self.shared = cache(self._shared)

    def kind_of(self, place: Place) -> str | None:
        """Return the kind of what stands in `place`; None for a constant."""
        if (place.after, place.name) in CONSTANT:
            return None
        by_position = place.name in {"pk", "number", "user_id", "reference"}
        word = self.kind_named(place.after if by_position else place.name)
        if word is None:
            raise LookupError(
                f"what stands in <{place.name}> after “{place.after}”? Add a line to KINDS, BY_NAME or CONSTANT "
                "in tests/isolation/places.py"
            )
        return word

    @staticmethod
    def kind_named(name: str) -> str | None:
        """Return the kind that the name of a place, a parameter or a field of a form tells of, if it is one."""
        if name in BY_NAME:
            return BY_NAME[name]
        word = _singular(name.removesuffix("_id").removesuffix("_number").replace("-", "").replace("_", ""))
        return word if word in KINDS or word in _tables() else None

    @staticmethod
    def table_of(kind: str) -> str:
        return _tables()[kind]

    def ids_of(self, table: str, seller: int) -> list[int]:
        """Return the ids of what `seller` has in a table."""
        rows = self.world.admin.execute(f"SELECT id FROM {table} WHERE seller_id = %s ORDER BY 1", [seller])
        return [number for (number,) in rows]

    def _of_kind(self, kind: str) -> list[Thing]:
        query = KINDS.get(kind) or f"SELECT id, seller_id, {self._account_column(kind)} FROM {_tables()[kind]}"
        query += "" if "ORDER BY" in query else " ORDER BY 1"
        return [Thing(str(v), s, a or 0) for v, s, a in self.world.admin.execute(query).fetchall()]

    @staticmethod
    def _account_column(kind: str) -> str:
        columns = {field.column for field in _models()[kind]._meta.concrete_fields}
        return next((name for name in ("account_id", "buyer_id") if name in columns), "0")

    def own(self, kind: str, seller: int, account: int = 0) -> list[Thing]:
        """Return what `seller` has of a kind; of `account`, where given, if there is any of it."""
        all_of_it = [thing for thing in self.of_kind(kind) if thing.seller == seller]
        if account and any(thing.account for thing in all_of_it):
            return [thing for thing in all_of_it if thing.account == account]
        return all_of_it

    def version_of(self, kind: str, value: str) -> int:
        """Return the version of one thing, for what must name it to change it; 0 where it has none."""
        table = _tables().get(kind, "accounts_account")
        column = "number" if table == "accounts_account" else "id"
        if not any(
            field.column == "version" for field in _models().get(kind, _models()["account"])._meta.concrete_fields
        ):
            return 0
        found = self.world.admin.execute(f"SELECT version FROM {table} WHERE {column} = %s", [value]).fetchone()
        return found[0] if found else 0

    def are_shared(self, route: Route, values: dict[str, str], tenant: int) -> bool:
        """Whether `tenant` rightly finds what stands in the path."""
        return any(
            (values[place.name], tenant) in self.shared(self.kind_of(place))
            for place in route.places
            if self.kind_of(place) in SHARED
        )

    def are_open(self, route: Route) -> bool:
        """Whether whoever comes to the portal finds what stands in the path."""
        return any((route.face, self.kind_of(place)) in OPEN_AT_PORTAL for place in route.places)

    def accounts_in(self, route: Route, values: dict[str, str]) -> set[int]:
        """Return the accounts that the things in a path are about."""
        kinds = {values[place.name]: self.kind_of(place) for place in route.places}
        return {
            thing.account
            for value, kind in kinds.items()
            if kind
            for thing in self.of_kind(kind)
            if thing.value == value and thing.account
        }

    def _shared(self, kind: str) -> set[tuple[str, int]]:
        return {(str(value), tenant) for value, tenant in self.world.admin.execute(SHARED[kind]).fetchall()}

    def number_of(self, account: int) -> str:
        return next(thing.value for thing in self.of_kind("account") if thing.account == account)

    def fillings(self, route: Route, seller: int, buyer: int = 0, most: int = 8) -> Iterator[dict[str, str]]:
        """Yield values for all places of `route` that belong together, of things of `seller` (or of its `buyer`)."""
        kinds = {place.name: self.kind_of(place) for place in route.places}
        fixed = {p.name: CONSTANT[p.after, p.name][0] for p in route.places if kinds[p.name] is None}
        named = [name for name, kind in kinds.items() if kind]
        if not named:
            yield fixed
            return
        last = named[-1]
        for thing in _spread(self.own(kinds[last], seller, buyer), most):
            values = fixed | {last: thing.value}
            for name in named[:-1]:
                if kinds[name] in {"account", "customer", "reseller", "bin"} and thing.account:
                    values[name] = self.number_of(thing.account)
                else:
                    others = [other for other in self.own(kinds[name], seller) if other.value != thing.value]
                    values[name] = others[0].value if others else ""
            if all(values.values()):
                yield values

    def nowhere(self, route: Route) -> dict[str, str]:
        """Return values of the same shape that name nothing at all."""
        return {
            place.name: CONSTANT[place.after, place.name][0]
            if self.kind_of(place) is None
            else RANDOM["int"]
            if self._is_number(place)
            else RANDOM["str"]
            for place in route.places
        }

    def _is_number(self, place: Place) -> bool:
        things = self.of_kind(self.kind_of(place))
        return place.converter == "int" or (bool(things) and things[0].value.isdigit())


def _singular(word: str) -> str:
    for kind in (word, word.removesuffix("s"), word.removesuffix("es")):
        if kind in KINDS or kind in _tables():
            return kind
    return word


@cache
def _models() -> dict[str, type]:
    found = {}
    for model in apps.get_models():
        if any(field.column == "seller_id" for field in model._meta.concrete_fields):
            found[model.__name__.lower()] = model
    return found


def _tables() -> dict[str, str]:
    return {name: model._meta.db_table for name, model in _models().items()}


def _spread(things: list[Thing], most: int) -> list[Thing]:
    """Return at most so many, from the beginning, the end and between."""
    if len(things) <= most:
        return things
    return [things[round(place * (len(things) - 1) / (most - 1))] for place in range(most)]


def is_apart(value: str) -> bool:
    """Whether a number says by itself whose it is."""
    return value.isdigit() and int(value) > APART
