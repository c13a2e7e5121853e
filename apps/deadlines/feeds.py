"""The calendar address of a person: make it, change what it shows, renew it, take it away, read it.

The secret is worth a right to read: it has 128 bits, is shown once, and only its SHA-256 is kept.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.deadlines.models import CalendarFeed, Deadline
from apps.deadlines.states import FeedScope
from apps.rules.book import CLOSED_IN_CALENDARS
from apps.rules.counting import days_before

SECRET_BYTES = 16
MOST_LATE, MOST_COMING, MOST_CLOSED = 300, 600, 100
BETWEEN_NOTES = timedelta(minutes=10)


def create_feed(*, by, whose: str, now: datetime) -> str:
    """Make the address of `by`, and return its secret; refused when there is one already."""
    secret = token_urlsafe(SECRET_BYTES)
    facts = {"digest": digest_of(secret), "whose": whose, "made_at": now}
    _feed, made = CalendarFeed.objects.get_or_create(user=by, defaults=facts)
    if not made:
        raise Conflict(_("Vous avez déjà une adresse d’agenda. Renouvelez-la pour en voir une."))
    return secret


def renew_feed(*, by, revision: int | None, now: datetime) -> str:
    """Replace the secret of `by` and return the new one; the old address is dead at once."""
    secret = token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        feed = _locked(by, revision)
        feed.digest, feed.made_at, feed.last_read_at = digest_of(secret), now, None
        feed.save()
    return secret


def change_feed(*, by, whose: str, revision: int | None) -> CalendarFeed:
    """Show one's own due dates, or those of everybody on one's products; the address stays."""
    with transaction.atomic():
        feed = _locked(by, revision)
        feed.whose = whose
        feed.save()
    return feed


def revoke_feed(*, by, revision: int | None) -> None:
    """Take the address of `by` away: whoever reads it gets a 404 from now on."""
    with transaction.atomic():
        _locked(by, revision).delete()


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def feed_of(secret: str) -> CalendarFeed | None:
    """Return the feed of that secret; None when nobody active has it."""
    feeds = CalendarFeed.objects.filter(digest=digest_of(secret), user__is_active=True)
    return feeds.select_related("user").first()


def due_dates_of(feed: CalendarFeed, *, on: date) -> list[Deadline]:
    """Return what the calendar shows on the day `on`: late, coming, then closed of late.

    Only what the person may see on that day. Late ones stay, the latest first when they are more
    than `MOST_LATE`; closed ones stay as long as `CLOSED_IN_CALENDARS` says, as cancelled events.
    """
    rows = Deadline.objects.visible_to(feed.user).select_related("product", "responsible")
    if feed.whose == FeedScope.MINE:
        rows = rows.filter(responsible=feed.user)
    closed = rows.closed_between(days_before(on, CLOSED_IN_CALENDARS), on)
    return [
        *rows.overdue(on=on).order_by("-due_on", "-pk")[:MOST_LATE],
        *rows.coming(on=on).order_by("due_on", "pk")[:MOST_COMING],
        *closed.order_by("-closed_on", "-pk")[:MOST_CLOSED],
    ]


def note_reading(feed: CalendarFeed, *, now: datetime) -> None:
    """Keep when the address was read last, to the nearest `BETWEEN_NOTES`: few writes."""
    stale = Q(last_read_at=None) | Q(last_read_at__lte=now - BETWEEN_NOTES)
    CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_read_at=now)


def _locked(by, revision: int | None) -> CalendarFeed:
    """Return the row of `by`, locked, its revision raised; `Conflict` when the page was stale."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    if feed is None:
        raise Conflict(_("Vous n’avez pas d’adresse d’agenda. Créez-en une d’abord."))
    if revision != feed.revision:
        raise Conflict(_("Votre adresse a changé depuis que vous avez ouvert cette page."))
    feed.revision += 1
    return feed
