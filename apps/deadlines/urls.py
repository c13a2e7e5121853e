"""Addresses of the register of due dates, and of the calendars that read it."""

from django.urls import path

from apps.deadlines.views import feed, lists, months

app_name = "deadlines"
urlpatterns = [
    path("", lists.deadline_list, name="list"),
    path("agenda/", months.agenda, name="agenda"),
    path("mois/", months.month, name="month"),
    path("<int:pk>.ics", feed.deadline_export, name="export"),
]

calendar = (
    [
        path("", feed.feed_detail, name="detail"),
        path("creer/", feed.feed_create, name="create"),
        path("choisir/", feed.feed_change, name="change"),
        path("renouveler/", feed.feed_renew, name="renew"),
        path("supprimer/", feed.feed_revoke, name="revoke"),
        path("<str:secret>.ics", feed.feed_read, name="read"),
    ],
    "calendar",
)
