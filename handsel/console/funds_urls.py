"""The addresses of Funds: wallets, receipts, other documents, and what a second person confirms."""

from django.urls import path

from handsel.console.views import accounts, adjusting, confirming, funds, gateways, own_paying, paying, proof

urlpatterns = [
    path("funds/", funds.funds, name="funds"),
    path("funds/own/", funds.funds_own, name="funds-own"),
    path("funds/own/statement/", funds.funds_own, name="own-statement"),
    path("funds/own/statement/<slug:ending>/", funds.own_statement, name="own-statement-file"),
    path("funds/own/top-up/", own_paying.own_top_up, name="own-top-up"),
    path("funds/own/forms/<int:pk>/", own_paying.own_card_form, name="own-card-form"),
    path("funds/own/charges/<int:pk>/", own_paying.own_charge, name="own-charge"),
    path("funds/proof/", proof.proof, name="proof"),
    path("funds/receipts/", funds.receipts, name="receipts"),
    path("funds/receipts/<int:number>/", funds.receipt, name="receipt"),
    path("funds/receipts/<int:number>/reverse/", funds.receipt_reverse, name="receipt-reverse"),
    path("funds/receipts/<int:number>/refund/", adjusting.receipt_refund, name="receipt-refund"),
    path("funds/to-confirm/", confirming.to_confirm, name="confirmations"),
    path("funds/to-confirm/limit/", confirming.confirmation_limit_set, name="confirmation-limit"),
    path("funds/to-confirm/<int:pk>/confirm/", confirming.confirmation_confirm, name="confirmation-confirm"),
    path("funds/to-confirm/<int:pk>/decline/", confirming.confirmation_decline, name="confirmation-decline"),
    path("funds/to-confirm/<int:pk>/withdraw/", confirming.confirmation_withdraw, name="confirmation-withdraw"),
    path("funds/documents/<slug:kind>/<int:number>/", adjusting.adjustment, name="adjustment"),
    path("funds/documents/<slug:kind>/<int:number>/reverse/", adjusting.adjustment_reverse, name="adjustment-reverse"),
    path("accounts/<int:number>/funds/statement/", accounts.account_funds, name="account-statement"),
    path(
        "accounts/<int:number>/funds/statement/<slug:ending>/", funds.account_statement, name="account-statement-file"
    ),
    path("accounts/<int:number>/funds/add/", funds.funds_add, name="funds-add"),
    path("accounts/<int:number>/funds/adjust/", adjusting.funds_adjust, name="funds-adjust"),
    path("accounts/<int:number>/funds/limits/", adjusting.funds_limits, name="funds-limits"),
    path("accounts/<int:number>/funds/pay-out/", adjusting.funds_pay_out, name="funds-pay-out"),
    path("accounts/<int:number>/funds/top-up/", paying.funds_top_up, name="funds-top-up"),
    path("accounts/<int:number>/funds/unlock/", paying.funds_unlock, name="funds-unlock"),
    path("accounts/<int:number>/payment-details/", paying.account_payment_details, name="account-payment-details"),
    path("accounts/<int:number>/payment-details/card/", paying.card_new, name="account-card-new"),
    path("accounts/<int:number>/payment-details/card/remove/", paying.card_remove, name="account-card-remove"),
    path("accounts/<int:number>/payment-details/link/", paying.card_link, name="account-card-link"),
    path("accounts/<int:number>/payment-details/forms/<int:pk>/", paying.card_form, name="account-card-form"),
    path("accounts/<int:number>/payment-details/charges/<int:pk>/", paying.account_charge, name="account-charge"),
    path("settings/payments/", gateways.settings_payments, name="settings-payments"),
    path("settings/payments/connect/", gateways.settings_gateway_connect, name="settings-gateway-connect"),
    path("settings/payments/stripe/", gateways.settings_gateway_stripe, name="settings-gateway-stripe"),
    path("settings/payments/test/", gateways.settings_gateway_test, name="settings-gateway-test"),
    path("settings/payments/disconnect/", gateways.settings_gateway_disconnect, name="settings-gateway-disconnect"),
]
