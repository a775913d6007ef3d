"""The addresses of the lists of accounts and of the command palette."""

from django.urls import path

from handsel.console.views import columns, filters, palette

urlpatterns = [
    path("palette/", palette.palette, name="palette"),
    path("lists/<slug:name>/filter/", filters.list_filter, name="list-filter"),
    path("lists/<slug:name>/columns/", columns.list_columns, name="list-columns"),
]
