"""The addresses of the lists of accounts and of the command palette."""

from django.urls import path

from handsel.console.views import palette

urlpatterns = [
    path("palette/", palette.palette, name="palette"),
]
