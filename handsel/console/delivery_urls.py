"""The addresses of Deliveries: the supplier's task list, what is done with one or several, and refunds."""

from django.urls import path

from handsel.console.views import deliveries, delivery_address, refunds

urlpatterns = [
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/start/", deliveries.deliveries_start, name="deliveries-start"),
    path("deliveries/deliver/", deliveries.deliveries_deliver, name="deliveries-deliver"),
    path("deliveries/fail/", deliveries.deliveries_fail, name="deliveries-fail"),
    path("deliveries/retry/", deliveries.deliveries_retry, name="deliveries-retry"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/note/", deliveries.delivery_note, name="delivery-note"),
    path("deliveries/<int:pk>/give-back/", deliveries.delivery_give_back, name="delivery-give-back"),
    path("settings/delivery/", delivery_address.settings_delivery, name="settings-delivery"),
    path("settings/delivery/test/", delivery_address.settings_delivery_test, name="settings-delivery-test"),
    path("orders/<slug:number>/call-off/", deliveries.order_call_off, name="order-call-off"),
    path("orders/<slug:number>/refund/", refunds.order_refund, name="order-refund"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/<int:pk>/confirm/", refunds.refund_confirm, name="refund-confirm"),
    path("refunds/<int:pk>/decline/", refunds.refund_decline, name="refund-decline"),
    path("refunds/<int:pk>/alone/", refunds.refund_alone, name="refund-alone"),
    path("refunds/<int:pk>/credit/", refunds.refund_credit, name="refund-credit"),
    path("refunds/<int:pk>/pay-out/", refunds.refund_pay_out, name="refund-pay-out"),
    path("settings/refunds/", refunds.settings_refunds, name="settings-refunds"),
]
