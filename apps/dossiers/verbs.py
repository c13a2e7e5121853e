"""The buttons of a dossier and of its chapters: what machine and role accept, and nothing else."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import can_proceed

from apps.dossiers.models import Dossier, DossierChapter
from apps.dossiers.states import IN_PREPARATION, OPEN, ChapterState, DossierState
from apps.frameworks.models import CatalogVersion
from apps.products.states import Action
from apps.products.verbs import Verb

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "submit_eligibility": ("submit_eligibility",),
    "submit_admissibility": ("submit_admissibility",),
    "open_proofs": ("open_proofs",),
    "declare_complete": ("declare_complete",),
    "start_early_instruction": ("start_early_instruction",),
    "redeposit": ("redeposit",),
    "return_for_correction": ("return_for_correction",),
    "award": ("award_referencing", "award_certificate"),
    "refuse": ("refuse",),
    "suspend": ("suspend",),
    "reinstate": ("reinstate_referencing", "reinstate_certificate"),
    "withdraw": ("withdraw",),
    "abandon": ("abandon",),
}
"""Each verb of a dossier with the transitions that it may be, one per pathway."""

_LOOKS = {
    "submit_eligibility": (_("Demander l’éligibilité"), "clipboard-check", True),
    "submit_admissibility": (_("Demander la recevabilité"), "clipboard-check", True),
    "open_proofs": (_("Ouvrir le dépôt des preuves"), "folder2-open", True),
    "declare_complete": (_("Déclarer le dossier complet"), "box-seam", True),
    "start_early_instruction": (_("Commencer l’instruction anticipée"), "fast-forward", False),
    "redeposit": (_("Redéposer les corrections"), "box-arrow-up", True),
    "return_for_correction": (_("Noter un retour de l’ANS"), "arrow-return-left", False),
    "award": (_("Noter la décision favorable"), "patch-check", True),
    "refuse": (_("Noter le refus"), "x-octagon", False),
    "suspend": (_("Noter une suspension"), "pause-circle", False),
    "reinstate": (_("Noter la fin de la suspension"), "play-circle", True),
    "withdraw": (_("Noter le retrait"), "x-circle", False),
    "abandon": (_("Abandonner la candidature"), "slash-circle", False),
    "update": (_("Modifier la fiche"), "pencil", False),
    "choose_profiles": (_("Choisir les profils"), "ui-checks", False),
    "move_catalog": (_("Changer de version du catalogue"), "file-diff", False),
}

_CHAPTER_LOOKS = {
    "submit_chapter": (_("Soumettre le chapitre"), "send", True),
    "take_back_chapter": (_("Reprendre le chapitre"), "arrow-counterclockwise", False),
    "validate_chapter": (_("Noter la validation"), "check2-circle", False),
}


def transition_of(dossier: Dossier, verb: str) -> str | None:
    """Return the transition that `verb` is for this dossier now, None where it is refused."""
    names = TRANSITIONS[verb]
    return next((name for name in names if can_proceed(getattr(dossier, name))), None)


def verbs_of(dossier: Dossier, actions: set[Action]) -> list[Verb]:
    """Return the buttons of `dossier` for a person who may do `actions`, natural step first."""
    found = []
    if Action.LEAD in actions:
        found = [verb for verb in TRANSITIONS if transition_of(dossier, verb)]
        if dossier.state in IN_PREPARATION:
            found.append("choose_profiles")
            if CatalogVersion.objects.beside(dossier.catalog).with_proofs().exists():
                found.append("move_catalog")
    verbs = [_verb(dossier, name, Action.LEAD, _LOOKS[name]) for name in found]
    if Action.CONTRIBUTE in actions:
        verbs.append(_verb(dossier, "update", Action.CONTRIBUTE, _LOOKS["update"]))
    return sorted(verbs, key=lambda verb: not verb.primary)


def chapter_verbs(chapter: DossierChapter, actions: set[Action]) -> list[Verb]:
    """Return the buttons of one chapter for a person who may do `actions`."""
    if Action.LEAD not in actions:
        return []
    return [
        _verb(chapter, name, Action.LEAD, look)
        for name, look in _CHAPTER_LOOKS.items()
        if chapter_accepts(chapter, name)
    ]


def chapter_accepts(chapter: DossierChapter, verb: str) -> bool:
    """Return whether the chapter's machine and the state of its dossier accept `verb`.

    A chapter sent back after completeness goes again through the redeposit of the dossier.
    """
    state = chapter.dossier.state
    if verb == "submit_chapter":
        under_review = state in (DossierState.INSTRUCTION, DossierState.A_CORRIGER)
        mending = chapter.state == ChapterState.A_MODIFIER
        open_for_it = state == DossierState.PREUVES or (under_review and not mending)
        return open_for_it and can_proceed(chapter.submit)
    if verb == "take_back_chapter":
        return state == DossierState.PREUVES and can_proceed(chapter.take_back)
    with_the_ans = state in OPEN and state not in IN_PREPARATION[:-1]
    return with_the_ans and can_proceed(chapter.validate)


def _verb(subject: Dossier | DossierChapter, name: str, action: Action, look: tuple) -> Verb:
    label, icon, primary = look
    return Verb(name, label, reverse(f"dossiers:{name}", args=[subject.pk]), icon, action, primary)
