"""The addresses of price lists (CAT-2)."""

from django.urls import path

from handsel.console.views import price_costs, price_files, price_lists, prices

urlpatterns = [
    path("price-lists/", prices.price_lists, name="price-lists"),
    path("price-lists/new/", price_lists.price_list_new, name="price-list-new"),
    path("price-lists/costs/", price_costs.costs, name="price-costs"),
    path("price-lists/costs/policy/", price_costs.cost_policy, name="price-policy"),
    path("price-lists/planned/", price_costs.planned, name="prices-planned"),
    path("price-lists/planned/<int:pk>/cancel/", price_costs.planned_cancel, name="prices-planned-cancel"),
    path("price-lists/<int:pk>/decide/", price_costs.costs_decide, name="price-costs-decide"),
    path("price-lists/<int:pk>/decide-all/", price_costs.costs_decide_all, name="price-costs-decide-all"),
    path("price-lists/<int:pk>/", prices.price_lists, name="price-list"),
    path("price-lists/<int:pk>/markup/", prices.price_list_markup, name="price-list-markup"),
    path("price-lists/<int:pk>/change/", prices.prices_change, name="prices-change"),
    path("price-lists/<int:pk>/typed/", price_files.prices_typed, name="prices-typed"),
    path("price-lists/<int:pk>/typed/row/", price_files.price_tried, name="price-tried"),
    path("price-lists/<int:pk>/excel/", price_files.price_list_excel, name="price-list-excel"),
    path("price-lists/<int:pk>/import/", price_files.prices_import, name="prices-import"),
    path("price-lists/<int:pk>/typed/save/", price_files.prices_typed_save, name="prices-typed-save"),
    path("price-files/<int:pk>/", price_files.price_file, name="price-file"),
    path("price-files/<int:pk>/save/", price_files.price_file_save, name="price-file-save"),
    path("price-files/<int:pk>/refused/", price_files.price_file_refused, name="price-file-refused"),
    path("price-lists/<int:pk>/rename/", price_lists.price_list_rename, name="price-list-rename"),
    path("price-lists/<int:pk>/rounding/", price_lists.price_list_rounding, name="price-list-rounding"),
    path("price-lists/<int:pk>/default/", price_lists.price_list_default, name="price-list-default"),
    path("price-lists/<int:pk>/remove/", price_lists.price_list_remove, name="price-list-remove"),
]
