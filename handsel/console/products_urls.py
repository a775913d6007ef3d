"""The addresses of products and of the categories they stand in (CAT-1)."""

from django.urls import path

from handsel.console.views import catalog, categories, product_parts

urlpatterns = [
    path("products/", catalog.products, name="products"),
    path("products/excel/", catalog.products_excel, name="products-excel"),
    path("products/new/", catalog.product_new, name="product-new"),
    path("products/<int:pk>/", catalog.product, name="product"),
    path("products/<int:pk>/edit/", catalog.product_edit, name="product-edit"),
    path("products/<int:pk>/withdraw/", catalog.product_withdraw, name="product-withdraw"),
    path("products/<int:pk>/put-back/", catalog.product_put_back, name="product-put-back"),
    path("products/<int:pk>/plans/new/", product_parts.plan_new, name="plan-new"),
    path("products/<int:pk>/plans/<int:plan_id>/", product_parts.plan_edit, name="plan-edit"),
    path("products/<int:pk>/plans/<int:plan_id>/withdraw/", product_parts.plan_withdraw, name="plan-withdraw"),
    path("products/<int:pk>/plans/<int:plan_id>/put-back/", product_parts.plan_put_back, name="plan-put-back"),
    path("products/<int:pk>/options/new/", product_parts.option_new, name="option-new"),
    path("products/<int:pk>/options/<int:option_id>/", product_parts.option_edit, name="option-edit"),
    path("products/<int:pk>/options/<int:option_id>/<slug:deed>/", product_parts.option_deed, name="option-deed"),
    path("products/<int:pk>/pictures/new/", product_parts.picture_new, name="picture-new"),
    path("products/<int:pk>/pictures/<int:picture_id>/", product_parts.picture_edit, name="picture-edit"),
    path("products/<int:pk>/pictures/<int:picture_id>/<slug:deed>/", product_parts.picture_deed, name="picture-deed"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.category_new, name="category-new"),
    path("categories/<int:pk>/", categories.category_edit, name="category-edit"),
    path("categories/<int:pk>/merge/", categories.category_merge, name="category-merge"),
    path("categories/<int:pk>/remove/", categories.category_remove, name="category-remove"),
    path("categories/<int:pk>/up/", categories.category_up, name="category-up"),
]
