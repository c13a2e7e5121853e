"""Note a whole answer of the ANS, pasted as a table: all of it or nothing."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.answer_reading import Reading, read_answer
from apps.dossiers.models import Dossier
from apps.dossiers.services.acting import acting
from apps.dossiers.services.review import return_for_correction
from apps.dossiers.services.verdicts import record_verdicts
from apps.dossiers.states import JUDGED, TO_MEND
from apps.products.states import Action


def record_answer(
    dossier_pk: int,
    text: str,
    *,
    by,
    on: date,
    today: date,
    token: str,
    note: str = "",
    message=None,
    revision: int | None = None,
) -> Reading:
    """Note every verdict of the pasted `text`, and one return per chapter that comes back.

    `token`: of the reading that the person confirmed; `Conflict` when the dossier changed since.
    The verdicts and returns go through their own services, so that the clock and its guards say
    the same as when they are noted one by one.
    """
    with acting(dossier_pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as at:
        if at.state not in JUDGED:
            raise Conflict(_("L’ANS ne répond qu’entre le dépôt des preuves et sa décision."))
        reading = read_answer(at, text)
        if reading.wrong or not reading.ready:
            raise Invalid(_("Corrigez les lignes signalées : rien n’est noté."), field="text")
        if reading.token(on) != token:
            raise Conflict(_("Le dossier a changé depuis la relecture : relisez la réponse."))
        _note(at, reading, {"by": by, "on": on, "today": today, "message": message}, note)
    return reading


def _note(dossier: Dossier, reading: Reading, facts: dict, note: str) -> None:
    """Return the chapters with what the ANS refused of them; the rest are plain verdicts."""
    chapter_of = {proof.pk: proof.chapter_id for line in reading.ready for proof in line.proofs}
    returned = {chapter.pk for chapter in reading.opens}
    refused, plain = [], []
    for verdict in reading.verdicts:
        comes_back = verdict[1] in TO_MEND and chapter_of[verdict[0]] in returned
        (refused if comes_back else plain).append(verdict)
    if plain:
        record_verdicts(dossier.pk, plain, **facts)
    for chapter in reading.opens:
        return_for_correction(
            dossier.pk,
            chapter=chapter,
            verdicts=[verdict for verdict in refused if chapter_of[verdict[0]] == chapter.pk],
            note="\n".join(filter(None, [reading.notes.get(chapter.pk, ""), note])),
            **facts,
        )
