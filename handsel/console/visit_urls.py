"""The addresses that lead out of a record and of the purchases, and of support access (USR-6, USR-10)."""

from django.urls import path

from handsel.console.views import support, visits

urlpatterns = [
    path("accounts/<int:number>/manage/<slug:destination>/", visits.account_manage, name="account-manage"),
    path("accounts/<int:number>/look/", visits.account_look, name="account-look"),
    path("accounts/<int:number>/workspace/", visits.account_workspace, name="account-workspace"),
    path("accounts/<int:number>/workspace/ask/", visits.account_workspace_ask, name="account-workspace-ask"),
    path("accounts/<int:number>/record/", visits.account_record, name="account-record"),
    path("purchases/buy/", visits.purchases_buy, name="purchases-buy"),
    path("settings/support/", support.settings_support, name="settings-support"),
    path("settings/support/end/", support.settings_support_end, name="settings-support-end"),
    path("settings/on-behalf/", support.settings_on_behalf, name="settings-on-behalf"),
]
