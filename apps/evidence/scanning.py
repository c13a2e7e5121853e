"""Have the stored contents looked at by the antivirus, after their deposit and again on demand.

The truth of a scan that is due is `Blob.needs_scan`: a message of the queue only wakes the work
up. While a new verdict is awaited the former one holds, so an infected file is never served
between two scans. Without CLAMD_URL nothing is scanned, and the state says so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.evidence import clamd
from apps.evidence.clamd import Unanswered, Unreachable, Verdict
from apps.evidence.models import Blob, Evidence
from apps.evidence.states import ScanState
from apps.evidence.store import open_blob
from apps.products.journal import record

AT_ONCE = 200
MOST_FAILURES = 5
AT_FIRST_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}

logger = logging.getLogger(__name__)


@dataclass
class Scanned:
    """How many contents got a verdict, how many of them are infected, whether clamd answered."""

    judged: int = 0
    infected: int = 0
    reachable: bool = True


def wake_scan() -> None:
    """Ask the worker to scan soon, once the rows are there; the schedule does it anyway."""
    if settings.CLAMD_URL:
        transaction.on_commit(_send_wake, robust=True)


def _send_wake() -> None:
    """Send the message, once and at once: a broker that is down must not keep a person waiting."""
    with current_app.connection_for_write() as broker:
        broker.transport_options = {**broker.transport_options, **AT_FIRST_TRY}
        current_app.send_task("evidence.scan_pending", connection=broker, retry=False)


def ask_again(blobs, *, state: str = "") -> int:
    """Have these contents scanned anew and return how many; of one state only if it is given."""
    wanted = blobs.filter(scan_state=state) if state else blobs
    count = wanted.update(needs_scan=True, scan_failures=0)
    wake_scan()
    return count


def scan_pending(
    *,
    now: datetime,
    today: date,
    most: int = AT_ONCE,
    progress: Callable[[int], None] = lambda judged: None,
) -> Scanned:
    """Scan what waits, those that failed least first; stop at once when nobody answers.

    A content on which clamd gives no whole answer five times is "unscannable": one bad file
    never keeps the others waiting.
    """
    done = Scanned()
    if not settings.CLAMD_URL:
        return done
    waiting = Blob.objects.filter(needs_scan=True).order_by("scan_failures", "pk")
    for pk, sha256, size in waiting.values_list("pk", "sha256", "size")[:most]:
        try:
            verdict = _ask(sha256, size)
        except Unreachable as error:
            logger.warning("antivirus: nobody answers at %s", error)
            done.reachable = False
            return done
        except (Unanswered, FileNotFoundError) as error:
            logger.warning("antivirus: no verdict on %s: %s", sha256, error)
            verdict = _failed(pk)
        if verdict is not None:
            judge(pk, verdict, now=now, today=today)
            done.judged += 1
            done.infected += verdict.state == ScanState.INFECTED
            progress(done.judged)
    return done


def judge(blob_pk: int, verdict: Verdict, *, now: datetime, today: date) -> None:
    """Write a verdict; the journal of every product that holds the file tells a bad one."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().get(pk=blob_pk)
        before = blob.scan_state
        blob.scan_state, blob.scan_detail = verdict.state, verdict.detail
        blob.scanned_at, blob.needs_scan, blob.scan_failures = now, False, 0
        blob.save()
        if ScanState.INFECTED in {before, verdict.state} and before != verdict.state:
            _tell(blob, before, today)


def _ask(sha256: str, size: int) -> Verdict:
    if size > settings.CLAMD_MAX_BYTES:
        return Verdict(ScanState.UNSCANNABLE, "CLAMD_MAX_MIB")
    with open_blob(sha256) as file:
        return clamd.scan(file, settings.CLAMD_URL)


def _failed(blob_pk: int) -> Verdict | None:
    """Count a failure; return the verdict that too many of them make."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().get(pk=blob_pk)
        blob.scan_failures += 1
        blob.save(update_fields=["scan_failures"])
    if blob.scan_failures < MOST_FAILURES:
        return None
    return Verdict(ScanState.UNSCANNABLE, _("aucune réponse de l’antivirus"))


def _tell(blob: Blob, before: str, today: date) -> None:
    sentence = _("L’antivirus ne signale plus « %(title)s »")
    if blob.scan_state == ScanState.INFECTED:
        sentence = _("« %(title)s » est signalé comme infecté : le fichier n’est plus servi")
    documents = Evidence.objects.filter(versions__blob=blob).select_related("product")
    for document in documents.order_by("pk").distinct():
        record(
            document,
            "scan",
            sentence % {"title": document.title},
            by=None,
            on=today,
            before=before,
            after=blob.scan_state,
            note=blob.scan_detail,
        )
