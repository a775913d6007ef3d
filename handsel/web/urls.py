"""Where every address of a portal leads: storefront at the root, console and API below it."""

from django.urls import URLPattern, URLResolver, include, path

from handsel.web.deliveries_heard import delivery_callback
from handsel.web.hand_offs import hand_off, hand_off_enter, visit_end
from handsel.web.health import healthz
from handsel.web.languages import language
from handsel.web.link_pages import activation, password_reset
from handsel.web.logos import logo
from handsel.web.passkey_asking import passkey_options
from handsel.web.pictures import picture
from handsel.web.places import place_take, places
from handsel.web.proof import proof
from handsel.web.provider_entry import provider_callback
from handsel.web.webhooks_heard import gateway_webhook

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("activate/<str:secret>/", activation, name="activate"),
    path("reset-password/<str:secret>/", password_reset, name="reset-password"),
    path("proof/", proof, name="proof"),
    path("passkey/options/", passkey_options, name="passkey-options"),
    path("sign-in/callback/", provider_callback, name="sign-in-callback"),
    path("gateways/<int:pk>/webhook/", gateway_webhook, name="gateway-webhook"),
    path("deliveries/callback/", delivery_callback, name="delivery-callback"),
    path("language/", language, name="language"),
    path("logo/<slug:digest>.png", logo, name="logo"),
    path("pictures/<slug:digest>.webp", picture, name="picture"),
    path("hand-off/", hand_off, name="hand-off"),
    path("hand-off/enter/", hand_off_enter, name="hand-off-enter"),
    path("visit/end/", visit_end, name="visit-end"),
    path("places/", places, name="places"),
    path("places/<int:pk>/", place_take, name="place-take"),
    path("console/", include("handsel.console.urls")),
    path("api/v1/", include("handsel.api.urls")),
    path("", include("handsel.storefront.urls")),
]

handler400 = "handsel.web.errors.bad_request"
handler403 = "handsel.web.errors.forbidden"
handler404 = "handsel.web.errors.not_found"
handler500 = "handsel.web.errors.failed"
