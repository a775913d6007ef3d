"""The storefront's addresses, by page."""

from django.urls import include, path

from handsel.storefront.counter import at_counter
from handsel.storefront.views import (
    account,
    addresses,
    after_ordering,
    announcing,
    cart,
    checkout,
    newcomer,
    orders,
    overview,
    paying,
    shop,
    sign_up,
    sites,
    terms,
    users,
    visitors,
)
from handsel.storefront.visitor_counter import forgetting_taken_cart
from handsel.timeline.origin import Way
from handsel.web.entering import passkey_alone, second_step
from handsel.web.link_pages import activation, forgotten
from handsel.web.logging_in import log_in, log_out
from handsel.web.own_urls import own_urls
from handsel.web.provider_entry import provider_start

app_name = "storefront"

urlpatterns = [
    # Shop
    path("", shop.shop, name="shop"),
    path("products/<int:plan_id>/", shop.product, name="product"),
    path("on-behalf/new/", newcomer.newcomer, name="newcomer"),
    # Cart and checkout
    path("visitors/cart/take-over/", visitors.visitor_cart_take, name="visitor-cart-take"),
    path("visitors/cart/remind/", visitors.visitor_remind, name="visitor-remind"),
    path("visitors/reminders/<str:secret>/", visitors.visitor_remind_stop, name="visitor-remind-stop"),
    path("cart/", cart.cart, name="cart"),
    path("cart/<int:line_id>/", cart.cart_line, name="cart-line"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/sign-up/", sign_up.checkout_sign_up, name="checkout-sign-up"),
    path("checkout/<slug:number>/", checkout.place, name="place"),
    path("checkout/<slug:number>/save/", checkout.checkout_save, name="checkout-save"),
    # What was bought
    path("orders/", orders.orders, name="orders"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/cancel/", after_ordering.order_cancel, name="order-cancel"),
    path("orders/<slug:number>/pay/", orders.order_pay, name="order-pay"),
    path("orders/<slug:number>/placed/", orders.placed, name="order-placed"),
    path("orders/<slug:number>/print/", orders.order_print, name="order-print"),
    path("orders/<slug:number>/price/", after_ordering.order_price, name="order-price"),
    path("orders/<slug:number>/refund/", after_ordering.order_refund, name="order-refund"),
    path("overview/", overview.overview, name="overview"),
    path("billing/", overview.billing, name="billing"),
    path("subscriptions/", account.subscriptions, name="subscriptions"),
    path("funds/", account.funds, name="funds"),
    path("funds/statement/", account.funds, name="statement"),
    path("funds/statement/<slug:ending>/", account.statement, name="statement-file"),
    path("funds/documents/<slug:kind>/<int:number>/", account.paper, name="paper"),
    path("funds/top-up/", paying.top_up, name="top-up"),
    path("funds/charges/<int:pk>/", paying.top_up_result, name="top-up-result"),
    path("funds/charges/<int:pk>/confirm/", paying.charge_confirm, name="charge-confirm"),
    path("payment-details/", paying.payment_details, name="payment-details"),
    path("payment-details/card/", paying.card_new, name="card-new"),
    path("payment-details/card/remove/", paying.card_remove, name="card-remove"),
    path("payment-details/card/<int:pk>/", paying.card_form, name="card-form"),
    path("funds/announced/new/", announcing.announce, name="announce"),
    path("funds/announced/<int:pk>/withdraw/", announcing.announcement_withdraw, name="announcement-withdraw"),
    # What is kept of the account
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/new/", addresses.address_new, name="address-new"),
    path("addresses/<int:pk>/", addresses.address_edit, name="address-edit"),
    path("addresses/<int:pk>/default/<slug:role>/", addresses.address_default, name="address-default"),
    path("addresses/<int:pk>/remove/", addresses.address_remove, name="address-remove"),
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.site_new, name="site-new"),
    path("sites/<int:pk>/", sites.site_edit, name="site-edit"),
    path("sites/<int:pk>/archive/", sites.site_archive, name="site-archive"),
    path("sites/<int:pk>/unarchive/", sites.site_unarchive, name="site-unarchive"),
    path("users/", users.users, name="users"),
    path("users/new/", users.user_new, name="user-new"),
    path("users/<int:seat_id>/", users.user_edit, name="user-edit"),
    path("users/<int:seat_id>/<slug:deed>/", users.user_deed, name="user-deed"),
    # What everybody may read
    path("terms/", terms.terms, name="terms"),
    # The person
    path("profile/", account.profile, name="profile"),
    path("", include(own_urls(at_counter))),
    path("log-in/", forgetting_taken_cart(log_in), {"way": Way.STOREFRONT}, name="log-in"),
    path("log-in/second/", second_step, {"way": Way.STOREFRONT}, name="log-in-second"),
    path("log-in/passkey/", passkey_alone, {"way": Way.STOREFRONT}, name="log-in-passkey"),
    path("log-in/through/<int:pk>/", provider_start, {"way": Way.STOREFRONT}, name="provider-start"),
    path("sign-up/", sign_up.sign_up, name="sign-up"),
    path("sign-up/confirm/<str:secret>/", sign_up.sign_up_confirm, name="sign-up-confirm"),
    path("log-out/", log_out, {"way": Way.STOREFRONT}, name="log-out"),
    path("forgot-password/", forgotten, {"face": "storefront"}, name="forgot-password"),
    # The one-time link of an invitation, for customers and for staff
    path("activate/<str:secret>/", activation, name="activate"),
]
