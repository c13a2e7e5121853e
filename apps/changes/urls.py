"""Addresses of modifications after award."""

from django.urls import path

from apps.changes.views import acts, facts, families, pages, triage

app_name = "changes"

urlpatterns = [
    path("", pages.change_list, name="list"),
    path("dossiers/<int:pk>/nouvelle/", facts.create, name="create"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("composants/<int:pk>/", families.create, name="component"),
    path("<int:pk>/famille/", families.family, name="family"),
    path("<int:pk>/evaluer/", triage.triage, name="triage"),
    path("<int:pk>/description/", facts.update, name="update"),
    path("<int:pk>/responsable/", facts.assign, name="assign"),
    path("<int:pk>/exigences/", facts.requirements, name="requirements"),
    path("<int:pk>/pieces/", facts.attach, name="attach"),
    path("<int:pk>/pieces/<int:version_pk>/retirer/", facts.detach, name="detach"),
    path("<int:pk>/sans-impact/", acts.dismiss, name="dismiss"),
    path("<int:pk>/impact/", acts.establish_impact, name="establish_impact"),
    path("<int:pk>/notifier/", acts.notify_ans, name="notify_ans"),
    path("<int:pk>/clore/", acts.close, name="close"),
    path("<int:pk>/demande/", acts.require_new_request, name="require_new_request"),
    path("<int:pk>/depot/", acts.file_new_request, name="file_new_request"),
]
