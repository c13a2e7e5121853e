"""What is known of a message that may have arrived: three kinds of relays, three answers.

EMAIL_RELAY names the kind. "deduplicates": the relay drops a second message of the same Message-ID
for EMAIL_RELAY_KEY_HOURS, so the same bytes may follow. "log": its log can be searched, by an
address or by a function (EMAIL_RELAY_LOG). "plain": nothing can be asked; one identical copy
follows at most, then an administrator decides.
"""

import json
import logging
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.utils.module_loading import import_string

from apps.reminders.models import Mail

PLAIN, DEDUPLICATES, LOG = "plain", "deduplicates", "log"
MOST_DOUBTS = 2  # of a plain relay: the message, and one identical copy

logger = logging.getLogger(__name__)


class Known(Enum):
    """What to do with a doubt."""

    ARRIVED = "arrived"
    LOST = "lost"  # it surely did not arrive
    REPEAT = "repeat"  # the same bytes may follow
    NOTHING = "nothing"  # it stays in doubt


def ask_relay(mail: Mail, *, now: datetime) -> Known:
    """Return what is known of a message in doubt at the moment `now`."""
    if mail.trace.accepted().exists():
        return Known.ARRIVED  # an answer that came too late for its claim
    if settings.EMAIL_RELAY == LOG:
        return _search_log(mail.message_id)
    if settings.EMAIL_RELAY == DEDUPLICATES and now - mail.handed_at < key_lifetime():
        return Known.REPEAT
    return Known.REPEAT if mail.doubts < MOST_DOUBTS else Known.NOTHING


def key_lifetime() -> timedelta:
    """Return how long the relay remembers a Message-ID."""
    return timedelta(hours=settings.EMAIL_RELAY_KEY_HOURS)


def _search_log(message_id: str) -> Known:
    where = settings.EMAIL_RELAY_LOG
    try:
        accepted = _ask(where, message_id) if "://" in where else import_string(where)(message_id)
    except Exception as error:  # a log that cannot be read proves nothing: it is asked again
        logger.warning("Reminders: the log of the relay cannot be read: %r", error)
        return Known.NOTHING
    return {True: Known.ARRIVED, False: Known.LOST}.get(accepted, Known.NOTHING)


def _ask(address: str, message_id: str) -> bool | None:
    """Return what `{"accepted": …}` says; the settings let http and https addresses pass only."""
    url = address.replace("{message_id}", quote(message_id, safe=""))
    with urlopen(url, timeout=settings.EMAIL_TIMEOUT) as answer:  # noqa: S310 (see above)
        return json.load(answer).get("accepted")
