"""States of dossiers, chapters and expected proofs, and the facts of an ANS review."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class DossierState(TonedChoices):
    """Where a candidature stands. Éligibilité and référencé are Ségur's words, recevabilité and
    certifié the DMN's."""

    BROUILLON = "brouillon", "grey", "pencil", _("Candidature")
    ELIGIBILITE = "eligibilite", "blue", "clipboard-check", _("Éligibilité")
    RECEVABILITE = "recevabilite", "blue", "clipboard-check", _("Recevabilité")
    PREUVES = "preuves", "amber", "folder2-open", _("Preuves")
    INSTRUCTION = "instruction", "blue", "hourglass-split", _("Instruction")
    A_CORRIGER = "a_corriger", "amber", "arrow-counterclockwise", _("À corriger")
    REFERENCE = "reference", "green", "patch-check", _("Référencé")
    CERTIFIE = "certifie", "green", "patch-check", _("Certifié")
    REFUSE = "refuse", "red", "x-octagon", _("Refusé")
    ABANDONNE = "abandonne", "grey", "slash-circle", _("Abandonné")
    SUSPENDU = "suspendu", "red", "pause-circle", _("Suspendu")
    RETIRE = "retire", "red", "x-circle", _("Retiré")


S = DossierState
IN_PREPARATION = [S.BROUILLON, S.ELIGIBILITE, S.RECEVABILITE, S.PREUVES]
UNDER_REVIEW = [S.INSTRUCTION, S.A_CORRIGER]
OPEN = [*IN_PREPARATION, *UNDER_REVIEW]
JUDGED = [S.PREUVES, *UNDER_REVIEW]
AWARDED = [S.REFERENCE, S.CERTIFIE]
HOLDING = [*AWARDED, S.SUSPENDU]
DECIDED = [*AWARDED, S.REFUSE]
FINAL = [S.REFUSE, S.ABANDONNE, S.RETIRE]
REACHED = {
    S.BROUILLON: 0,
    S.ELIGIBILITE: 1,
    S.RECEVABILITE: 1,
    S.PREUVES: 2,
    S.INSTRUCTION: 3,
    S.A_CORRIGER: 3,
    S.REFERENCE: 4,
    S.CERTIFIE: 4,
    S.SUSPENDU: 4,
}
"""How far each state is on the way to an award; a state that leaves the way has no rank."""


class ChapterState(TonedChoices):
    """A chapter is deposited and examined as one piece."""

    EN_PREPARATION = "en_preparation", "grey", "pencil", _("En préparation")
    SOUMIS = "soumis", "blue", "hourglass-split", _("Soumis")
    VALIDE = "valide", "green", "check2-circle", _("Validé")
    A_MODIFIER = "a_modifier", "amber", "arrow-counterclockwise", _("À modifier")


SENT = [ChapterState.SOUMIS, ChapterState.VALIDE]


class ProofState(TonedChoices):
    """An expected proof; the verdicts are the ANS's, noted by the team."""

    ATTENDUE = "attendue", "grey", "circle", _("Attendue")
    DEPOSEE = "deposee", "blue", "file-earmark-arrow-up", _("Déposée")
    CONFORME = "conforme", "green", "check2-circle", _("Conforme")
    KO = "ko", "red", "x-circle", _("KO")
    INCOMPLETE = "incomplete", "amber", "exclamation-circle", _("Incomplète")
    NON_APPLICABLE = "non_applicable", "grey", "slash-circle", _("Non applicable")


TO_MEND = [ProofState.KO, ProofState.INCOMPLETE]
ANSWERED = [ProofState.DEPOSEE, ProofState.CONFORME]


class ClockState(TonedChoices):
    """State of the ANS review clock, as `apps.rules.clock` names it."""

    NOT_STARTED = "not_started", "grey", "clock", _("Pas commencée")
    RUNNING = "running", "blue", "hourglass-split", _("En marche")
    PAUSED = "paused", "amber", "pause-fill", _("Arrêtée")
    OVERDUE = "overdue", "red", "exclamation-octagon", _("Dépassée")
    DECIDED = "decided", "green", "check2", _("Terminée")


class ReviewKind(TonedChoices):
    """Dated facts that the clock is computed from; values are those of `ClockEvent.kind`."""

    COMPLETE = "complete", "blue", "box-seam", _("Dossier complet")
    RETURNED = "returned", "amber", "arrow-return-left", _("Retour de l’ANS")
    REDEPOSITED = "redeposited", "blue", "box-arrow-up", _("Redépôt")
    DECIDED = "decided", "green", "check2-circle", _("Décision")


class DepositKind(TonedChoices):
    """What a round is; `COMPLETE` and `REDEPOSITED` have the values of their facts."""

    CHAPTER = "chapter", "blue", "send", _("Chapitre soumis")
    EARLY = "early", "blue", "fast-forward", _("Instruction anticipée")
    COMPLETE = "complete", "blue", "box-seam", _("Dossier complet")
    REDEPOSITED = "redeposited", "blue", "box-arrow-up", _("Redépôt")


class FileChange(TonedChoices):
    """What happened to the files of a proof since the deposit before."""

    NEW = "new", "green", "file-earmark-plus", _("Nouvelle")
    REPLACED = "replaced", "amber", "arrow-repeat", _("Remplacée")
    WITHDRAWN = "withdrawn", "red", "file-earmark-minus", _("Retirée")
    UNCHANGED = "unchanged", "grey", "file-earmark", _("Inchangée")


class Nature(TonedChoices):
    """What an answer is made of: a document, or words that stand for themselves."""

    FILE = "file", "grey", "file-earmark-text", _("Document")
    TEXT = "text", "grey", "card-text", _("Texte")
    LINK = "link", "grey", "link-45deg", _("Lien")
    RUN = "run", "grey", "hash", _("Identifiant d’exécution")


WRITTEN = [Nature.TEXT, Nature.LINK, Nature.RUN]


class DmnTrack(models.TextChoices):
    """The two tracks of a DMN (FAQ ANS)."""

    GENERIC = "generique", _("Ligne générique")
    BRAND = "marque", _("Nom de marque")


class Settled(TonedChoices):
    """What became of a file of the tray."""

    WAITING = "waiting", "grey", "inbox", _("À classer")
    LAID = "laid", "blue", "file-earmark-arrow-up", _("Posé")
    SKIPPED = "skipped", "grey", "skip-forward", _("Rien posé")
    REMOVED = "removed", "grey", "dash-circle", _("Retiré de la liste")


class OnConflict(models.TextChoices):
    """What a file of the tray does where a proof has a file already."""

    NEW_VERSION = "new_version", _("Nouvelle version du document posé")
    BESIDE = "beside", _("À côté, comme document de plus")
    REPLACE = "replace", _("À la place du fichier qui n’est pas encore parti à l’ANS")
    SKIP = "skip", _("Ne rien poser : la preuve garde son fichier")
