"""Addresses of the sent mails."""

from django.urls import path

from apps.reminders.views import mails, outbox

app_name = "reminders"
urlpatterns = [
    path("", mails.sent, name="sent"),
    path("<int:pk>/", mails.detail, name="detail"),
    path("<int:pk>/contenu/", mails.body, name="body"),
    path("envois/", outbox.runs, name="runs"),
    path("a-decider/", outbox.decisions, name="decisions"),
    path("a-decider/<slug:verb>/", outbox.decide, name="decide"),
]
