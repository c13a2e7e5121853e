"""Addresses of the catalogues."""

from django.urls import path

from apps.frameworks import views

app_name = "frameworks"

urlpatterns = [
    path("", views.catalog_list, name="list"),
    path("importer/", views.import_preview, name="import"),
    path("importer/confirmer/", views.import_confirm, name="confirm"),
    path("<int:pk>/", views.catalog_detail, name="detail"),
    path("<int:pk>/chapitres/", views.chapter_list, name="chapters"),
    path("<int:pk>/particularites/", views.oddity_list, name="oddities"),
    path("<int:pk>/lignes/", views.row_list, name="rows"),
    path("<int:pk>/lignes/<int:number>/", views.row_detail, name="row"),
    path("<int:pk>/comparer/", views.version_compare, name="compare"),
    path("<int:pk>/supprimer/", views.version_delete, name="delete"),
]
