"""What stands in the way of an act on a modification: one list for button, page and service."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.changes.models import ChangeRecord
from apps.changes.states import FINAL, ChangeState
from apps.core.refusals import Blocker
from apps.dossiers.models import Dossier
from apps.dossiers.states import HOLDING

BEFORE_NOTICE = (ChangeState.A_EVALUER, ChangeState.A_NOTIFIER)
UNFINISHED = tuple(state for state in ChangeState if state not in FINAL)
ACCEPTED_IN = {
    "triage": (ChangeState.A_EVALUER,),
    "dismiss": (ChangeState.A_EVALUER,),
    "establish_impact": (ChangeState.A_EVALUER,),
    "notify_ans": (ChangeState.A_NOTIFIER,),
    "close": (ChangeState.NOTIFIEE,),
    "require_new_request": (ChangeState.NOTIFIEE,),
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
    return _incomplete_notice(change) if verb == "notify_ans" else []


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
    found = same_version_blockers(dossier, new_version)
    if dossier.state not in HOLDING:
        label = _("Attendez le référencement ou le certificat : avant lui, rien n’est à notifier.")
        found.insert(
            0,
            Blocker(
                label,
                source=_("FAQ ANS, modification d’un logiciel certifié"),
                url=dossier.get_absolute_url(),
                code="not_awarded",
            ),
        )
    return found


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
