"""Addresses of products, their parts and their people."""

from django.urls import path

from apps.products.views import members, parts, product

app_name = "products"

urlpatterns = [
    path("", product.product_list, name="list"),
    path("nouveau/", product.product_create, name="create"),
    path("<int:pk>/", product.product_detail, name="detail"),
    path("<int:pk>/fiche/", product.product_update, name="update"),
    path("<int:pk>/journal/", product.journal, name="journal"),
    path("<int:pk>/versions/ajouter/", parts.version_create, name="version_create"),
    path("versions/<int:pk>/", parts.version_update, name="version_update"),
    path("<int:pk>/composants/ajouter/", parts.component_create, name="component_create"),
    path("composants/<int:pk>/", parts.component_update, name="component_update"),
    path("composants/<int:pk>/retirer/", parts.component_remove, name="component_remove"),
    path("<int:pk>/personnes/ajouter/", members.member_create, name="member_create"),
    path("acces/<int:pk>/", members.member_update, name="member_update"),
    path("acces/<int:pk>/retirer/", members.member_remove, name="member_remove"),
    path("comptes/", members.people, name="people"),
    path(
        "comptes/<int:account_pk>/desactiver/",
        members.account_deactivate,
        name="account_deactivate",
    ),
]
