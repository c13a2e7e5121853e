"""Carry what was looked at to its confirmation inside the page itself: nothing waits on a server.

What is carried is public (certificates), signed for one person and one product,
and good for a working session.
"""

from django.core import signing
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid

LARGEST = 2_000_000  # characters: a form field may hold 2.5 million
LIFETIME = 4 * 60 * 60  # seconds


def seal(kind: str, value, *, by, about: int = 0) -> str:
    """Return a signed text that holds `value`, for `by` and the object `about` alone."""
    text = signing.dumps(value, salt=_salt(kind, by, about), compress=True)
    if len(text) > LARGEST:
        raise Invalid(
            _("C’est trop pour une seule fois : déposez les fichiers en deux fois."), field="files"
        )
    return text


def unseal(kind: str, text: str, *, by, about: int = 0):
    """Return what `seal` wrote; `Conflict` when it is too old, altered, or somebody else's."""
    try:
        return signing.loads(text, salt=_salt(kind, by, about), max_age=LIFETIME)
    except signing.BadSignature as error:
        raise Conflict(_("Cet aperçu n’est plus bon : déposez de nouveau les fichiers.")) from error


def _salt(kind: str, by, about: int) -> str:
    return f"certificates.{kind}.{by.pk}.{about}"
