"""The pages of errors that no view answers itself; to htmx, a fragment that fits its place."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _


def bad_request(request, exception):
    """400: the browser sent something that cannot be read."""
    return _answer(request, "400.html", 400, _("La demande est illisible. Rechargez la page."))


def forbidden(request, exception):
    """403: the person is known, their role is too weak; `exception` may say what to do."""
    words = str(exception) or _("Votre rôle ne permet pas cette action.")
    return _answer(request, "403.html", 403, words)


def not_found(request, exception):
    """404: no such page, or not one that this person may know of."""
    words = _("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return _answer(request, "404.html", 404, words)


def forged(request, reason=""):
    """403: the form does not carry the proof that it comes from this site (CSRF)."""
    words = _("Cette page est ouverte depuis trop longtemps. Rechargez-la, puis recommencez.")
    return _answer(request, "403_csrf.html", 403, words)


def too_many(request):
    """429: too many tries in a short time, at the sign-in or at a password."""
    words = _("Trop d’essais en peu de temps. Attendez quelques minutes, puis reprenez.")
    return _answer(request, "429.html", 429, words)


def broken(request):
    """500: something failed here; this page needs neither database nor session."""
    return HttpResponse(get_template("500.html").render(), status=500)


def _answer(request, page: str, status: int, words: str):
    htmx = getattr(request, "htmx", False)
    template = "components/_error.html" if htmx else page
    return render(request, template, {"words": words}, status=status)
