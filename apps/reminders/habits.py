"""How a person hears of each kind of due date, as a page lists it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.reminders.models import WEEKLY, Ladder, Preference
from apps.reminders.stages import stage_name, stages_of
from apps.reminders.states import Channel


@dataclass(frozen=True)
class Habit:
    """One line: a kind, its stages in words, and what the person chose."""

    kind: str
    label: str
    stages: str
    optional: bool
    channel: str
    substitute: User | None

    @property
    def weekly(self) -> bool:
        """Return whether this is the summary of a manager."""
        return self.kind == WEEKLY

    @property
    def words(self) -> str:
        """Return the choice in words."""
        if self.weekly:
            return _("Jamais") if self.channel == Channel.SITE else _("Une fois par semaine")
        return Channel(self.channel).label


def habits_of(person) -> list[Habit]:
    """Return a line for each kind with a ladder, and for the summary when somebody is managed."""
    said = {
        each.kind: each
        for each in Preference.objects.filter(person=person).select_related("substitute")
    }
    habits = []
    for ladder in Ladder.objects.prefetch_related("steps"):
        stages = stages_of(ladder)
        if stages.steps:
            names = ", ".join(stage_name(stage) for stage in stages.steps)
            facts = (ladder.kind, ladder.get_kind_display(), names, ladder.optional)
            habits.append(Habit(*facts, *_choice(said, ladder.kind)))
    habits.sort(key=lambda habit: habit.label.casefold())
    if User.objects.filter(manager=person, is_active=True).exists():
        label = _("Résumé de la semaine de votre équipe")
        habits.append(Habit(WEEKLY, label, "", True, *_choice(said, WEEKLY)))
    return habits


def _choice(said: dict[str, Preference], kind: str) -> tuple[str, User | None]:
    each = said.get(kind)
    return (each.channel, each.substitute) if each else (Channel.DIGEST, None)
