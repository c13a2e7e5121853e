"""The rules that the guards speak for, and how a blocker is written."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.refusals import Blocker
from apps.dossiers.models import Dossier
from apps.rules.book import PROOF_FRESHNESS, REVIEW_PERIOD


class Ground(NamedTuple):
    """A rule in one French sentence, and where it is written."""

    rule: str | Promise
    source: str | Promise


SEGUR_FAQ = _("FAQ ANS, référencement Ségur")
NUMBERS = Ground(_("Le NIE et le NIL sont demandés à l’éligibilité."), SEGUR_FAQ)
PRE_EXAM = Ground(_("Chaque homologation exigée en est au moins au Pré-examen."), SEGUR_FAQ)
FILING_PROOF = Ground(_("L’éligibilité demande la preuve du dépôt de la demande CNDA."), SEGUR_FAQ)
OWN_ENGINE = Ground(
    _("Un moteur EAI embarqué est homologué en propre, même dans un montage."), SEGUR_FAQ
)
CHARTER = Ground(
    _("L’acceptation de la charte ouvre le dépôt des preuves."),
    _("Convergence, procédure de la vague 2"),
)
APPLICANT = Ground(
    _("Seul un exploitant établi en France candidate pour un DMN."), _("FAQ ANS, DMN")
)
TRACK = Ground(_("Un DMN candidate sur une voie : ligne générique ou nom de marque."), APPLICANT[1])
WHOLE_SET = Ground(REVIEW_PERIOD.label, REVIEW_PERIOD.source)
BY_CHAPTER = Ground(
    _("Les preuves se déposent chapitre par chapitre."), _("FAQ ANS, dépôt sur Convergence")
)
SAME_WORDING = Ground(
    _("Une réponse vaut pour les mots auxquels elle répond."), _("Règle de SegurTrack")
)
ONE_VERSION = Ground(
    _("Ce qui est à l’ANS est examiné avec la version du catalogue qui l’a demandé."),
    _("Règle de SegurTrack"),
)
FRESHNESS = Ground(PROOF_FRESHNESS.label, PROOF_FRESHNESS.source)
ONE_CASE = Ground(
    _("Les preuves de plusieurs cas se remplacent : une seule situation est celle du produit."),
    _("Scénarios de conformité de l’ANS"),
)
HEALTHY = Ground(_("Un fichier infecté ne part pas à l’ANS."), _("Règle de SegurTrack"))
MENDED = Ground(
    _("L’examen reprend quand tout ce qui a été renvoyé est redéposé."), REVIEW_PERIOD.source
)
ALL_CONFORM = Ground(
    _("Toutes les preuves exigées par le DSR sont déposées et conformes."), SEGUR_FAQ
)
ALL_OBTAINED = Ground(
    _("Toutes les homologations CNDA sont obtenues ou couvertes."), _("DSR vague 1, §4.3")
)
SAME_NUMBER = Ground(_("Le NIL de la convention est celui du produit."), SEGUR_FAQ)


def blocker(code: str, label: str, ground: Ground, url: str = "") -> Blocker:
    """Return the blocker that says `label` in the name of `ground`."""
    return Blocker(label, str(ground.rule), str(ground.source), url, code)


def product_url(dossier: Dossier) -> str:
    """Return the page that mends the numbers of a product."""
    return reverse("products:update", args=[dossier.product_id])


def chapter_url(chapter_pk: int) -> str:
    """Return the page that mends the proofs of a chapter."""
    return reverse("dossiers:chapter", args=[chapter_pk])
