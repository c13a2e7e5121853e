"""Addresses of the sent mails."""

from django.urls import path

from apps.reminders.views import mails

app_name = "reminders"
urlpatterns = [
    path("", mails.sent, name="sent"),
    path("<int:pk>/", mails.detail, name="detail"),
    path("<int:pk>/contenu/", mails.body, name="body"),
]
