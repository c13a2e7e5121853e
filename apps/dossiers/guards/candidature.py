"""Guards of the steps before the deposit: eligibility, admissibility, opening of the proofs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cnda.cover import Cover, cover_of
from apps.core.refusals import Blocker
from apps.dossiers.guards.grounds import (
    APPLICANT,
    CHARTER,
    FILING_PROOF,
    NUMBERS,
    OWN_ENGINE,
    PRE_EXAM,
    TRACK,
    blocker,
    product_url,
)
from apps.dossiers.models import Dossier


def submit_eligibility(dossier: Dossier, *, on=None) -> list[Blocker]:
    """NIE, NIL, and each homologation at Pré-examen with its filing proof, or in a montage."""
    return [*_numbers(dossier), *pre_exams(dossier, with_proof=True)]


def submit_admissibility(dossier: Dossier, *, on=None) -> list[Blocker]:
    """The applicant of a DMN is an exploitant known in France, on one track."""
    found = []
    if not dossier.product.publisher.siren:
        label = _("Renseignez le SIREN de %(publisher)s.") % {
            "publisher": dossier.product.publisher
        }
        found.append(blocker("siren_missing", label, APPLICANT, product_url(dossier)))
    if not dossier.dmn_track:
        label = _("Choisissez la voie : ligne générique ou nom de marque.")
        url = reverse("dossiers:update", args=[dossier.pk])
        found.append(blocker("track_missing", label, TRACK, url))
    return found


def open_proofs(dossier: Dossier, *, on=None, charter_accepted_on=None) -> list[Blocker]:
    """A référencement opens the deposit with the charter; a DMN has none."""
    if not dossier.is_segur or charter_accepted_on or dossier.charter_accepted_on:
        return []
    label = _("Saisissez la date d’acceptation de la charte de référencement.")
    url = reverse("dossiers:open_proofs", args=[dossier.pk])
    return [blocker("charter_missing", label, CHARTER, url)]


def pre_exams(dossier: Dossier, *, with_proof: bool = False) -> list[Blocker]:
    """Each required homologation that is not at Pré-examen yet, or whose filing is not shown."""
    covers = cover_of(dossier.product_version, dossier.dsr)
    found = [_pre_exam(cover, with_proof=with_proof) for cover in covers]
    return [each for each in found if each]


def _pre_exam(cover: Cover, *, with_proof: bool) -> Blocker | None:
    name = {"name": cover.homologation.name}
    if needs_own_request(cover):
        label = _("Ouvrez une demande CNDA en propre pour %(name)s.") % name
        return blocker("eai_own_request", label, OWN_ENGINE, cover.url)
    if not cover.is_live and cover.coverage is None:
        label = _("Ouvrez la demande CNDA %(name)s, ou déclarez un montage.") % name
        return blocker("cnda_missing", label, PRE_EXAM, cover.url)
    if not cover.reached_pre_exam:
        label = _("Faites passer la demande CNDA %(name)s au Pré-examen.") % name
        return blocker("cnda_below_pre_exam", label, PRE_EXAM, cover.url)
    if with_proof and not cover.has_filing_proof:
        label = _("Joignez la capture de l’espace CNDA ou la lettre pour %(name)s.") % name
        return blocker("filing_proof_missing", label, FILING_PROOF, cover.url)
    return None


def needs_own_request(cover: Cover) -> bool:
    """Return whether a homologation that refuses third parties has no request of its own."""
    return not cover.homologation.third_party_allowed and not cover.is_live


def _numbers(dossier: Dossier) -> list[Blocker]:
    product, found = dossier.product, []
    if not product.publisher.nie:
        label = _("Renseignez le NIE de %(publisher)s.") % {"publisher": product.publisher}
        found.append(blocker("nie_missing", label, NUMBERS, product_url(dossier)))
    if not product.nil:
        label = _("Renseignez le NIL de %(product)s.") % {"product": product}
        found.append(blocker("nil_missing", label, NUMBERS, product_url(dossier)))
    return found
