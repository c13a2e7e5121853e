"""File the three papers of a request: screenshot, attestation, lettre de référencement."""

from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.db.models import TextChoices
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cnda.guards import blockers
from apps.cnda.models import CndaRequest
from apps.cnda.services.door import acting, ask_reason
from apps.cnda.services.moves import obtain_if_complete
from apps.cnda.services.requests import looked
from apps.cnda.states import CndaOutcome
from apps.evidence.checks import check_file
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.products.checks import refuse_if
from apps.products.door import move, refuse_future
from apps.products.journal import record
from apps.products.policy import require
from apps.products.states import Action
from apps.rules.wording import french_day


class Paper(TextChoices):
    """The papers of a request, as the verbs of the guards name them."""

    SCREENSHOT = "screenshot", gettext_lazy("Capture de l’espace CNDA")
    ATTESTATION = "attestation", gettext_lazy("Attestation de conformité")
    LETTER = "letter", gettext_lazy("Lettre de référencement")


KIND_OF = {
    Paper.SCREENSHOT: EvidenceKind.CNDA_SCREENSHOT,
    Paper.ATTESTATION: EvidenceKind.CNDA_ATTESTATION,
    Paper.LETTER: EvidenceKind.CNDA_LETTER,
}


def file_screenshot(
    pk: int,
    *,
    by,
    version,
    on: date,
    today: date,
    shows_software: bool = False,
    shows_status: bool = False,
    shows_expected_return: bool = False,
    revision=None,
) -> CndaRequest:
    """File a screenshot of the personal space taken on the day `on`: it counts as a look there.

    The three `shows_…` say what can be read on it; what is missing is warned of, never refused.
    """
    with _filing(Paper.SCREENSHOT, pk, by, version, on, today, revision) as request:
        looked(request, on)
        request.shows_software = shows_software
        request.shows_status = shows_status
        request.shows_expected_return = shows_expected_return
    return request


def file_attestation(pk: int, *, by, version, on: date, today: date, revision=None) -> CndaRequest:
    """File the attestation de conformité; `on` is the date that it carries."""
    with _filing(Paper.ATTESTATION, pk, by, version, on, today, revision) as request:
        return request


def file_letter(pk: int, *, by, version, on: date, today: date, revision=None) -> CndaRequest:
    """File the lettre de référencement; `on` is the date that it carries.

    At Finalisation this obtains the homologation (E9); filed earlier, it waits for Finalisation.
    Once obtained, a better copy replaces it, and the day of the outcome follows its date.
    """
    with _filing(Paper.LETTER, pk, by, version, on, today, revision) as request:
        if request.is_obtained:
            request.outcome_on = max(request.status_on, on)
        obtain_if_complete(request, by=by)
    return request


def take_off_letter(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> CndaRequest:
    """Take off a letter filed by mistake, with the reason; an obtained request is open again."""
    with acting(
        "take_off_letter", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as request:
        reason = ask_reason(reason)
        before = request.outcome
        request.letter = request.letter_on = None
        if before == CndaOutcome.OBTENUE:
            move(request, "reopen")
        record(
            request,
            "take_off_letter",
            _("Lettre de référencement retirée : %(request)s") % {"request": request},
            by=by,
            on=on,
            before=before,
            after=request.outcome,
            note=reason,
        )
    return request


def deposit_paper(
    pk: int, paper: str, upload, *, by, on: date, today: date, comment="", revision=None, **shown
) -> CndaRequest:
    """Store `upload` and file it as `paper` in one go; nothing is filed if either is refused.

    `shown`: for a screenshot, what can be read on it, as `file_screenshot` takes it.
    """
    paper = Paper(paper)
    visible = CndaRequest.objects.visible_to(by).select_related("product", "product_version")
    request = get_object_or_404(visible, pk=pk)
    require(by, Action.CONTRIBUTE, request)
    refuse_if(blockers(request, paper))
    refuse_future(on, today)
    file_it = {
        Paper.SCREENSHOT: file_screenshot,
        Paper.ATTESTATION: file_attestation,
        Paper.LETTER: file_letter,
    }[paper]
    with transaction.atomic():
        version = store_file(
            request.product,
            upload,
            by=by,
            kind=KIND_OF[paper],
            title=f"{paper.label} – {request}"[:255],
            document_on=on,
            comment=comment,
            today=today,
        )
        return file_it(pk, by=by, version=version, on=on, today=today, revision=revision, **shown)


@contextmanager
def _filing(paper, pk, by, version, on, today, revision):
    """Yield the locked request with `version` in the slot of `paper`, dated `on`; then save."""
    with acting(
        paper, pk, by=by, on=on, today=today, action=Action.CONTRIBUTE, revision=revision
    ) as request:
        check_file(version, request.product)
        setattr(request, paper, version)
        setattr(request, f"{paper}_on", on)
        record(
            request,
            f"file_{paper}",
            _("%(paper)s du %(day)s déposée : %(file)s")
            % {"paper": paper.label, "day": french_day(on), "file": version},
            by=by,
            on=on,
        )
        yield request
