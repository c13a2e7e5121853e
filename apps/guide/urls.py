"""Addresses of the guide."""

from django.urls import path

from apps.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.entry_list, name="list"),
    path("glossaire/", views.glossary, name="glossary"),
    path("fiches/<slug:slug>/", views.entry_detail, name="entry"),
    path("fiches/<slug:slug>/avis/", views.vote, name="vote"),
    path("regles/<slug:code>/", views.explain_rule, name="rule"),
    path("blocages/<slug:code>/", views.explain_blocker, name="blocker"),
    path("champs/<slug:code>/", views.explain_field, name="field"),
]
