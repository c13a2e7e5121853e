"""Addresses of the messages: those that were sent, those of a due date, and how they come."""

from django.urls import path

from apps.reminders.views import habits, mails, notices, outbox, stopping, why

app_name = "reminders"
urlpatterns = [
    path("", mails.sent, name="sent"),
    path("<int:pk>/", mails.detail, name="detail"),
    path("<int:pk>/contenu/", mails.body, name="body"),
    path("envois/", outbox.runs, name="runs"),
    path("a-decider/", outbox.decisions, name="decisions"),
    path("a-decider/<slug:verb>/", outbox.decide, name="decide"),
    path("echeances/<int:pk>/", why.of_deadline, name="of_deadline"),
    path("echeances/<int:pk>/prise-en-charge/", why.acknowledge, name="acknowledge"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/lues/", notices.read_all, name="read_all"),
    path("notifications/<int:pk>/lue/", notices.read, name="read"),
    path("reglages/", habits.preferences, name="preferences"),
    path("reglages/essai/", habits.test, name="test"),
    path("reglages/absences/", habits.absence_create, name="absence_create"),
    path("reglages/absences/<int:pk>/", habits.absence_remove, name="absence_remove"),
    path("reglages/<slug:kind>/", habits.preference, name="preference"),
    path("desabonnement/<str:token>/", stopping.unsubscribe, name="unsubscribe"),
]
