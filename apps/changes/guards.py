"""What stands in the way of an act on a modification: one list for button, page and service."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.changes.models import AwardFact, ChangeRecord
from apps.changes.states import FINAL, AuditOutcome, ChangeState
from apps.core.refusals import Blocker
from apps.dossiers.models import Dossier
from apps.dossiers.states import HOLDING

BEFORE_NOTICE = (ChangeState.A_EVALUER, ChangeState.A_NOTIFIER)
UNFINISHED = tuple(state for state in ChangeState if state not in FINAL)
TOLD = tuple(
    state for state in ChangeState if state not in (ChangeState.A_EVALUER, ChangeState.SANS_IMPACT)
)
ACCEPTED_IN = {
    "triage": (ChangeState.A_EVALUER,),
    "dismiss": (ChangeState.A_EVALUER,),
    "establish_impact": (ChangeState.A_EVALUER,),
    "notify_ans": (ChangeState.A_NOTIFIER,),
    "letter": TOLD,
    "close": (ChangeState.NOTIFIEE,),
    "require_new_request": (ChangeState.NOTIFIEE,),
    "open_application": (ChangeState.NOUVELLE_DEMANDE,),
    "file_new_request": (ChangeState.NOUVELLE_DEMANDE,),
    "update": BEFORE_NOTICE,
    "requirements": BEFORE_NOTICE,
    "attach": UNFINISHED,
    "detach": BEFORE_NOTICE,
    "assign": UNFINISHED,
}
"""The states in which each act of the services is accepted; transitions and edits alike."""


def blockers(change: ChangeRecord, verb: str) -> list[Blocker]:
    """Return what keeps `verb`, a key of `ACCEPTED_IN`, from being done with this modification."""
    if change.state not in ACCEPTED_IN[verb]:
        label = _("La modification est à l’état « %(state)s » : cet acte n’y est pas possible.")
        return [
            Blocker(
                label % {"state": change.get_state_display()},
                url=change.get_absolute_url(),
                code="state",
            )
        ]
    if verb == "open_application" and change.new_dossier_id:
        label = _("Le dossier de la nouvelle demande est déjà ouvert : complétez-le.")
        return [Blocker(label, url=change.new_dossier.get_absolute_url(), code="already_open")]
    return _incomplete_notice(change) if verb in ("notify_ans", "letter") else []


def _incomplete_notice(change) -> list[Blocker]:
    """A notice says what changed, which requirements it touches, and documents it (FAQ ANS)."""
    rule = _("La notification décrit la modification et les exigences touchées.")
    source = _("FAQ ANS, modification d’un logiciel certifié")
    wanted = [
        (change.nature.strip(), _("Décrivez la nature de la modification."), "update", "nature"),
        (
            change.requirements.exists(),
            _("Choisissez au moins une exigence touchée."),
            "requirements",
            "requirements",
        ),
        (
            change.attachments.exists(),
            _("Joignez au moins une pièce qui documente la modification."),
            "attach",
            "attachments",
        ),
    ]
    return [
        Blocker(label, rule, source, reverse(f"changes:{page}", args=[change.pk]), code)
        for there, label, page, code in wanted
        if not there
    ]


def recording_blockers(dossier: Dossier, new_version: str = "") -> list[Blocker]:
    """Return what keeps a modification of `new_version` from being recorded on a dossier."""
    return [
        *_not_awarded(
            dossier,
            _("Attendez le référencement ou le certificat : avant lui, rien n’est à notifier."),
            _("FAQ ANS, modification d’un logiciel certifié"),
        ),
        *same_version_blockers(dossier, new_version),
    ]


def award_blockers(dossier: Dossier) -> list[Blocker]:
    """Return what keeps facts of an award from being noted on a dossier."""
    return _not_awarded(
        dossier,
        _("Attendez le référencement ou le certificat : avant lui, rien n’est à noter ici."),
        _("CSP art. R.1470-6 à R.1470-9"),
    )


def _not_awarded(dossier: Dossier, label: str, source: str) -> list[Blocker]:
    if dossier.state in HOLDING:
        return []
    url = dossier.get_absolute_url()
    return [Blocker(label, source=source, url=url, code="not_awarded")]


def fact_blockers(fact: AwardFact, verb: str) -> list[Blocker]:
    """Return what keeps `verb` from being done with an audit, a formal notice or a sanction."""
    label = ""
    if fact.voided_on:
        label = _("Ce fait est annulé : il ne change plus.")
    elif verb == "conclude_audit" and fact.result != AuditOutcome.PENDING:
        label = _("Le résultat de cet audit est déjà noté.")
    elif verb == "answer_notice" and (fact.answered_on or fact.ended_on):
        label = _("Cette mise en demeure a déjà sa réponse, ou elle est terminée.")
    elif verb == "end_notice" and fact.ended_on:
        label = _("Cette mise en demeure est terminée.")
    return [Blocker(label, url=fact.get_absolute_url(), code="fact")] if label else []


def same_version_blockers(dossier: Dossier, new_version: str, *, but=None) -> list[Blocker]:
    """Return the open modification of this version, if there is one; `but`: pk of the edited one.

    An unknown version ("") is never the same as another.
    """
    if not new_version:
        return []
    same = ChangeRecord.objects.open().filter(dossier=dossier, new_version__iexact=new_version)
    row = same.exclude(pk=but).first()
    if row is None:
        return []
    label = _("La version %(version)s a déjà une modification en cours : complétez-la.")
    label = label % {"version": new_version}
    return [Blocker(label, url=row.get_absolute_url(), code="same_version")]


def component_blockers(dossier: Dossier, release: str) -> list[Blocker]:
    """Return the open modification of this version of a component on a dossier, if there is one."""
    if not release:
        return []
    same = ChangeRecord.objects.open().filter(dossier=dossier, component_release=release)
    row = same.select_related("component_change").first()
    if row is None:
        return []
    label = _("%(dossier)s : %(component)s y est déjà suivi. Complétez cette modification.")
    label = label % {"dossier": dossier, "component": row.component_change}
    return [Blocker(label, url=row.get_absolute_url(), code="same_release")]
