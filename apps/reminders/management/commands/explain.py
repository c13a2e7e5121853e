"""The whole story of one due date: why this day, who was told, and who will be."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.deadlines.models import Deadline
from apps.reminders import services


class Command(BaseCommand):
    help = "Dit d’une échéance pourquoi cette date, qui a été prévenu, et qui le sera."

    def add_arguments(self, parser):
        parser.add_argument(
            "deadline", type=int, help="numéro de l’échéance, à la fin de l’adresse de sa page"
        )

    def handle(self, *args, deadline, **options):
        row = Deadline.objects.select_related("product", "responsible").filter(pk=deadline).first()
        if row is None:
            raise CommandError(f"L’échéance {deadline} n’existe pas.")
        story = services.tell(row, seen_by=None, now=timezone.now())
        for line in [*_date(row, story), *_told(story), *_coming(story)]:
            self.stdout.write(line)


def _date(deadline, story):
    """Yield what the date is, by which rule, and how it moved."""
    yield f"{deadline.title}, {deadline.product}"
    target = f" ; cible interne le {deadline.target_on:%d/%m/%Y}" if deadline.target_on else ""
    yield f"Dernier jour le {deadline.due_on:%d/%m/%Y}{target} ; {deadline.badge.label}."
    yield f"Règle : {deadline.rule.label} ({deadline.rule.source})."
    if deadline.explanation:
        yield f"Pourquoi : {deadline.explanation}"
    yield f"Responsable : {deadline.responsible}."
    for move in story.moves:
        cause = move.event.sentence if move.event else "registre recalculé"
        yield f"Déplacée du {move.from_on:%d/%m/%Y} au {move.to_on:%d/%m/%Y} : {cause}"


def _told(story):
    """Yield what was told, the latest first, and what became of it."""
    for told in story.told:
        row = told.reminder
        absent = f" (pour {row.on_behalf_of})" if row.on_behalf_of else ""
        trouble = f" : {row.error}" if row.error else ""
        yield (
            f"{row.planned_on:%d/%m/%Y} → {row.person}{absent}, {told.stage} : "
            f"{row.badge.label}{trouble}"
        )
    if not story.told:
        yield "Aucun message jusqu’ici."


def _coming(story):
    """Yield the message to come, and the escalation."""
    if story.next is None:
        yield "Aucun message à venir."
    else:
        coming, absent = story.next.coming, story.next.instead_of
        person = f"{story.next.person}" + (f" (pour {absent})" if absent else "")
        yield f"Prochain message le {coming.on:%d/%m/%Y} : {person}, palier {story.next.stage}."
    if story.in_hand:
        yield f"{story.in_hand.given_by} y travaille, jusqu’au {story.in_hand.until_on:%d/%m/%Y}."
    if story.escalation and story.escalation.person:
        yield f"Sans suite, {story.escalation.person} le saura le {story.escalation.on:%d/%m/%Y}."
