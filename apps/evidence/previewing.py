"""What a page shows of a file: a picture as it is, a PDF drawn page by page, nothing else.

No browser opens a PDF inside a sandbox, and without one its content would act beside ours: pages
are drawn by a program of their own (`page_drawing.py`), and only their pictures reach the site.
Drawn pages are kept in a cache of their own: what is in it can be drawn again.
"""

import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.core.cache import caches
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Refusal
from apps.evidence.limits import run_apart
from apps.evidence.models import Blob
from apps.evidence.store import CHUNK, open_blob
from apps.evidence.withheld import refuse_infected

SECONDS = 15
ASK_AGAIN = 300
"""Seconds after which a page that could not be drawn is tried again."""
PDF = "application/pdf"

logger = logging.getLogger(__name__)


class NoPreview(Refusal):
    """The file is sound for what we know, and a page cannot show it (415)."""

    status = 415


@dataclass(frozen=True)
class Page:
    """One page of a PDF: `number` of `count`, its size in pixels, its words, its PNG."""

    number: int
    count: int
    width: int
    height: int
    words: str
    picture: bytes

    @property
    def previous(self) -> int:
        """Return the number of the page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """Return the number of the page after."""
        return self.number + 1


def draw_page(blob: Blob, number: int) -> Page:
    """Return the page `number` of a PDF, from 1; the last one when there are fewer.

    Raise `Withheld` for a file that the antivirus condemned, `Conflict` for one that the store
    lost, `NoPreview` for one that is no PDF, asks for a password or cannot be read in time.
    """
    refuse_infected(blob)
    if blob.content_type != PDF:
        raise NoPreview(_("Un aperçu montre les PDF, PNG et JPEG : téléchargez ce fichier."))
    cache, key = caches["pages"], f"page:{blob.sha256}:{number}"
    said = cache.get(key)
    if said is None:
        with whole_file(blob) as file:
            said, whole = run_apart(
                "apps.evidence.page_drawing", file, str(number), seconds=SECONDS
            )
        if whole:
            cache.set(key, said)
        else:
            said = b""
            cache.set(key, said, ASK_AGAIN)
    return _page(blob, said)


def _page(blob: Blob, said: bytes) -> Page:
    line, _newline, picture = said.partition(b"\n")
    facts = json.loads(line) if line else {}
    if facts.get("locked"):
        raise NoPreview(
            _("Ce PDF demande un mot de passe : téléchargez-le, ou déposez-en un qui s’ouvre.")
        )
    if not picture:
        logger.info("no page is drawn of %s", blob.sha256)
        raise NoPreview(_("Ce PDF ne se laisse pas lire ici : téléchargez-le pour l’ouvrir."))
    return Page(
        number=facts["number"],
        count=facts["count"],
        width=facts["size"][0],
        height=facts["size"][1],
        words=" ".join(facts["words"].split()),
        picture=picture,
    )


@contextmanager
def whole_file(blob: Blob) -> Iterator[BinaryIO]:
    """Open a content as a real file, copied first when it lies in a bucket."""
    try:
        stored = open_blob(blob.sha256)
    except FileNotFoundError as error:
        logger.error("the stored file %s is missing", blob.sha256)
        raise Conflict(
            _("Ce fichier manque dans le coffre. Prévenez l’administrateur du site.")
        ) from error
    with stored:
        if hasattr(stored, "fileno"):
            yield stored
            return
        with tempfile.TemporaryFile() as copy:
            while chunk := stored.read(CHUNK):
                copy.write(chunk)
            copy.flush()
            yield copy
