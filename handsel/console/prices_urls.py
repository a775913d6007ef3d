"""The addresses of price lists (CAT-2)."""

from django.urls import path

from handsel.console.views import prices

urlpatterns = [
    path("price-lists/", prices.price_lists, name="price-lists"),
    path("price-lists/<int:pk>/markup/", prices.price_list_markup, name="price-list-markup"),
]
