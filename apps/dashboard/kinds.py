"""How each kind of due date looks on the home page: its icon, and the word on its button."""

from django.utils.translation import gettext_lazy as _

from apps.rules import book

LOOKS = {
    book.REVIEW_PERIOD.code: ("hourglass-split", _("Voir l’horloge")),
    book.RETURN_ANSWER.code: ("arrow-return-left", _("Voir les motifs")),
    book.CNDA_EXPECTED_RETURN.code: ("send", _("Noter le retour")),
    book.CNDA_RECHECK.code: ("binoculars", _("Vérifier le statut")),
    book.DSR_MILESTONE.code: ("signpost", _("Voir le dossier")),
    book.PROOF_TOO_OLD.code: ("file-earmark-x", _("Renouveler la preuve")),
    book.PROOF_TARGET.code: ("calendar-check", _("Voir la preuve")),
    book.CERTIFICATE_RENEWAL_WINDOW.code: ("arrow-repeat", _("Lancer le renouvellement")),
    book.CERTIFICATE_END.code: ("patch-exclamation", _("Voir le certificat")),
    book.CHANGE_NOTIFICATION.code: ("megaphone", _("Préparer la notification")),
    book.CHANGE_ASSESSMENT.code: ("search", _("Évaluer l’impact")),
    book.NEW_APPLICATION.code: ("file-earmark-plus", _("Préparer la demande")),
}
ANY = ("calendar-event", _("Ouvrir"))


def look_of(kind: str) -> tuple[str, str]:
    """Return the (icon, button) of a kind; a plain one for a kind that has none of its own."""
    return LOOKS.get(kind, ANY)
