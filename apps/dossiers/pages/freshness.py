"""How long the PASSI forms of a dossier still serve: said before it is too late, never blocking."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.core.tones import Tone
from apps.dossiers.models import Dossier, DossierChapter, ProofAnswer
from apps.dossiers.passi import not_deposited
from apps.evidence.models import EvidenceVersion
from apps.rules.book import PROOF_FRESHNESS
from apps.rules.counting import due_date, is_fresh, latest_fresh_deposit
from apps.rules.wording import french_day


@dataclass(frozen=True)
class Freshness:
    """What is said of the age of a form: `warns` unless it serves on the planned deposit too."""

    words: str
    tone: Tone
    icon: str

    @property
    def warns(self) -> bool:
        """Return whether somebody should act before the deposit."""
        return self.tone != Tone.GREY


@dataclass(frozen=True)
class Ageing:
    """A form that warns, and one of the answers that it gives."""

    version: EvidenceVersion
    answer: ProofAnswer
    freshness: Freshness

    @property
    def comes(self) -> bool:
        """Return whether it serves today and not on the planned deposit: no guard says so today."""
        return self.freshness.tone == Tone.AMBER and self.version.document_on is not None


def freshness_of(dated_on: date | None, planned_on: date | None, *, today: date) -> Freshness:
    """Return what to say of a form dated `dated_on` whose deposit is planned on `planned_on`.

    A plan that is past says nothing: the form is judged today. E19: on the anniversary a form is
    too old already.
    """
    if dated_on is None:
        return Freshness(_("sans date : son âge ne se juge pas"), Tone.AMBER, "question-circle")
    if not is_fresh(dated_on, today):
        first = french_day(due_date(dated_on, PROOF_FRESHNESS))
        said = _("trop ancien depuis le %(day)s") % {"day": first}
        return Freshness(said, Tone.RED, "hourglass-bottom")
    if planned_on and not is_fresh(dated_on, planned_on):
        said = _("valable aujourd’hui, trop ancien au dépôt prévu le %(day)s")
        return Freshness(said % {"day": french_day(planned_on)}, Tone.AMBER, "hourglass-split")
    last = french_day(latest_fresh_deposit(dated_on))
    return Freshness(_("à déposer le %(day)s au plus tard") % {"day": last}, Tone.GREY, "hourglass")


def freshness_by_version(
    dossier: Dossier, chapter: DossierChapter | None = None, *, today: date
) -> dict[int, Freshness]:
    """Return {pk of a version: what to say} for the forms that no deposit holds yet (E20)."""
    planned = dossier.planned_deposit_on
    return {
        version.pk: freshness_of(version.document_on, planned, today=today)
        for version in not_deposited(dossier, chapter)
    }


def ageing_forms(dossier: Dossier, *, today: date) -> list[Ageing]:
    """Return the forms of the dossier that warn, in the order in which they were laid."""
    planned = dossier.planned_deposit_on
    found = [
        Ageing(version, answers[0], freshness_of(version.document_on, planned, today=today))
        for version, answers in not_deposited(dossier).items()
    ]
    return [each for each in found if each.freshness.warns]
