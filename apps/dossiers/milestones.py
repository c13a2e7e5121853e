"""How each dossier stands against the milestones of its DSR, planned backwards from their day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices
from apps.dossiers.duedates import reached_on
from apps.dossiers.models import Dossier
from apps.dossiers.states import OPEN, REACHED, DossierState
from apps.frameworks.models import DsrMilestone
from apps.rules.counting import days_before


class Standing(TonedChoices):
    """Where a dossier stands against one milestone."""

    AHEAD = "ahead", "green", "fast-forward", _("En avance")
    KEPT = "kept", "green", "check2-circle", _("Tenu")
    ON_TIME = "on_time", "blue", "hourglass-split", _("Dans les temps")
    BEHIND = "behind", "red", "exclamation-octagon", _("En retard")
    KEPT_LATE = "kept_late", "amber", "check2", _("Tenu en retard")
    DATE_ONLY = "date_only", "grey", "calendar-event", _("Date seule")


@dataclass(frozen=True)
class Leave:
    """The last day on which a dossier may leave a state and still keep the milestone."""

    state: DossierState
    by: date
    is_current: bool


@dataclass(frozen=True)
class Against:
    """One dossier against one milestone: where it stands, and the plan that is left.

    `expected_on`: the day the clock leads to, for a dossier under review; None otherwise.
    """

    milestone: DsrMilestone
    standing: Standing
    plan: tuple[Leave, ...] = ()
    expected_on: date | None = None

    @property
    def wanted(self) -> DossierState | None:
        """Return the state that the milestone asks for, None for a date alone."""
        named = self.milestone.expected_state
        return DossierState(named) if named else None


def against_milestones(dossier: Dossier, *, today: date) -> list[Against]:
    """Return each milestone of the dossier's DSR, in order, since the dossier was opened.

    A dossier that left the way to an award has none.
    """
    if dossier.state not in REACHED:
        return []
    rows = sorted(dossier.dsr.milestones.all(), key=lambda each: (each.due_on, each.pk))
    return [_against(dossier, row, today) for row in rows if row.due_on >= dossier.opened_on]


def last_day_in(state: DossierState, milestone: DsrMilestone, review_days: int) -> date:
    """Return the last day to leave `state` for a milestone, from the review period alone.

    An award asks for the whole review after the deposit: what comes before it must be over by
    then. No text gives a length to the steps before the deposit, so they share that last day.
    """
    award = REACHED[DossierState.REFERENCE]
    wanted = REACHED[DossierState(milestone.expected_state)]
    before_review = REACHED[state] < REACHED[DossierState.INSTRUCTION]
    if wanted >= award and before_review:
        return days_before(milestone.due_on, review_days)
    return milestone.due_on


def _against(dossier: Dossier, milestone: DsrMilestone, today: date) -> Against:
    if not milestone.expected_state:
        return Against(milestone, Standing.DATE_ONLY)
    here, wanted = REACHED[dossier.state], REACHED[DossierState(milestone.expected_state)]
    if here >= wanted:
        return Against(milestone, _kept(reached_on(dossier, wanted), milestone, today))
    plan = _plan(dossier, milestone, wanted)
    expected_on = dossier.clock_due_on or dossier.clock_projected_on
    last_on = min(leave.by for leave in plan if leave.is_current)
    late = today > last_on or (expected_on is not None and expected_on > milestone.due_on)
    standing = Standing.BEHIND if late else Standing.ON_TIME
    return Against(milestone, standing, plan, expected_on)


def _kept(reached: date, milestone: DsrMilestone, today: date) -> Standing:
    if reached > milestone.due_on:
        return Standing.KEPT_LATE
    return Standing.AHEAD if today < milestone.due_on else Standing.KEPT


def _plan(dossier: Dossier, milestone: DsrMilestone, wanted: int) -> tuple[Leave, ...]:
    """Return the states that are left on the way, the present one first."""
    here = DossierState(dossier.state)
    other = DossierState.RECEVABILITE if dossier.is_segur else DossierState.ELIGIBILITE
    road = [here] + [
        state for state in OPEN if state != other and REACHED[here] < REACHED[state] < wanted
    ]
    days = dossier.pathway.review_days
    return tuple(
        Leave(state, last_day_in(state, milestone, days), state == here)
        for state in road
        if state == here or state != DossierState.A_CORRIGER
    )
