"""The addresses of the lists of accounts and of the command palette."""

from django.urls import path

from handsel.console.views import beside, columns, filters, palette, segments

urlpatterns = [
    path("palette/", palette.palette, name="palette"),
    path("lists/<slug:name>/filter/", filters.list_filter, name="list-filter"),
    path("lists/<slug:name>/columns/", columns.list_columns, name="list-columns"),
    path("lists/<slug:name>/beside/", beside.list_beside, name="list-beside"),
    path("lists/<slug:name>/segments/", segments.list_segments, name="list-segments"),
    path("lists/<slug:name>/segments/new/", segments.segment_new, name="segment-new"),
    path("segments/<int:pk>/change/", segments.segment_change, name="segment-change"),
    path("segments/<int:pk>/rename/", segments.segment_rename, name="segment-rename"),
    path("segments/<int:pk>/share/", segments.segment_share, name="segment-share"),
    path("segments/<int:pk>/delete/", segments.segment_delete, name="segment-delete"),
]
