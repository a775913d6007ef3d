"""The addresses of currencies and rates, a part of Settings (CAT-5)."""

from django.urls import path

from handsel.console.views import rates

urlpatterns = [
    path("settings/rates/", rates.rates, name="settings-rates"),
    path("settings/rates/history/", rates.rates_history, name="settings-rates-history"),
    path("settings/rates/new/", rates.rate_new, name="settings-rate-new"),
    path("settings/rates/inverse/", rates.rate_inverse, name="settings-rate-inverse"),
    path("settings/rates/age/", rates.rates_age, name="settings-rates-age"),
    path("settings/rates/<int:pk>/withdraw/", rates.rate_withdraw, name="settings-rate-withdraw"),
]
