"""Sign-in providers: who vouches for the people of the portal, set as in the console (USR-7)."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.providers import ProviderChangeIn, ProviderIn, ProviderOut
from handsel.identity.provider_models import SignInProvider
from handsel.identity.providers import add_provider, change_provider, remove_provider
from handsel.kernel.clock import now

router = Router(tags=["Sign-in providers"])
HOME, ONE = "/settings/sign-in-providers", "/settings/sign-in-providers/{int:provider_id}"


@router.get(HOME, response=list[ProviderOut], operation_id="sign_in_providers_list")
def providers(request: ApiRequest) -> list[ProviderOut]:
    """List who vouches for your people, by name; there are ten at most. Their secrets are shown to nobody."""
    return [_told(request, provider) for provider in request.auth.sign_in_providers.order_by("name")]


@router.get(ONE, response=ProviderOut, operation_id="sign_in_providers_get")
def provider(request: ApiRequest, provider_id: int) -> ProviderOut:
    """Show one sign-in provider."""
    return _told(request, request.auth.sign_in_providers.get(pk=provider_id))


@router.post(HOME, response={201: ProviderOut}, operation_id="sign_in_providers_create", **may_refuse(add_provider))
def add(request: ApiRequest, body: ProviderIn) -> HttpResponse:
    """Let an OpenID Connect provider vouch for your people; give it the `callback` of the answer."""

    def act() -> SignInProvider:
        return add_provider(details=body.details, by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request), status=201)


@router.patch(ONE, response=ProviderOut, operation_id="sign_in_providers_update", **may_refuse(change_provider))
def change(request: ApiRequest, provider_id: int, body: ProviderChangeIn) -> HttpResponse:
    """Change what you send; the secret stays unless you send one. With another issuer nobody is linked any more."""
    known = request.auth.sign_in_providers.get(pk=provider_id)

    def act() -> SignInProvider:
        return change_provider(provider_id=known.pk, details=body.details_of(known), by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request))


@router.api_operation(
    ["DELETE"],
    ONE,
    response=ProviderOut,
    operation_id="sign_in_providers_delete",
    **may_refuse(remove_provider),
)
def remove(request: ApiRequest, provider_id: int) -> HttpResponse:
    """Let a provider vouch for nobody any more, and show it a last time."""
    known = request.auth.sign_in_providers.get(pk=provider_id)

    def act() -> SignInProvider:
        return remove_provider(provider_id=known.pk, by=request.auth.actor, at=now())

    return perform(request, act, partial(_told, request))


def _told(request: ApiRequest, provider: SignInProvider) -> ProviderOut:
    return ProviderOut.of(provider, request.build_absolute_uri(reverse("sign-in-callback")))
