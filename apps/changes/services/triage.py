"""Answer the questions about a modification, and draw the conclusion at once."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.changes.models import ChangeRecord, Triage
from apps.changes.services.door import acting
from apps.changes.services.facts import take_requirements
from apps.changes.services.moves import dismiss_change, establish_impact, refuse_before_discovery
from apps.changes.states import Answer, Outcome
from apps.changes.triage import QUESTIONS, justification_of, verdict_of
from apps.core.refusals import Invalid
from apps.products.journal import record
from apps.products.states import Action


@transaction.atomic
def triage_change(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    answers: dict[str, str],
    functions: str = "",
    requirements=(),
    component: str = "",
    comment: str = "",
    revision=None,
) -> Triage:
    """Keep the answers about a modification and do what they lead to.

    `answers`: an `Answer` by field of `QUESTIONS`. Conformity intact closes the modification with
    the reasons; touched, the ANS is to be told; a doubt leaves it to be assessed, while the
    internal target and, once released, the days to notify go on (E12, E14). A « oui » says what:
    `functions`, `requirements` of the dossier's catalogue, or the name of the `component`.
    """
    functions, component = functions.strip(), component.strip()
    requirements = list(requirements)
    with acting(
        "triage", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as change:
        refuse_before_discovery(change, on)
        _check(answers, functions, requirements, component)
        take_requirements(change, requirements)
        verdict = verdict_of(answers)
        triage = Triage.objects.create(
            change=change,
            functions=functions,
            component=component,
            comment=comment.strip(),
            verdict=verdict,
            occurred_on=on,
            recorded_by=by,
            **{question.field: answers[question.field] for question in QUESTIONS},
        )
        triage.requirements.set(requirements)
        sentence = _("Questionnaire d’impact : %(verdict)s") % {"verdict": verdict.label}
        record(change, "triage", sentence, by=by, on=on, note=triage.comment)
    _conclude(triage, by=by, on=on, today=today)
    return triage


def _conclude(triage: Triage, *, by, on: date, today: date) -> ChangeRecord | None:
    facts = {"by": by, "on": on, "today": today}
    if triage.verdict == Outcome.NONE:
        why = justification_of(triage)
        return dismiss_change(triage.change_id, justification=why, **facts)
    if triage.verdict == Outcome.IMPACT:
        return establish_impact(triage.change_id, **facts)
    return None


def _check(answers, functions: str, requirements: list, component: str) -> None:
    """A « oui » says what changes, and what is said to change is not denied."""
    if any(answers.get(question.field) not in Answer.values for question in QUESTIONS):
        raise Invalid(_("Répondez à chaque question : « Je ne sais pas encore » est une réponse."))
    if answers["function_answer"] == Answer.YES and not functions:
        raise Invalid(_("Dites quelles fonctions changent."), field="functions")
    _agree(
        answers["requirement_answer"],
        bool(requirements),
        "requirement_answer",
        _("Cochez les exigences touchées, ou changez cette réponse."),
        _("Des exigences sont cochées : répondez oui, ou décochez-les."),
    )
    _agree(
        answers["component_answer"],
        bool(component),
        "component_answer",
        _("Choisissez le composant qui change, ou changez cette réponse."),
        _("Un composant est choisi : répondez oui, ou ôtez-le."),
    )


def _agree(answer: str, named: bool, field: str, missing: str, denied: str) -> None:
    if answer == Answer.YES and not named:
        raise Invalid(missing, field=field)
    if answer == Answer.NO and named:
        raise Invalid(denied, field=field)
