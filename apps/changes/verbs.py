"""What a person may do with a modification now, as buttons."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.changes.guards import ACCEPTED_IN
from apps.changes.models import ChangeRecord
from apps.products.states import Action
from apps.products.verbs import Verb


def verbs_of(change: ChangeRecord, actions: set[Action]) -> list[Verb]:
    """Return the acts that this state and these rights allow, in screen order.

    An act that something still keeps back (`guards.blockers`) is shown: its page says what misses.
    """
    return [
        verb
        for verb in _all(change)
        if verb.action in actions and change.state in ACCEPTED_IN[verb.name]
    ]


def _all(change) -> list[Verb]:
    opened = change.new_dossier_id is not None
    lead, contribute = Action.LEAD, Action.CONTRIBUTE
    rows = [
        ("triage", _("Évaluer l’impact"), "ui-checks", lead, False),
        ("establish_impact", _("La conformité est touchée"), "exclamation-diamond", lead, False),
        ("dismiss", _("Sans impact"), "check2", lead, False),
        ("notify_ans", _("Noter la notification à l’ANS"), "send-check", lead, True),
        ("close", _("Clore : l’ANS en a pris acte"), "check2-circle", lead, True),
        ("require_new_request", _("L’ANS exige une nouvelle demande"), "file-plus", lead, False),
        ("open_application", _("Ouvrir le nouveau dossier"), "folder-plus", lead, not opened),
        ("file_new_request", _("Noter le dépôt de la demande"), "file-check", lead, opened),
        ("update", _("Compléter la description"), "pencil", contribute, False),
        ("requirements", _("Choisir les exigences"), "list-check", contribute, False),
        ("attach", _("Joindre une pièce"), "paperclip", contribute, False),
        ("assign", _("Changer de responsable"), "person-gear", lead, False),
    ]
    return [
        Verb(name, label, reverse(f"changes:{name}", args=[change.pk]), icon, action, primary)
        for name, label, icon, action, primary in rows
    ]
