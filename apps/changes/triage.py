"""The questions about a modification, and what their answers lead to."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from apps.changes.states import Answer, Outcome


@dataclass(frozen=True)
class Question:
    """One question: the `field` that keeps its answer, and what each answer means, in French."""

    field: str
    label: str | Promise
    help: str | Promise
    yes: str | Promise
    no: str | Promise


QUESTIONS = (
    Question(
        "function_answer",
        gettext_lazy("Une fonction que les preuves du dossier montrent change-t-elle ?"),
        gettext_lazy("Un écran filmé, un flux, un document produit, un contrôle."),
        gettext_lazy("Une fonction montrée par les preuves change."),
        gettext_lazy("Aucune fonction montrée par les preuves ne change."),
    ),
    Question(
        "requirement_answer",
        gettext_lazy("Une exigence du catalogue du dossier est-elle touchée ?"),
        gettext_lazy("Même si le produit y répond encore : sa réponse n’est plus la même."),
        gettext_lazy("Des exigences du catalogue sont touchées."),
        gettext_lazy("Aucune exigence du catalogue n’est touchée."),
    ),
    Question(
        "component_answer",
        gettext_lazy("Un composant tiers qui porte une homologation ou une exigence change-t-il ?"),
        gettext_lazy("Une nouvelle version du composant, un autre composant, un autre éditeur."),
        gettext_lazy("Un composant tiers qui porte une homologation ou une exigence change."),
        gettext_lazy("Aucun composant tiers dont dépend la conformité ne change."),
    ),
    Question(
        "security_answer",
        gettext_lazy("L’authentification, les droits, le chiffrement ou l’hébergement changent ?"),
        gettext_lazy("Les preuves de sécurité ne décriraient plus ce qui est en service."),
        gettext_lazy("La sécurité ou l’hébergement change."),
        gettext_lazy("Ni la sécurité ni l’hébergement ne changent."),
    ),
)


def verdict_of(answers: dict[str, str]) -> Outcome:
    """Return what the answers, {field of a question: answer}, lead to.

    One « oui » is enough to touch conformity; without it, one doubt leaves the question open.
    """
    given = {answers[question.field] for question in QUESTIONS}
    if Answer.YES in given:
        return Outcome.IMPACT
    return Outcome.UNDECIDED if Answer.UNKNOWN in given else Outcome.NONE


@dataclass(frozen=True)
class Reason:
    """One answer read again: the question, the answer, what it says, whether it decided."""

    question: str | Promise
    answer: Answer
    sentence: str | Promise
    decided: bool


def reasons_of(triage) -> list[Reason]:
    """Return each answer of a round, and which ones led to its conclusion."""
    wanted = {
        Outcome.IMPACT: Answer.YES,
        Outcome.UNDECIDED: Answer.UNKNOWN,
        Outcome.NONE: Answer.NO,
    }[Outcome(triage.verdict)]
    return [
        Reason(question.label, answer, _sentence(question, answer), answer == wanted)
        for question in QUESTIONS
        for answer in [Answer(getattr(triage, question.field))]
    ]


@override(settings.LANGUAGE_CODE)
def justification_of(triage) -> str:
    """Return why conformity is intact, in the words of the answers and of the comment.

    It is kept for the ANS, so it is written in the site's own language whoever answers.
    """
    parts = [str(reason.sentence) for reason in reasons_of(triage)]
    if triage.functions:
        parts.append(_("Ce qui change : %(what)s") % {"what": triage.functions})
    return "\n".join([*parts, *([triage.comment] if triage.comment else [])])


def _sentence(question: Question, answer: Answer):
    if answer == Answer.UNKNOWN:
        return _("Réponse à trouver.")
    return question.yes if answer == Answer.YES else question.no
