"""The addresses of an account's standing, of tags, the bin, and what might be deleted (ACC-6 to ACC-9)."""

from django.urls import path

from handsel.console.views import finding, standing, tags

urlpatterns = [
    path("bin/", standing.deleted, name="bin"),
    path("inactive/", finding.inactive, name="inactive"),
    path("duplicates/", finding.duplicates, name="duplicates"),
    path("duplicates/<int:first>/<int:second>/note/", finding.duplicate_note, name="duplicate-note"),
    path("tags/", tags.tags, name="tags"),
    path("tags/new/", tags.tag_new, name="tag-new"),
    path("tags/<int:pk>/rename/", tags.tag_rename, name="tag-rename"),
    path("tags/<int:pk>/merge/", tags.tag_merge, name="tag-merge"),
    path("tags/<int:pk>/delete/", tags.tag_delete, name="tag-delete"),
    path("accounts/<int:number>/suspend/", standing.account_suspend, name="account-suspend"),
    path("accounts/<int:number>/lift/", standing.account_lift, name="account-lift"),
    path("accounts/<int:number>/deactivate/", standing.account_deactivate, name="account-deactivate"),
    path("accounts/<int:number>/activate/", standing.account_activate, name="account-activate"),
    path("accounts/<int:number>/archive/", standing.account_archive, name="account-archive"),
    path("accounts/<int:number>/unarchive/", standing.account_unarchive, name="account-unarchive"),
    path("accounts/<int:number>/delete/", standing.account_delete, name="account-delete"),
    path("accounts/<int:number>/restore/", standing.account_restore, name="account-restore"),
    path("accounts/<int:number>/tags/", tags.account_tags, name="account-tags"),
    path("accounts/<int:number>/price-list/", standing.account_price_list, name="account-price-list"),
]
