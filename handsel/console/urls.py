"""The console's addresses, by screen."""

from django.urls import include, path

from handsel.console.views import (
    accounts,
    addresses,
    catalog,
    customers,
    funds,
    keys,
    mailbox,
    notes,
    orders,
    portal,
    reports,
    resellers,
    session,
    staff,
    start,
    users,
)

app_name = "console"

urlpatterns = [
    # Start and session
    path("", start.start, name="start"),
    path("log-in/", session.log_in, name="log-in"),
    path("log-out/", session.log_out, name="log-out"),
    # Customers and sub-resellers
    path("", include("handsel.console.list_urls")),
    path("", include("handsel.console.import_urls")),
    path("", include("handsel.console.standing_urls")),
    path("customers/", customers.customers, name="customers"),
    path("customers/new/", customers.customer_new, name="customer-new"),
    path("customers/approval/", customers.customers_approval, name="customers-approval"),
    path("resellers/", resellers.resellers, name="resellers"),
    path("resellers/new/", resellers.reseller_new, name="reseller-new"),
    # The record of either
    path("accounts/<int:number>/", accounts.account, name="account"),
    path("accounts/<int:number>/update/", accounts.account_update, name="account-update"),
    path("accounts/<int:number>/approval/", accounts.account_approval, name="account-approval"),
    path("accounts/<int:number>/users/", accounts.account_users, name="account-users"),
    path("accounts/<int:number>/users/new/", users.user_new, name="user-new"),
    path("accounts/<int:number>/users/<int:user_id>/resend/", users.user_resend, name="user-resend"),
    path("accounts/<int:number>/orders/", accounts.account_orders, name="account-orders"),
    path("accounts/<int:number>/subscriptions/", accounts.account_subscriptions, name="account-subscriptions"),
    path("accounts/<int:number>/funds/", accounts.account_funds, name="account-funds"),
    path("accounts/<int:number>/addresses/", addresses.account_addresses, name="account-addresses"),
    path("accounts/<int:number>/addresses/new/", addresses.address_new, name="address-new"),
    path("accounts/<int:number>/addresses/<int:pk>/", addresses.address_edit, name="address-edit"),
    path(
        "accounts/<int:number>/addresses/<int:pk>/default/<slug:role>/",
        addresses.address_default,
        name="address-default",
    ),
    path("accounts/<int:number>/addresses/<int:pk>/remove/", addresses.address_remove, name="address-remove"),
    path("accounts/<int:number>/notes/", notes.account_notes, name="account-notes"),
    path("accounts/<int:number>/notes/new/", notes.note_new, name="note-new"),
    path("accounts/<int:number>/notes/<int:pk>/", notes.note_edit, name="note-edit"),
    path("accounts/<int:number>/notes/<int:pk>/pin/", notes.note_pin, name="note-pin"),
    path("accounts/<int:number>/notes/<int:pk>/remove/", notes.note_remove, name="note-remove"),
    path("accounts/<int:number>/mails/", accounts.account_mails, name="account-mails"),
    path("accounts/<int:number>/timeline/", accounts.account_timeline, name="account-timeline"),
    # Orders
    path("orders/", orders.orders, name="orders"),
    path("orders/waiting/", orders.orders_waiting, name="orders-waiting"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/accept/", orders.order_approve, name="order-approve"),
    path("orders/<slug:number>/cancel/", orders.order_cancel, name="order-cancel"),
    path("orders/<slug:number>/retry/", orders.order_retry, name="order-retry"),
    # Funds
    path("funds/", funds.funds, name="funds"),
    path("funds/own/", funds.funds_own, name="funds-own"),
    path("funds/receipts/", funds.receipts, name="receipts"),
    path("funds/receipts/<int:number>/", funds.receipt, name="receipt"),
    path("funds/receipts/<int:number>/reverse/", funds.receipt_reverse, name="receipt-reverse"),
    path("accounts/<int:number>/funds/add/", funds.funds_add, name="funds-add"),
    # Catalogue and prices
    path("price-lists/", catalog.price_lists, name="price-lists"),
    path("price-lists/<int:pk>/markup/", catalog.price_list_markup, name="price-list-markup"),
    path("products/", catalog.products, name="products"),
    path("products/new/", catalog.product_new, name="product-new"),
    path("products/<int:pk>/withdraw/", catalog.product_withdraw, name="product-withdraw"),
    # Mailbox
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.message, name="message"),
    path("mailbox/<int:pk>/frame/", mailbox.message_frame, name="message-frame"),
    # Reports
    path("reports/new-customers/", reports.new_customers, name="new-customers"),
    # Staff, keys, settings
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.staff_invite, name="staff-invite"),
    path("staff/<int:user_id>/resend/", staff.staff_resend, name="staff-resend"),
    path("api-keys/", keys.api_keys, name="api-keys"),
    path("api-keys/new/", keys.api_key_new, name="api-key-new"),
    path("api-keys/<int:pk>/revoke/", keys.api_key_revoke, name="api-key-revoke"),
    path("settings/", portal.settings, name="settings"),
    path("settings/logo/", portal.settings_logo, name="settings-logo"),
    path("settings/logo/remove/", portal.settings_logo_remove, name="settings-logo-remove"),
    path("settings/domains/", portal.settings_domains, name="settings-domains"),
    path("settings/domains/new/", portal.settings_domain_new, name="settings-domain-new"),
    path("settings/domains/<int:pk>/remove/", portal.settings_domain_remove, name="settings-domain-remove"),
    path("settings/domains/<int:pk>/main/", portal.settings_domain_main, name="settings-domain-main"),
    path("settings/terms/", portal.settings_terms, name="settings-terms"),
    path("settings/history/", portal.settings_history, name="settings-history"),
    path("settings/<slug:section>/", portal.settings_section, name="settings-section"),
]
