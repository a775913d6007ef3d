"""The API, version 1, put together: who may call, what it answers, how it refuses (API-1)."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from handsel.api import problems
from handsel.api.calls import (
    accounts,
    addresses,
    adjusting,
    announcing,
    audit,
    below,
    buyer_tax,
    cards,
    cart_lines,
    carts,
    catalog,
    deleting,
    deliveries,
    delivery_address,
    finding,
    funds,
    gateways,
    imports,
    keys,
    managers,
    notes,
    order_chain,
    orders,
    payment,
    price_files,
    price_rules,
    products,
    providers,
    purchases,
    quotes,
    rates,
    records,
    refunds,
    rehearsals,
    reports,
    segments,
    settings,
    sign_ups,
    sites,
    staff,
    standing,
    support,
    tags,
    tasks,
    tax,
    users,
    visitor_carts,
    walls,
    ways_to_pay,
)
from handsel.api.openapi import complete
from handsel.api.scoping import scoped
from handsel.identity.scopes import Subject
from handsel.kernel.refusal import Refusal


class Readable(JSONRenderer):
    """JSON with letters as they are, as in every other answer."""

    json_dumps_params = {"ensure_ascii": False}


class Rest(NinjaAPI):
    """Version 1. Its description is the same for every portal."""

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """Return the OpenAPI description, with all refusals."""
        described = super().get_openapi_schema(path_prefix="api/v1/")
        complete(described)
        return described


api = Rest(
    title="REST API",
    version="1",
    description=(
        "Everything of one reseller: the key says whose, and its scopes how much of it. "
        "Amounts are whole minor units with their currency. "
        "Every POST takes an Idempotency-Key. Every no is application/problem+json with a stable code."
    ),
    docs_url=None,
    openapi_url=None,
    renderer=Readable(),
    urls_namespace="api-v1",
)
for calls, subject in (
    (accounts, Subject.ACCOUNTS),
    (finding, Subject.ACCOUNTS),
    (standing, Subject.ACCOUNTS),
    (tags, Subject.ACCOUNTS),
    (deleting, Subject.ACCOUNTS),
    (addresses, Subject.ACCOUNTS),
    (sites, Subject.ACCOUNTS),
    (notes, Subject.ACCOUNTS),
    (users, Subject.USERS),
    (imports, Subject.IMPORTS),
    (funds, Subject.FUNDS),
    (adjusting, Subject.FUNDS),
    (cards, Subject.FUNDS),
    (announcing, Subject.FUNDS),
    (catalog, Subject.CATALOG),
    (price_rules, Subject.CATALOG),
    (price_files, Subject.CATALOG),
    (rehearsals, Subject.CATALOG),
    (products, Subject.CATALOG),
    (rates, Subject.CATALOG),
    (orders, Subject.ORDERS),
    (order_chain, Subject.ORDERS),
    (purchases, Subject.ORDERS),
    (deliveries, Subject.ORDERS),
    (delivery_address, Subject.SETTINGS),
    (refunds, Subject.ORDERS),
    (carts, Subject.ORDERS),
    (cart_lines, Subject.ORDERS),
    (visitor_carts, Subject.ORDERS),
    (payment, Subject.ACCOUNTS),
    (tax, Subject.SETTINGS),
    (buyer_tax, Subject.ACCOUNTS),
    (quotes, Subject.ORDERS),
    (ways_to_pay, Subject.SETTINGS),
    (managers, Subject.SETTINGS),
    (sign_ups, Subject.ACCOUNTS),
    (records, Subject.ORDERS),
    (reports, Subject.REPORTS),
    (segments, Subject.ACCOUNTS),
    (staff, Subject.STAFF),
    (keys, Subject.KEYS),
    (providers, Subject.SIGN_IN),
    (audit, Subject.AUDIT),
    (settings, Subject.SETTINGS),
    (gateways, Subject.SETTINGS),
    (below, Subject.ACCOUNTS),
    (walls, Subject.SETTINGS),
    (support, Subject.STAFF),
    (tasks, Subject.TASKS),
):
    api.add_router("", scoped(calls.router, subject))

for kind, told in (
    (Refusal, problems.of_refusal),
    (ObjectDoesNotExist, problems.of_missing),
    (ValidationError, problems.of_validation),
    (HttpError, problems.of_http),
    (DataError, problems.of_bad_data),
    (Exception, problems.of_failure),
):
    api.add_exception_handler(kind, told)  # type: ignore[arg-type]  # each handler takes its own kind
