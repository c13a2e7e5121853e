"""Answer with a stored file, so that nothing in it can act on the site."""

import logging

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.evidence.models import EvidenceVersion
from apps.evidence.store import is_on_disk, open_blob, path_of
from apps.evidence.withheld import refuse_infected

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

logger = logging.getLogger(__name__)


def file_response(version: EvidenceVersion, *, inline: bool) -> HttpResponse:
    """Return the bytes of `version`, or hand them over to the web server in front.

    `inline` is obeyed only for PDF, PNG and JPEG. Raise `Withheld` for a file that the antivirus
    condemned, `Conflict` for one that the store lost.
    """
    blob = version.blob
    refuse_infected(blob)
    if settings.EVIDENCE_INTERNAL_REDIRECT and is_on_disk():
        response = HttpResponse()
        base = settings.EVIDENCE_INTERNAL_REDIRECT.rstrip("/")
        response["X-Accel-Redirect"] = f"{base}/{path_of(blob.sha256).parent.name}/{blob.sha256}"
    else:
        response = FileResponse(_open(version))
        response["Content-Length"] = blob.size
    response["Content-Type"] = blob.content_type
    response["Content-Disposition"] = content_disposition_header(
        not (inline and blob.shows_inline), version.filename
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-cache"
    return response


def _open(version: EvidenceVersion):
    try:
        return open_blob(version.blob.sha256)
    except FileNotFoundError as error:
        logger.error("the stored file %s is missing", version.blob.sha256)
        raise Conflict(
            _("Ce fichier manque dans le coffre. Prévenez l’administrateur du site.")
        ) from error
