"""Freeze a letter into a message that the sender will send, as it is."""

from datetime import date, datetime

from apps.core.mail import Letter, freeze, new_message_id
from apps.reminders.models import Mail


def post(letter: Letter, *, person, kind: str, on: date | None, at: datetime) -> Mail:
    """Return a frozen, unsent message to `person`, dated `at` (an aware moment).

    A person gets one message of a kind for the day `on`: a second raises IntegrityError. Without
    a day there may be several.
    """
    message_id = new_message_id()
    return Mail.objects.create(
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
