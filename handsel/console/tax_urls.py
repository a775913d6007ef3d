"""The addresses of taxes: a part of Settings, a section of the record, and their sums (CAT-4)."""

from django.urls import path

from handsel.console.views import buyer_tax, tax, tax_rates, taxes

urlpatterns = [
    path("reports/taxes/", taxes.taxes, name="taxes"),
    path("reports/taxes/excel/", taxes.taxes_excel, name="taxes-excel"),
    path("settings/tax/", tax.settings_tax, name="settings-tax"),
    path("settings/tax/setup/", tax.tax_setup, name="settings-tax-setup"),
    path("settings/tax-rates/", tax_rates.tax_rates, name="settings-tax-rates"),
    path("settings/tax-rates/new/", tax_rates.tax_rate_new, name="settings-tax-rate-new"),
    path("settings/tax-rates/proposed/", tax_rates.tax_rates_proposed, name="settings-tax-rates-proposed"),
    path("settings/tax-rates/<int:pk>/end/", tax_rates.tax_rate_end, name="settings-tax-rate-end"),
    path("settings/tax-rates/<int:pk>/withdraw/", tax_rates.tax_rate_withdraw, name="settings-tax-rate-withdraw"),
    path("settings/tax/products/", tax.tax_products, name="settings-tax-products"),
    path("settings/tax/products/<int:taxed_id>/", tax.tax_product, name="settings-tax-product"),
    path("accounts/<int:number>/tax/", buyer_tax.account_tax, name="account-tax"),
    path("accounts/<int:number>/tax/exempt/", buyer_tax.account_exempt, name="account-tax-exempt"),
    path("accounts/<int:number>/tax/charge/", buyer_tax.account_charge_again, name="account-tax-charge"),
    path("accounts/<int:number>/tax/check/", buyer_tax.account_check_number, name="account-tax-check"),
    path("accounts/<int:number>/tax/by-hand/", buyer_tax.account_checked_by_hand, name="account-tax-by-hand"),
]
