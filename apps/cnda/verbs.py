"""What a person may do with a CNDA request now, as buttons."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cnda.guards import blockers
from apps.cnda.models import CndaRequest
from apps.products.states import Action
from apps.products.verbs import Verb


def verbs_of(request: CndaRequest, actions: set[Action]) -> list[Verb]:
    """Return the acts that the services accept in this state for these rights, in screen order."""
    return [
        verb
        for verb in _all(request)
        if verb.action in actions and not blockers(request, verb.name)
    ]


def _all(request) -> list[Verb]:
    after = request.step.next
    last = after is None
    forward = _("Passer à « %(status)s »") % {"status": after.label if after else ""}
    replace = bool(request.letter_id)
    rows = [
        ("advance", forward, "arrow-right-circle", Action.LEAD, not last),
        (
            "letter",
            _("Remplacer la lettre") if replace else _("Déposer la lettre"),
            "envelope-paper",
            Action.CONTRIBUTE,
            last and not replace,
        ),
        ("check", _("Noter une vérification"), "eye", Action.CONTRIBUTE, False),
        ("screenshot", _("Déposer une capture"), "camera", Action.CONTRIBUTE, False),
        ("attestation", _("Déposer l’attestation"), "file-earmark-check", Action.CONTRIBUTE, False),
        ("update", _("Modifier le suivi"), "person-gear", Action.LEAD, False),
        ("return", _("Noter un retour du CNDA"), "arrow-left-circle", Action.LEAD, False),
        ("take_off_letter", _("Retirer la lettre"), "envelope-dash", Action.LEAD, False),
        ("refuse", _("Noter un refus"), "x-circle", Action.LEAD, False),
        ("abandon", _("Abandonner la demande"), "slash-circle", Action.LEAD, False),
    ]
    return [
        Verb(name, label, reverse(f"cnda:{name}", args=[request.pk]), icon, action, primary)
        for name, label, icon, action, primary in rows
    ]
