"""Addresses of the documents."""

from django.urls import path

from apps.evidence import views

app_name = "evidence"

urlpatterns = [
    path("produit/<int:pk>/", views.evidence_list, name="list"),
    path("produit/<int:pk>/deposer/", views.upload, name="upload"),
    path("document/<int:pk>/", views.evidence_detail, name="detail"),
    path("document/<int:pk>/nouvelle-version/", views.add_version, name="add_version"),
    path("<int:pk>/", views.download, name="download"),
]
