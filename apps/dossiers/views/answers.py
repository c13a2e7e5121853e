"""The screen where an answer of the ANS is pasted as a table."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.answer_reading import read_answer
from apps.dossiers.forms.answers import PastedAnswerForm
from apps.dossiers.models import Dossier
from apps.dossiers.pasting import LONGEST_TEXT
from apps.dossiers.states import JUDGED
from apps.dossiers.views.moves import BOTH
from apps.dossiers.views.review import keep_message
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=Dossier, methods=BOTH)
def paste_answer(request, dossier):
    """Read a pasted answer line by line; note it once the person confirmed that reading."""
    today = timezone.localdate()
    if dossier.state not in JUDGED:
        raise Conflict(
            _("L’ANS ne répond qu’entre le dépôt des preuves et sa décision. Rechargez-le.")
        )
    return act(
        request,
        PastedAnswerForm,
        do=lambda data: _note(dossier, data, by=request.user, today=today),
        title=_("Coller la réponse de l’ANS"),
        submit=_submit(request, dossier),
        back=dossier.get_absolute_url(),
        done=_("La réponse de l’ANS est notée."),
        intro=_(
            "Rien n’est noté avant votre confirmation. Un chapitre dont une preuve est KO ou "
            "incomplète est renvoyé : l’horloge s’arrête ce jour-là."
        ),
        form_kwargs={"dossier": dossier, "today": today},
        template="dossiers/_paste_form.html",
        extra={"dossier": dossier},
    )


def _submit(request, dossier) -> str:
    """Return the words of the button: what the next click does."""
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    reading = read_answer(dossier, text) if text else None
    if reading and reading.ready and not reading.wrong:
        return _("Confirmer et noter")
    return _("Relire la réponse")


def _note(dossier, data, *, by, today):
    """Keep the ANS's message, then note its answer; both or neither."""
    with transaction.atomic():
        message = keep_message(dossier, data["upload"], on=data["on"], by=by, today=today)
        services.record_answer(
            dossier.pk,
            data["text"],
            by=by,
            on=data["on"],
            today=today,
            token=data["confirmed"],
            note=data["note"],
            message=message,
        )
    return dossier
