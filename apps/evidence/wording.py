"""What people check in a document before it is deposited, kind by kind: words only.

Nothing here stops a deposit; a point that nobody ticked is a warning. The codes are kept with the
ticks: a point may be reworded, a code never changes its meaning.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.evidence.states import EvidenceKind


@dataclass(frozen=True)
class CheckItem:
    """One point: its code, for the ticks, and the sentence that people read."""

    code: str
    label: Promise


CHECKLISTS: dict[str, tuple[CheckItem, ...]] = {
    # FAQ ANS, capture de l’espace personnel CNDA
    EvidenceKind.CNDA_SCREENSHOT: (
        CheckItem("software", _("Le logiciel et sa version se lisent.")),
        CheckItem("status", _("Le statut se lit : Pré-examen (« En cours actif ») ou plus loin.")),
        CheckItem("return", _("La date de retour prévisionnelle se lit.")),
    ),
    # FAQ ANS, procédure de sauvegarde et de restauration
    EvidenceKind.BACKUP_PROCEDURE: (
        CheckItem("actors", _("Les acteurs et leurs rôles (RACI) sont nommés.")),
        CheckItem("frequency", _("La fréquence des sauvegardes est donnée.")),
        CheckItem("plan", _("Le plan de sauvegarde de l’éditeur est décrit.")),
        CheckItem("perimeter", _("Le périmètre sauvegardé est délimité.")),
        CheckItem("place", _("Le lieu de conservation est indiqué.")),
        CheckItem(
            "methods", _("Les méthodes sont dites : complète, incrémentale, différentielle.")
        ),
        CheckItem("security", _("Le chiffrement et la restriction des accès sont décrits.")),
        CheckItem("tests", _("Des tests de restauration sont prévus et datés.")),
    ),
    # FAQ ANS, formulaire de test d’intrusion
    EvidenceKind.PASSI_FORM: (
        CheckItem("dated", _("Le formulaire aura moins d’un an au jour du dépôt.")),
        CheckItem("tested", _("La date du test se lit, et elle a moins d’un an elle aussi.")),
        CheckItem("signed", _("Le prestataire qui a mené le test a signé électroniquement.")),
        CheckItem("qualified", _("L’organisme est qualifié PASSI.")),
        CheckItem("environment", _("Le test a porté sur un environnement iso-prod.")),
        CheckItem("product", _("Le logiciel et la version testés sont ceux du dossier.")),
        CheckItem("points", _("Tous les points de contrôle que citent les preuves sont remplis.")),
    ),
    # FAQ ANS et DSR, portabilité des données
    EvidenceKind.DATA_EXPORT: (
        CheckItem("format", _("Le format est un standard : CDA, FHIR, PDF, DOC(X), XML…")),
        CheckItem("procedure", _("La procédure d’export est décrite.")),
        CheckItem("depth", _("La profondeur de l’historique se règle.")),
        CheckItem("readable", _("Le résultat se lit sans le logiciel d’origine.")),
        CheckItem("exhaustive", _("Rien ne manque des données attendues.")),
        CheckItem("usable", _("Le résultat se reprend dans un autre logiciel.")),
        CheckItem("documented", _("La structure du résultat est documentée.")),
    ),
}
