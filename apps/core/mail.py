"""Mails: three templates become one frozen message, sent as the bytes that were frozen.

A message is rendered once. Its bytes, its date and its Message-ID are kept by the caller before
anything leaves, so that a second attempt sends the very same message.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

LONGEST_SUBJECT = 200
EMPTY_LINES = re.compile(r"\n\s*\n")
BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")  # a no-break space stays


@dataclass(frozen=True)
class Letter:
    """What a person reads: a one-line subject, the text and the HTML.

    `unsubscribe_url`: where one click stops such messages (RFC 8058), "" when they must come.
    `calendar`: an iCalendar object to attach, empty when there is none.
    """

    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""
    calendar: bytes = b""


def render_letter(name: str, context: dict, *, language: str) -> Letter:
    """Render `name`.subject.txt, `name`.body.txt and `name`.body.html in `language`.

    The subject is brought to one line and cut at `LONGEST_SUBJECT` characters: a name that holds
    a line break never becomes a header of its own.
    """
    with translation.override(language):
        subject = render_to_string(f"{name}.subject.txt", context)
        text = render_to_string(f"{name}.body.txt", context)
        html = render_to_string(f"{name}.body.html", context)
    one_line = BREAKS.sub(" ", subject).strip()
    return Letter(Truncator(one_line).chars(LONGEST_SUBJECT), _airy(text), _airy(html))


def _airy(body: str) -> str:
    """Return a body without the runs of empty lines that template tags leave behind."""
    return EMPTY_LINES.sub("\n\n", body).strip() + "\n"


def new_message_id() -> str:
    """Return a Message-ID of this site that was never used."""
    return f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>"


def freeze(letter: Letter, *, to: str, message_id: str, at: datetime) -> bytes:
    """Return the bytes of the message for the address `to`, dated `at` (an aware moment).

    The headers say that no person wrote it, so that no absence note answers.
    """
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(timezone.localtime(at)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach("echeance.ics", letter.calendar, "text/calendar")
    return message.message().as_bytes()


class _Frozen(Message):
    """A parsed message that gives its bytes back as they were, whatever the library's version."""

    raw = b""

    def as_bytes(self, unixfrom=False, linesep="\n"):
        return self.raw.replace(b"\n", linesep.encode())


class FrozenEmail(EmailMessage):
    """A message for Django's backends whose content is decided already."""

    def __init__(self, raw: bytes, **kwargs):
        self.frozen = message_from_bytes(raw, _class=_Frozen)
        self.frozen.raw = raw
        super().__init__(**kwargs)

    def message(self):
        return self.frozen


def frozen_email(raw: bytes, *, to: str, subject: str, connection=None) -> FrozenEmail:
    """Return the message that sends `raw` to `to` through `connection`."""
    return FrozenEmail(raw, to=[to], subject=subject, connection=connection)
