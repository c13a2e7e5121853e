"""Say whether an entry is useful, change it or take it back; read what people wrote."""

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid, Refusal
from apps.guide.models import LONGEST_COMMENT, Entry, Vote

PER_HOUR = 60
HOUR = 3600  # seconds


class TooOften(Refusal):
    """The person acts faster than people do (429)."""

    status = 429


def give_vote(entry: Entry, *, by, is_useful: bool, comment: str = "", now: datetime) -> Vote:
    """Note what `by` thinks of an entry, in the place of what they thought before.

    A new comment waits to be read again. Raises `Invalid` for one that is too long, `TooOften`
    beyond `PER_HOUR` opinions an hour.
    """
    comment = comment.strip()
    if len(comment) > LONGEST_COMMENT:
        reason = _("Ce commentaire est trop long : gardez-en %(n)d caractères au plus.")
        raise Invalid(reason % {"n": LONGEST_COMMENT}, field="comment")
    _refuse_too_often(by, now)
    facts = {"is_useful": is_useful, "comment": comment, "given_at": now}
    vote = Vote.objects.filter(entry=entry, person=by).first()
    if vote is None or vote.comment != comment:
        facts["read_at"] = None
    return Vote.objects.update_or_create(entry=entry, person=by, defaults=facts)[0]


def take_vote_back(entry: Entry, *, by) -> None:
    """Forget what `by` thought of an entry; nothing happens when they had not said."""
    Vote.objects.filter(entry=entry, person=by).delete()


def mark_read(votes, *, now: datetime) -> int:
    """Note that the comments of these opinions are read; return how many were not."""
    return votes.unread().update(read_at=now)


def _refuse_too_often(person, now: datetime) -> None:
    key = f"guide-votes-{person.pk}-{int(now.timestamp()) // HOUR}"
    if cache.add(key, 1, timeout=HOUR):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two questions
        return
    if count > PER_HOUR:
        raise TooOften(_("Trop d’avis en peu de temps : reprenez dans une heure."))
