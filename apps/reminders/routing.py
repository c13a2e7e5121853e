"""Who is told of a due date on a day, and how: the person, or somebody in their place.

A person who is away is replaced by their delegate; one who keeps a ladder that is not optional on
the site, by the substitute they named. Nobody replaces anybody on a product they may not see, and
a delegate who is away too replaces nobody: the person is told then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model

from apps.deadlines.models import Deadline
from apps.products.people import who_sees
from apps.reminders.models import Absence, Ladder, Preference
from apps.reminders.states import Channel


@dataclass(frozen=True)
class Route:
    """Keys of who is told, and of whom they stand for (None: they answer for it themselves)."""

    person_id: int
    on_behalf_of_id: int | None
    channel: str


@dataclass(frozen=True)
class Habits:
    """What people said, read once for many due dates."""

    channels: dict[tuple[int, str], tuple[str, int | None]]
    delegates: dict[int, int]
    optional: set[str]
    reachable: set[int]
    unavailable: set[int]
    sees: set[tuple[int, int]]

    def route(self, deadline: Deadline) -> Route | None:
        """Return who is told of a due date; None when nobody may be."""
        person = deadline.responsible_id
        if (person, deadline.product_id) not in self.sees:
            return None
        channel, substitute = self.channels.get((person, deadline.kind), (Channel.DIGEST, None))
        delegate = self.delegates.get(person)
        if self._may_replace(delegate, deadline):
            return Route(delegate, person, self._own(delegate, deadline.kind))
        if person not in self.reachable:
            return None
        if channel != Channel.SITE or deadline.kind in self.optional:
            return Route(person, None, channel)
        if self._may_replace(substitute, deadline):
            return Route(substitute, person, Channel.DIGEST)
        return Route(person, None, Channel.DIGEST)

    def _may_replace(self, other: int | None, deadline: Deadline) -> bool:
        there = other in self.reachable and other not in self.unavailable
        return there and (other, deadline.product_id) in self.sees

    def _own(self, person: int, kind: str) -> str:
        """Return the habit of whoever stands in: what they mute for themselves reaches them."""
        channel, _substitute = self.channels.get((person, kind), (Channel.DIGEST, None))
        return Channel.DIGEST if channel == Channel.SITE else channel


def routes_of(deadlines: Iterable[Deadline], *, on: date) -> dict[int, Route | None]:
    """Return by key of due date who is told of it on a day, in a handful of queries."""
    deadlines = list(deadlines)
    if not deadlines:
        return {}
    people = {deadline.responsible_id for deadline in deadlines}
    away = dict(
        Absence.objects.covering(on)
        .filter(person__in=people)
        .order_by("-pk")
        .values_list("person", "delegate")
    )
    said = list(
        Preference.objects.filter(person__in=people | set(away.values())).values_list(
            "person", "kind", "channel", "substitute"
        )
    )
    others = set(away.values()) | {other for *_rest, other in said if other}
    absent_others = Absence.objects.covering(on).filter(person__in=others)
    everybody = people | others
    habits = Habits(
        channels={(person, kind): (channel, other) for person, kind, channel, other in said},
        delegates=away,
        optional=set(Ladder.objects.filter(optional=True).values_list("kind", flat=True)),
        reachable=_reachable(everybody),
        unavailable=set(absent_others.values_list("person", flat=True)),
        sees=who_sees(everybody, {deadline.product_id for deadline in deadlines}),
    )
    return {deadline.pk: habits.route(deadline) for deadline in deadlines}


def _reachable(people: set[int]) -> set[int]:
    found = get_user_model().objects.filter(pk__in=people, is_active=True).exclude(email="")
    return set(found.values_list("pk", flat=True))
