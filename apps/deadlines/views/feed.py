"""A person's calendar address: the page that makes it, and what calendars read at it."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core.acts import NOT_VALID, act
from apps.core.forms import ActForm
from apps.deadlines import feeds
from apps.deadlines.calendar import calendar_of
from apps.deadlines.forms import FeedForm
from apps.deadlines.limits import HOUR, is_too_often
from apps.deadlines.models import CalendarFeed, Deadline
from apps.products.access import PUBLIC, SIGNED_IN, access
from apps.products.states import Action

TYPE = "text/calendar; charset=utf-8"


@access(PUBLIC)
def feed_read(request, secret):
    """Answer a calendar that knows a secret: no session, no page, nothing kept on the way."""
    now = timezone.now()
    address = get_adapter().get_client_ip(request)
    if is_too_often(address=address, secret=secret, now=now):
        words = _("Trop de lectures en peu de temps. Réessayez dans une heure.")
        response = HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = HOUR
    elif feed := feeds.feed_of(secret):
        feeds.note_reading(feed, now=now)
        rows = feeds.due_dates_of(feed, on=timezone.localdate(now))
        with translation.override(feed.user.language):
            content = calendar_of(rows, site_url=settings.SITE_URL, name="SegurTrack")
        response = HttpResponse(content, content_type=TYPE)
    else:
        words = _("Cette adresse d’agenda n’existe pas, ou n’existe plus.")
        response = HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@access(Action.VIEW, model=Deadline)
def deadline_export(request, deadline):
    """Hand one due date to whatever calendar the person uses."""
    content = calendar_of([deadline], site_url=settings.SITE_URL)
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="echeance-{deadline.pk}.ics"'
    response["Cache-Control"] = "no-store"
    return response


@access(SIGNED_IN)
def feed_detail(request):
    """Show whether the person has an address, what it shows and when it was read."""
    return _page(request)


@never_cache
@access(SIGNED_IN, methods=("POST",))
def feed_create(request):
    """Make the address and show it, this once: it is not kept, so no other page can."""
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=NOT_VALID)
    whose = form.cleaned_data["whose"]
    return _page(request, feeds.create_feed(by=request.user, whose=whose, now=timezone.now()))


@never_cache
@access(SIGNED_IN, methods=("POST",))
def feed_renew(request):
    """Make a new address and show it, this once; the page asked for a confirmation."""
    form = ActForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else None
    return _page(request, feeds.renew_feed(by=request.user, revision=revision, now=timezone.now()))


@access(SIGNED_IN, methods=("GET", "POST"))
def feed_change(request):
    """Choose which due dates the address shows."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return act(
        request,
        FeedForm,
        do=lambda data: feeds.change_feed(by=request.user, **data),
        title=_("Que montrer dans votre agenda ?"),
        submit=_("Enregistrer"),
        back=reverse("calendar:detail"),
        done=_("Votre agenda suivra à sa prochaine lecture."),
        form_kwargs={"initial": _initial(feed)},
    )


@access(SIGNED_IN, methods=("GET", "POST"))
def feed_revoke(request):
    """Take the address away."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return act(
        request,
        ActForm,
        do=lambda data: feeds.revoke_feed(by=request.user, **data),
        title=_("Supprimer votre adresse d’agenda ?"),
        submit=_("Supprimer l’adresse"),
        back=reverse("calendar:detail"),
        done=_("L’adresse est supprimée : plus rien ne se lit là."),
        intro=_("Les agendas qui la lisent n’auront plus rien. Vous pourrez en créer une autre."),
        danger=True,
        form_kwargs={"initial": _initial(feed)},
    )


def _page(request, secret: str = "", *, form=None, status: int = 200):
    feed = CalendarFeed.objects.filter(user=request.user).first()
    context = {
        "feed": feed,
        "form": form or FeedForm(initial=_initial(feed)),
        "address": secret and settings.SITE_URL + reverse("calendar:read", args=[secret]),
        "most_late": feeds.MOST_LATE,
        "most_coming": feeds.MOST_COMING,
    }
    return render(request, "deadlines/calendar_feed.html", context, status=status)


def _initial(feed: CalendarFeed | None) -> dict:
    return {"whose": feed.whose, "revision": feed.revision} if feed else {}
