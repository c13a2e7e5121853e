"""What the stores share: digests, what they tell of a content, how they say that they are full."""

import errno
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.core.refusals import OutOfSpace, Refusal

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """One content of a store: its digest, its length, when it was put there."""

    sha256: str
    size: int
    kept_at: datetime


class Unavailable(Refusal):
    """The store does not answer: nothing is lost, nothing was written (503)."""

    status = 503

    def __init__(self):
        super().__init__(
            _(
                "Le stockage des fichiers ne répond pas : rien n’a été enregistré. "
                "Réessayez dans quelques minutes."
            )
        )


def check_digest(sha256: str) -> None:
    """Raise `ValueError` if it is not a SHA-256 digest: only digests name contents."""
    if not DIGEST.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 digest: {sha256!r}")


def full() -> OutOfSpace:
    """Return the refusal of a store without room."""
    return OutOfSpace(
        _(
            "Il n’y a plus de place pour ce fichier sur le serveur : rien n’a été enregistré. "
            "Prévenez l’administrateur du site, puis recommencez."
        )
    )


def no_room(error: OSError) -> OSError | OutOfSpace:
    """Return what to raise for `error`: a refusal that people understand when the disk is full."""
    return full() if error.errno in NO_ROOM else error
