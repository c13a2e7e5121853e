"""One click, from a mail, stops messages that are optional (RFC 8058); no sign-in."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from apps.products.access import PUBLIC, access
from apps.reminders import services
from apps.reminders.models import WEEKLY
from apps.reminders.unsubscribing import read_token
from apps.rules.book import RULES


@csrf_exempt  # a mail program posts without a cookie: the signed address is the right to do so
@access(PUBLIC, methods=("GET", "HEAD", "POST"))
def unsubscribe(request, token):
    """Ask first when a person looks (GET); stop at once when a program or the button posts."""
    found = read_token(token)
    if found is None:
        raise Http404
    person, kinds = found
    if request.method == "POST":
        services.stop_by_link(person, kinds)
    context = {
        "email": person.email,
        "labels": [RULES[kind].label for kind in kinds if kind in RULES],
        "weekly": WEEKLY in kinds,
        "stopped": request.method == "POST",
    }
    response = render(request, "reminders/unsubscribe.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
