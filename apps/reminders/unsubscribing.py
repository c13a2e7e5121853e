"""The signed address by which one click stops messages that are optional (RFC 8058)."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

SALT = "reminders.unsubscribe"


def unsubscribe_url(person, kinds: list[str]) -> str:
    """Return the absolute address that stops messages of these kinds to `person`.

    It needs no sign-in: the signature is the right, and it opens nothing else.
    """
    token = signing.dumps([person.pk, kinds], salt=SALT)
    return settings.SITE_URL + reverse("reminders:unsubscribe", args=[token])


def read_token(token: str) -> tuple[object, list[str]] | None:
    """Return the active person and the kinds that an address names; None if it is not ours."""
    try:
        key, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = get_user_model().objects.filter(pk=key, is_active=True).first()
    return (person, kinds) if person else None
