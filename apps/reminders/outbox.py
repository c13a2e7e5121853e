"""Freeze a letter into a message that the sender will send, as it is."""

from datetime import date, datetime

from django.utils import timezone

from apps.core.mail import Letter, freeze, new_message_id
from apps.reminders.models import Hold, Mail


def post(letter: Letter, *, person, kind: str, on: date | None, at: datetime) -> Mail:
    """Return a frozen, unsent message to `person`, dated `at` (an aware moment).

    A person gets one message of a kind for the day `on`: a second raises IntegrityError. Without
    a day there may be several. After a restore, one for a day that may have been told before waits
    for an administrator.
    """
    mail = compose(letter, person=person, kind=kind, on=on, at=at)
    hold = Hold.objects.first()
    if hold and on and on <= timezone.localdate(hold.before):
        mail.held_at = at
    mail.save()
    return mail


def compose(letter: Letter, *, person, kind: str, on: date | None, at: datetime) -> Mail:
    """Return the message that `post` saves, not saved."""
    message_id = new_message_id()
    return Mail(
        person=person,
        kind=kind,
        recipient=person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        raw=freeze(letter, to=person.email, message_id=message_id, at=at),
        message_id=message_id,
        digest_on=on,
        created_at=at,
    )
