"""Addresses of the documents."""

from django.urls import path

from apps.evidence.views import comparison, deposits, documents, facts, files, takings

app_name = "evidence"

urlpatterns = [
    path("produit/<int:pk>/", documents.evidence_list, name="list"),
    path("produit/<int:pk>/deposer/", deposits.upload, name="upload"),
    path("produit/<int:pk>/consultations/", takings.takings, name="takings"),
    path("produit/<int:pk>/registre.csv", documents.export, name="export"),
    path("document/<int:pk>/", documents.evidence_detail, name="detail"),
    path("document/<int:pk>/nouvelle-version/", deposits.add_version, name="add_version"),
    path("document/<int:pk>/comparer/", comparison.compare, name="compare"),
    path("<int:pk>/", files.download, name="download"),
    path("<int:pk>/apercu/", files.preview, name="preview"),
    path("<int:pk>/decrire/", facts.describe, name="describe"),
    path("<int:pk>/controler/", facts.check, name="check"),
    path("<int:pk>/page/<int:number>.png", files.page_picture, name="page"),
]
