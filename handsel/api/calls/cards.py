"""Cards on file, the gateway's page, and payments by card (ACC-20, FUN-7)."""

import json
from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router, Schema
from ninja.responses import NinjaJSONEncoder

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.cards import (
    Begun,
    CardFormIn,
    CardFormOut,
    CardOut,
    ChargeOut,
    ChargePage,
    TopUpIn,
)
from handsel.gateways.cards import remove_card
from handsel.gateways.charging import ChargeWanted, send_charge
from handsel.gateways.forms import Ways, begin_card_form, open_form
from handsel.gateways.models import CardForm
from handsel.gateways.top_ups import begin_top_up, begin_top_up_form
from handsel.identity.links import digest_of
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.web.paying import learned_form, webhook_at

router = Router(tags=["Funds"])


@router.get("/accounts/{int:number}/card", response=CardOut, operation_id="card_get")
def card(request: ApiRequest, number: int) -> CardOut:
    """Show the card on file of an account; 404 when there is none."""
    return CardOut.of(request.auth.cards.get(buyer=_account(request, number)))


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/card",
    response=CardOut,
    operation_id="card_remove",
    **may_refuse(remove_card),
)
def card_remove(request: ApiRequest, number: int) -> HttpResponse:
    """Take the card off file; the gateway forgets it."""
    found = _account(request, number)
    return perform(request, lambda: remove_card(buyer_id=found.pk, by=request.auth.actor, at=now()), CardOut.of)


@router.post(
    "/accounts/{int:number}/card-forms",
    response={201: CardFormOut},
    operation_id="card_forms_create",
    **may_refuse(begin_top_up_form, money=True),
)
def new_card_form(request: ApiRequest, number: int, body: CardFormIn) -> HttpResponse:
    """Open the gateway's page for a card, to keep it or to pay with it. Needs an idempotency key."""
    found, key = _account(request, number), _key(request)

    def act() -> CardForm:
        if body.amount is None:
            return begin_card_form(buyer_id=found.pk, by=request.auth.actor, at=now())
        wanted = ChargeWanted(found.pk, body.amount.money, key)
        return begin_top_up_form(wanted=wanted, saves_card=body.saves_card, by=request.auth.actor, at=now())

    return _going_on(perform(request, act, Begun.of, status=201), lambda pk: _opened(request, pk, body.return_url))


@router.get("/card-forms/{int:form_id}", response=CardFormOut, operation_id="card_forms_get")
def card_form(request: ApiRequest, form_id: int) -> CardFormOut:
    """Show what came of a visit to the gateway's page; while it is open, the gateway is asked."""
    learned_form(request.auth.card_forms.get(pk=form_id), now())
    return CardFormOut.of(request.auth.card_forms.get(pk=form_id))


@router.post(
    "/accounts/{int:number}/top-ups",
    response={201: ChargeOut},
    operation_id="top_ups_create",
    **may_refuse(begin_top_up, money=True),
)
def new_top_up(request: ApiRequest, number: int, body: TopUpIn) -> HttpResponse:
    """Charge the card on file and credit the wallet. Needs an idempotency key; `state` tells what came of it.

    `unknown` and `started` are followed by another state once the gateway has told: ask again.
    """
    wanted = ChargeWanted(_account(request, number).pk, Money(body.amount.minor, body.amount.currency), _key(request))
    begun = perform(request, lambda: begin_top_up(wanted=wanted, by=request.auth.actor, at=now()), Begun.of, status=201)
    return _going_on(begun, lambda pk: _sent(request, pk))


@router.get("/accounts/{int:number}/charges", response=ChargePage, operation_id="charges_list")
def charges(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> ChargePage:
    """List the payments by card of an account, newest first. Give one back with a payout by card for its receipt."""
    rows = request.auth.charges.filter(buyer=_account(request, number)).order_by("-pk")
    return paged(ChargePage, request, wanted, rows, lambda page: [ChargeOut.of(charge) for charge in page])


@router.get("/charges/{int:charge_id}", response=ChargeOut, operation_id="charges_get")
def charge(request: ApiRequest, charge_id: int) -> ChargeOut:
    """Show one payment by card."""
    return ChargeOut.of(request.auth.charges.get(pk=charge_id))


def _account(request: ApiRequest, number: int) -> Account:
    return request.auth.accounts.get(number=number)


def _key(request: ApiRequest) -> str:
    return "api:" + digest_of(f"{request.auth.sender}:{needed_key_of(request)}")[:40]


def _going_on(begun: HttpResponse, go_on: Callable[[int], Schema]) -> HttpResponse:
    """Go on at the gateway with what was begun once, and answer with how it stands now, however often it is asked."""
    shown = go_on(json.loads(begun.content)["id"])
    begun.content = json.dumps(shown.model_dump(), cls=NinjaJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
    return begun


def _opened(request: ApiRequest, pk: int, return_url: str) -> CardFormOut:
    form = request.auth.card_forms.get(pk=pk)
    if not form.url:
        webhook = webhook_at(request.build_absolute_uri("/"), form)
        open_form(form, Ways(return_url, webhook, request.portal.title, "en"), at=now())
    return CardFormOut.of(request.auth.card_forms.get(pk=pk))


def _sent(request: ApiRequest, pk: int) -> ChargeOut:
    send_charge(request.auth.charges.get(pk=pk), at=now())
    return ChargeOut.of(request.auth.charges.get(pk=pk))
